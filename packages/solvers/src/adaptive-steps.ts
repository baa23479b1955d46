import { requireCount, requireNumber, requireThat } from "./check.js";
import { stepFactor } from "./controller.js";
import type { OdeMethod, Stepping } from "./pacer.js";
import { rungeKutta } from "./runge-kutta.js";
import type { EmbeddedTable } from "./table.js";

/** Options of the methods that control their step. The tolerances have no default: they are the question asked. */
export interface AdaptiveOptions {
  /** Relative tolerance: at least 10 ε of the state's dtype (2.2e-15 for float64, 1.2e-6 for float32), below 1. */
  readonly rtol: number;
  /** Absolute tolerance in units of y, 0 or more. A step is accepted when its error is at most `atol + rtol·|y|`. */
  readonly atol: number;
  /** Length of the first step in units of t; left out, it is Hairer's, for one more evaluation. */
  readonly firstStep?: number;
  /** Steps that would be shorter end the row with `stepUnderflow`; default 0 (ten units in the last place of t). */
  readonly minStep?: number;
  /** Longest step; default unbounded. */
  readonly maxStep?: number;
  /** Attempts of a row, accepted or not, before it ends with `maxSteps`; default 100 000. */
  readonly maxSteps?: number;
}

/**
 * A method that controls its step by the error estimate of its table, each row by itself.
 *
 * @throws OptionError when `rtol` or `atol` is missing or out of range, a step bound is not positive, or
 * `maxSteps` is not a whole number of at least 1
 * @example export const tsit5 = (options: AdaptiveOptions): OdeMethod => adaptiveMethod(tsit5Table, options);
 */
export const adaptiveMethod = (table: EmbeddedTable, options: AdaptiveOptions): OdeMethod => {
  const { rtol, atol, firstStep, minStep = 0, maxStep = Infinity, maxSteps = 100_000 } = options ?? {};
  const { name, errorOrder } = table;
  const tolerance = { rtol, atol };
  requireNumber(name, "rtol", rtol, rtol > 0 && rtol < 1, "between 0 and 1");
  requireNumber(name, "atol", atol, atol >= 0, "finite and at least 0");
  requireNumber(name, "firstStep", firstStep ?? 1, (firstStep ?? 1) > 0, "finite and above 0");
  requireNumber(name, "minStep", minStep, minStep >= 0, "finite and at least 0");
  requireThat(
    maxStep > 0 && maxStep >= minStep,
    `${name}: maxStep must be above 0 and at least minStep`,
    maxStep,
    "Leave it out.",
  );
  requireCount(name, "maxSteps", maxSteps);
  const stepping: Stepping = {
    tolerance,
    pacer: ({ t1, rows }) => {
      const size = new Float64Array(rows).fill(firstStep ?? 0);
      const attempts = new Float64Array(rows);
      const rejected = new Uint8Array(rows);
      return {
        begin:
          firstStep === undefined
            ? (row, first) => {
                size[row] = first;
              }
            : undefined,
        aim: (row, { t, h, end }) => {
          const now = t[row]!;
          const left = Math.abs(t1 - now);
          const tiny = 10 * (Math.abs(now) * 2 ** -52 + Number.MIN_VALUE);
          const length = Math.min(size[row]!, maxStep);
          if (attempts[row]! >= maxSteps) return "maxSteps";
          if (!(length >= Math.min(Math.max(minStep, tiny), left))) return "stepUnderflow";
          attempts[row]!++;
          end[row] = left - length < tiny ? t1 : now + Math.sign(t1 - now) * length;
          h[row] = end[row]! - now;
          return undefined;
        },
        judge: (row, { h }, error) => {
          size[row] = Math.abs(h[row]!) * stepFactor(error, errorOrder, rejected[row] === 1);
          rejected[row] = error <= 1 ? 0 : 1;
          return error <= 1;
        },
      };
    },
  };
  return Object.freeze({ formula: rungeKutta(table, tolerance), stepping });
};
