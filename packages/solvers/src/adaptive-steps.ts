import { eachOf, requireCount, requireFunction, requireNone, requireNumber, requireThat } from "./check.js";
import { iController, type StepController } from "./controller.js";
import { type FixedOptions, fixedMethod } from "./fixed-steps.js";
import { initialSteps } from "./initial-step.js";
import type { OdeMethod, Stepping } from "./pacer.js";
import { rungeKutta } from "./runge-kutta.js";
import type { EmbeddedTable } from "./table.js";

/** Options of the methods that control their step. The tolerances have no default: they are the question asked. */
export interface AdaptiveOptions {
  /**
   * Relative tolerance: at least 10 ε of the state's dtype (2.2e-15 for float64, 1.2e-6 for float32), below 1. One
   * number, or one for each component of a row.
   */
  readonly rtol: number | ArrayLike<number>;
  /**
   * Absolute tolerance in units of y, 0 or more; one number, or one for each component of a row. A step is accepted
   * when the root mean square of `error / (atol + rtol·|y|)` is at most 1.
   */
  readonly atol: number | ArrayLike<number>;
  /** How the error of a step sizes the next; default `iController()`. */
  readonly controller?: StepController;
  /** Length of the first step in units of t; left out, it is Hairer's, for one more evaluation. */
  readonly firstStep?: number;
  /** Steps that would be shorter end the row with `stepUnderflow`; default 0 (ten units in the last place of t). */
  readonly minStep?: number;
  /** Longest step; default unbounded. */
  readonly maxStep?: number;
  /**
   * Attempts of a row, accepted or not, before it ends with `maxSteps`; default 100 000. Left out, it ends so early where three
   * stretches of 1 500 attempts in a row got on about as far as each other, and at that pace the way left took more than ten
   * times as many: stability limits the step, as a rule. Where a fast beginning is followed by a long quiet time, give a number.
   */
  readonly maxSteps?: number;
}

/** A tolerance that nobody else can change. */
const copyOf = (tolerance: number | ArrayLike<number>): number | ArrayLike<number> =>
  typeof tolerance === "number" ? tolerance : Float64Array.from(tolerance);

/** After every so many attempts of a row its pace is measured. */
const stretch = 1500;

const steppingOf = (name: string, errorOrder: number, options: AdaptiveOptions): Stepping => {
  const {
    rtol,
    atol,
    firstStep,
    minStep = 0,
    maxStep = Infinity,
    maxSteps = 100_000,
    controller = iController(),
    ...left
  } = options ?? {};
  requireNone(name, left);
  for (const value of eachOf(rtol))
    requireNumber(name, "rtol", value, value > 0 && value < 1, "between 0 and 1");
  for (const value of eachOf(atol)) requireNumber(name, "atol", value, value >= 0, "of at least 0");
  requireNumber(name, "minStep", minStep, minStep >= 0, "of at least 0");
  const begun = firstStep ?? (minStep || 1);
  requireNumber(name, "firstStep", begun, begun > 0 && begun >= minStep, "above 0 and at least minStep");
  requireThat(
    maxStep > 0 && maxStep >= minStep,
    `${name}: maxStep must be above 0 and at least minStep`,
    maxStep,
    "Leave it out.",
  );
  requireCount(name, "maxSteps", maxSteps);
  requireFunction(`${name}: controller.factor`, controller?.factor);
  return {
    tolerance: { rtol: copyOf(rtol), atol: copyOf(atol) },
    pacer: ({ t0, t1, rows }) => {
      const size = new Float64Array(rows).fill(firstStep ?? 0);
      const attempts = new Int32Array(rows);
      /** Whether the last attempt was rejected. */
      const failed = new Uint8Array(rows);
      /** Error of the last accepted attempt. */
      const accepted = new Float64Array(rows);
      /** Where the pace of a row was last measured, how far it had got since the time before, and how often about as far. */
      const mark = new Float64Array(rows).fill(t0);
      const pace = new Float64Array(rows);
      const alike = new Int32Array(rows);
      return {
        begin:
          firstStep === undefined
            ? (beginning) => initialSteps(beginning, t1, errorOrder, minStep, size)
            : undefined,
        aim: ({ t, h, end }, status, stop) => {
          for (let row = 0; row < rows; row++) {
            if (status[row]) continue;
            const now = t[row]!;
            const left = Math.abs(t1 - now);
            const tiny = 10 * (Math.abs(now) * 2 ** -52 + 5e-324);
            // Only a rejected step tells that none is short enough.
            const least = failed[row] || left < tiny ? 0 : tiny;
            const length = Math.min(Math.max(size[row]!, least), maxStep);
            const count = attempts[row]!;
            let hopeless = count >= maxSteps;
            if (!options.maxSteps && count > 0 && count % stretch === 0) {
              const got = Math.abs(now - mark[row]!);
              alike[row] = Math.abs(Math.log2(got / pace[row]!)) < 1 ? alike[row]! + 1 : 0;
              hopeless ||= alike[row]! > 1 && left * stretch > 10 * maxSteps * got;
              pace[row] = got;
              mark[row] = now;
            }
            if (hopeless) stop(row, "maxSteps");
            else if (!(length >= Math.min(Math.max(minStep, tiny), left))) stop(row, "stepUnderflow");
            else {
              attempts[row] = count + 1;
              if (left - length < tiny) end[row] = t1;
              else end[row] = t1 > now ? now + length : now - length;
              h[row] = end[row]! - now;
            }
          }
        },
        judge: ({ h }, errors, moved) => {
          for (let row = 0; row < rows; row++) {
            const length = Math.abs(h[row]!);
            const error = errors[row]!;
            moved[row] = length > 0 && error <= 1 ? 1 : 0;
            if (length === 0) continue;
            const factor = error >= 0 ? controller.factor(error, accepted[row]!, errorOrder) : 0.1;
            size[row] = length * (failed[row] ? Math.min(1, factor) : factor);
            failed[row] = 1 - moved[row]!;
            if (moved[row]) accepted[row] = error;
          }
        },
      };
    },
  };
};

/**
 * A method that controls its step by the error estimate of its table, each row by itself.
 *
 * @throws OptionError when `rtol` or `atol` is missing or out of range, a step bound is not positive, or
 * `maxSteps` is not a whole number of at least 1
 * @example export const mine = (options: AdaptiveOptions): OdeMethod => adaptiveMethod(table, options);
 */
export const adaptiveMethod = (table: EmbeddedTable, options: AdaptiveOptions): OdeMethod => {
  const stepping = steppingOf(table.name, table.errorOrder, options);
  return Object.freeze({ formula: rungeKutta(table, stepping.tolerance), stepping });
};

/**
 * A method with an error estimate: controlled by tolerances, or with steps that are known beforehand.
 *
 * @throws OptionError when both are given, or as `adaptiveMethod` and `fixedMethod`
 */
export const embeddedMethod = (table: EmbeddedTable, options: AdaptiveOptions | FixedOptions): OdeMethod =>
  options && ("steps" in options || "grid" in options)
    ? fixedMethod(table, options)
    : adaptiveMethod(table, options);
