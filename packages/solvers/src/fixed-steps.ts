import { requireCount } from "./check.js";
import type { OdeMethod, Stepping } from "./pacer.js";
import { rungeKutta } from "./runge-kutta.js";
import type { ButcherTable } from "./table.js";

/** Options of the methods with even steps. */
export interface FixedOptions {
  /** Number of steps between t0 and t1; a whole number of at least 1. */
  readonly steps: number;
}

const evenly = (steps: number): Stepping => ({
  steps,
  pacer: ({ t0, t1, rows }) => {
    /** Steps taken; NaN after one that was not finite. */
    const done = new Float64Array(rows);
    return {
      aim: (row, { t, h, end }) => {
        const next = done[row]! + 1;
        const goal = next === steps ? t1 : t0 + (t1 - t0) * (next / steps);
        if (!(Math.abs(goal - t[row]!) > 0)) return "stepUnderflow";
        end[row] = goal;
        h[row] = goal - t[row]!;
        return undefined;
      },
      judge: (row, _, error) => {
        done[row]! += 1 + error;
        return error === 0;
      },
    };
  },
});

/**
 * A method that divides [t0, t1] into even steps, from its table. The grid is `t0 + (t1 − t0)·i/steps`, and its last
 * point is t1 exactly.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1
 * @example export const ralston = (options: FixedOptions): OdeMethod => fixedMethod(ralstonTable, options);
 */
export const fixedMethod = (table: ButcherTable, options: FixedOptions): OdeMethod => {
  const { steps } = options ?? {};
  requireCount(table.name, "steps", steps);
  return Object.freeze({ formula: rungeKutta(table), stepping: evenly(steps) });
};
