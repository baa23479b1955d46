import { describe, expect, test } from "vitest";
import { checkOptions, OptionError } from "./index.js";

interface Options {
  readonly axis?: number;
  readonly keepDims?: boolean;
}
const check = (options: unknown): void =>
  checkOptions("sum", options as Options, { axis: true, keepDims: true });

describe("checkOptions", () => {
  test("lets known options pass, undefined ones too", () => {
    check({});
    check({ axis: 1 });
    check({ axis: undefined, keepDims: true });
  });

  test("refuses a key that nobody reads, and names the one that was meant", () => {
    expect(() => check({ keepdims: true })).toThrow(OptionError);
    expect(() => check({ keepdims: true })).toThrow(
      "sum: options must be among axis, keepDims, got keepdims. Did you mean keepDims?",
    );
    expect(() => check({ dtype: "float32" })).toThrow(
      "sum: options must be among axis, keepDims, got dtype. Leave it out.",
    );
    expect(() => check({ toString: 1 })).toThrow("got toString.");
  });

  test.each([
    [undefined, "nothing"],
    [null, "null"],
    [0, "0"],
    ["axis", "axis"],
    [[1], "an array"],
  ])("refuses %s in place of the record", (options, got) => {
    expect(() => check(options)).toThrow(
      `sum: options must be a record, got ${got}. Pass { axis, keepDims }.`,
    );
  });
});
