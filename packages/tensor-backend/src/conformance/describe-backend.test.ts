import { OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { referenceBackend } from "../reference/reference-backend.js";
import { conformanceCases } from "./conformance-case.js";
import { type DescribeOptions, describeBackend } from "./describe-backend.js";

/** What would be registered with a test runner. */
function registered(
  options: Omit<DescribeOptions, "describe" | "test">,
  make = () => referenceBackend(),
): { run: string[]; skipped: string[]; titles: string[] } {
  const found = { run: [] as string[], skipped: [] as string[], titles: [] as string[] };
  describeBackend("mine", make, {
    ...options,
    describe: (name, register) => {
      found.titles.push(name);
      register();
    },
    test: Object.assign((name: string) => found.run.push(name), {
      skip: (name: string) => found.skipped.push(name),
    }),
  });
  return found;
}

describe("describeBackend", () => {
  test("registers every case once, as run or as skipped", () => {
    const { run, skipped, titles } = registered({});
    const names = conformanceCases({ level: "quick" }).map(({ name }) => name);
    expect(titles).toEqual(["mine conforms (quick)"]);
    expect(run.length + skipped.length).toBe(names.length);
    expect(new Set(names).size).toBe(names.length);
  });

  test("shows the reason of each skip in its title", () => {
    const { skipped, run } = registered({
      skips: { "erf: *": "has no erf", "sin: large arguments": "reduces to a period in single precision" },
    });
    expect(skipped).toContain("erf: special values (skipped: has no erf)");
    expect(skipped).toContain("sin: large arguments (skipped: reduces to a period in single precision)");
    expect(run.filter((name) => name.startsWith("erf: "))).toEqual([]);
  });

  test("skips what the backend says that it can't do, with what it says", () => {
    const inner = referenceBackend();
    const poor = { ...inner, supports: (primitive: string) => primitive !== "conv2d" };
    const { skipped } = registered({}, () => poor as typeof inner);
    expect(skipped).toContain(
      "conv2d: windows (skipped: reference:float32 does not support conv2d on float32)",
    );
    expect(skipped).toContain("add: float64 (skipped: reference:float32 has no float64)");
  });

  test("refuses a skip that fits no case", () => {
    expect(() => registered({ skips: { "erff: *": "misspelt" } })).toThrow(
      'describeBackend: a skip must fit a case, got "erff: *". Remove it, or see the names of conformanceCases.',
    );
  });

  test("refuses a skip and a bound without a reason", () => {
    expect(() => registered({ skips: { "erf: *": " " } })).toThrow(OptionError);
    expect(() => registered({ bounds: { erf: { ulps: 10, reason: "" } } })).toThrow(
      'describeBackend: a bound must state its reason, got none for "erf". Say what the backend does instead.',
    );
  });
});
