import { requireCount, requireNone, requireThat } from "./check.js";
import type { OdeMethod, Stepping } from "./pacer.js";
import { rungeKutta } from "./runge-kutta.js";
import type { ButcherTable } from "./table.js";

/** Options of methods whose steps are known beforehand: their number, or their times. */
export type FixedOptions =
  | {
      /** Number of even steps between t0 and t1; a whole number of at least 1. */
      readonly steps: number;
    }
  | {
      /** The ends of the steps, strictly monotone, t0 first and t1 last. */
      readonly grid: ArrayLike<number>;
    };

/**
 * Steps that are known beforehand. Even ones end at `t0 + (t1 − t0)·i/steps`, the last at t1 exactly.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1, or `grid` not strictly monotone
 */
export const steppingOf = (name: string, options: FixedOptions): Stepping => {
  const {
    grid,
    steps: count,
    ...left
  } = (options ?? {}) as { readonly grid?: ArrayLike<number>; readonly steps?: number };
  requireNone(name, left);
  const given = grid && Array.from(grid);
  const steps = given ? given.length - 1 : count;
  if (given) {
    const way = Math.sign(given[1]! - given[0]!);
    requireThat(
      given.length > 1 && given.every((t, i) => i === 0 || (t - given[i - 1]!) * way > 0),
      `${name}: grid must be strictly monotone`,
      given.join(", "),
      "Pass for example { grid: [0, 0.5, 1] }.",
    );
  } else requireCount(name, "steps", steps!);
  return {
    steps: steps!,
    grid: given,
    pacer: ({ t0, t1, rows }) => {
      /** Steps taken; NaN after one that was not finite. */
      const done = new Float64Array(rows);
      return {
        aim: ({ t, h, end }, status, stop) => {
          for (let row = 0; row < rows; row++) {
            if (status[row]) continue;
            const next = done[row]! + 1;
            const goal = given ? given[next]! : next === steps ? t1 : t0 + (t1 - t0) * (next / steps!);
            if (Math.abs(goal - t[row]!) > 0) {
              end[row] = goal;
              h[row] = goal - t[row]!;
            } else stop(row, "stepUnderflow");
          }
        },
        judge: ({ h }, errors, moved) => {
          for (let row = 0; row < rows; row++) {
            moved[row] = h[row] !== 0 && errors[row]! >= 0 ? 1 : 0;
            done[row]! += 1 + 0 * errors[row]!;
          }
        },
      };
    },
  };
};

/**
 * A method with steps that are known beforehand, from its table.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1, or `grid` not strictly monotone
 * @example export const mine = (options: FixedOptions): OdeMethod => fixedMethod(table, options);
 */
export const fixedMethod = (table: ButcherTable, options: FixedOptions): OdeMethod =>
  Object.freeze({ formula: rungeKutta(table), stepping: steppingOf(table.name, options) });
