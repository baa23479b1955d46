import { OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { assign, sinkhorn, squaredDistances, stableMatching } from "./index.js";

const cost = Float64Array.of(0, 1, 1, 0);
const shape = { rows: 2, columns: 2 };

const doors: Readonly<Record<string, readonly [call: (options: never) => unknown, options: object]>> = {
  assign: [(options) => assign(cost, options), shape],
  stableMatching: [(options) => stableMatching(cost, options), shape],
  sinkhorn: [(options) => sinkhorn(cost, options), { ...shape, regularization: 1 }],
  squaredDistances: [(options) => squaredDistances(cost, cost, options), { dimension: 2 }],
};

describe.each(Object.entries(doors))("%s", (name, [call, options]) => {
  test("refuses an option that nobody reads, and none", () => {
    expect(() => call({ ...options, sigmaTop: 1 } as never)).toThrow(OptionError);
    expect(() => call({ ...options, sigmaTop: 1 } as never)).toThrow(
      new RegExp(`^${name}: options must be among .*, got sigmaTop\\. `),
    );
    expect(() => call(undefined as never)).toThrow(`${name}: options must be a record, got nothing. Pass { `);
  });
});
