import { OptionError } from "@nami/errors";
import type { TensorBackend } from "../backend.js";
import type { Allowances } from "./candidate.js";
import { type ConformanceCase, conformanceCases } from "./conformance-case.js";
import type { Level } from "./specimen.js";

/** What is asked of a test runner's `test`: that of vitest, jest, mocha and bun will do. */
export interface TestFunction {
  (name: string, run: () => Promise<void>): unknown;
  /** Registers a test that is shown as skipped. */
  skip(name: string, run: () => Promise<void>): unknown;
}

/** Options of {@link describeBackend}. */
export interface DescribeOptions extends Allowances {
  /** The test runner's. */
  readonly describe: (name: string, register: () => void) => unknown;
  /** The test runner's. */
  readonly test: TestFunction;
  /** The test runner's: with it, the backend is disposed at the end. */
  readonly afterAll?: (run: () => void) => unknown;
  /** Default `"quick"`. */
  readonly level?: Level;
  /** Cases that the backend can't pass, by name (`*` stands for anything), each with the reason. */
  readonly skips?: Readonly<Record<string, string>>;
}

/** Whether a pattern with `*` for anything fits a whole name. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name);
}

function checkReasons(what: string, reasons: readonly (readonly [string, string])[]): void {
  for (const [name, reason] of reasons)
    if (!reason.trim())
      throw new OptionError(
        `describeBackend: ${what} must state its reason, got none for "${name}". Say what the backend does instead.`,
      );
}

/** @throws OptionError when a pattern fits no case: it would hide nothing, or the wrong thing */
function checkPatterns(patterns: readonly string[]): void {
  if (!patterns.length) return;
  const names = conformanceCases({ level: "full" }).map(({ name }) => name);
  for (const pattern of patterns)
    if (!names.some((name) => fits(pattern, name)))
      throw new OptionError(
        `describeBackend: a skip must fit a case, got "${pattern}". Remove it, or see the names of conformanceCases.`,
      );
}

/**
 * Registers the conformance suite for a backend with a test runner.
 *
 * Each skip shows up as a skipped test with its reason in the title. A case that the backend itself rules out (by
 * `dtypes` or `supports`) is skipped with that reason.
 *
 * @param name of the backend, for the titles
 * @param makeBackend called once, at registration
 * @throws OptionError for a skip or a bound without a reason, and for a skip that fits no case
 * @example
 * import { describe, test } from "vitest";
 * describeBackend("tfjs:wasm", () => tfjsBackend({ device: "wasm" }), {
 *   describe, test, skips: { "erf: float64": "has no double precision" },
 * });
 */
export function describeBackend(
  name: string,
  makeBackend: () => TensorBackend,
  { describe, test, afterAll, level = "quick", skips = {}, ...allowances }: DescribeOptions,
): void {
  const reasons = Object.entries(skips);
  checkReasons("a skip", reasons);
  checkReasons(
    "a bound",
    Object.entries(allowances.bounds ?? {}).map(([primitive, { reason }]) => [primitive, reason] as const),
  );
  checkPatterns(Object.keys(skips));
  describe(`${name} conforms (${level})`, () => {
    const backend = makeBackend();
    afterAll?.(() => backend.dispose());
    const register = (one: ConformanceCase): unknown => {
      const run = (): Promise<void> => one.run(backend, allowances);
      const reason = one.skipReason(backend) ?? reasons.find(([pattern]) => fits(pattern, one.name))?.[1];
      return reason === undefined ? test(one.name, run) : test.skip(`${one.name} (skipped: ${reason})`, run);
    };
    for (const one of conformanceCases({ level })) register(one);
  });
}
