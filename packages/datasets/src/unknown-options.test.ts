import { OptionError } from "@nami/errors";
import { key } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  checkerboard,
  circles,
  conditionalClusters,
  eightGaussians,
  moons,
  pinwheel,
  readCsv,
  rings,
  spirals,
  swissRoll,
} from "./index.js";

const toys = {
  checkerboard,
  circles,
  conditionalClusters,
  eightGaussians,
  moons,
  pinwheel,
  rings,
  spirals,
  swissRoll,
};

describe.each(Object.entries(toys))("sample of %s", (name, make) => {
  test("refuses an option that nobody reads, and none", () => {
    const toy = make();
    const call = (options: unknown) => () => toy.sample(2, options as never);
    expect(call({ key: key(0), fristRow: 1 })).toThrow(OptionError);
    expect(call({ key: key(0), fristRow: 1 })).toThrow(
      `${name}.sample: options must be among key, firstRow, dtype, got fristRow. Did you mean firstRow?`,
    );
    expect(call(undefined)).toThrow(`${name}.sample: options must be a record, got nothing.`);
  });
});

test("readCsv refuses an option that nobody reads", () => {
  expect(() => readCsv("1,2\n", { delimeter: ";" } as never)).toThrow(
    "readCsv: options must be among delimiter, missing, header, got delimeter. Did you mean delimiter?",
  );
});
