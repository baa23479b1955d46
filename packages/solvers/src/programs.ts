import type { Step, Tolerance } from "./step.js";

/** `y → finite(y)`. */
export const finiteStep: Step = (algebra, [y]) => ({ states: [], clocks: [algebra.finite(y!)] });

/** `y → y`: the space duplicates an argument that comes back, so this is a copy. */
export const copyStep: Step = (_, [y]) => ({ states: [y!], clocks: [] });

/** `y; c → y + c·y`: a copy where c is 0, NaN in the rows where c is NaN. */
export const markStep: Step = (algebra, [y], [c]) => ({
  states: [algebra.combine(y!, c!, [1], [y!])],
  clocks: [],
});

/** `a, a′, …, b, b′, …; mask → a or b, a′ or b′, …`, row by row. */
export const selectStep: Step = (algebra, states, [mask]) => ({
  states: states.slice(states.length / 2).map((b, i) => algebra.select(mask!, states[i]!, b)),
  clocks: [],
});

/** `y…; index → take(y)…`: some rows, as states of their own. */
export const takeStep: Step = (algebra, states, [index]) => ({
  states: states.map((y) => algebra.take!(y, index!)),
  clocks: [],
});

/** `y, part; index → y` with rows of `part` in place of some. */
export const putStep: Step = (algebra, [y, part], [index]) => ({
  states: [algebra.put!(y!, index!, part!)],
  clocks: [],
});

/**
 * The first slope, and what Hairer's initial step wants to know of it.
 *
 * `y; t, span, one → k₁; finite(k₁), ‖y‖, ‖span·k₁‖`, the norms only with a tolerance. The span is inside of the norm
 * so that neither very small nor very large slopes leave the range of a number.
 */
export const startStep =
  (tolerance: Tolerance | undefined): Step =>
  (algebra, [y], [t, span, one, rows]) => {
    const k = algebra.slope(y!, t!, rows);
    const clocks = [algebra.finite(k)];
    if (tolerance) {
      clocks.push(
        algebra.norm(one!, [1], [y!], y!, y!, tolerance),
        algebra.norm(span!, [1], [k], y!, y!, tolerance),
      );
    }
    return { states: [k], clocks };
  };

/** The second slope of Hairer's initial step, after an Euler step: `y, k₁; h, end → ‖h·(f(y + h·k₁, end) − k₁)‖`. */
export const probeStep =
  (tolerance: Tolerance | undefined): Step =>
  (algebra, [y, k], [h, end, rows]) => {
    const k2 = algebra.slope(algebra.combine(y!, h!, [1], [k!]), end!, rows);
    return { states: [], clocks: [algebra.norm(h!, [1, -1], [k2, k!], y!, y!, tolerance!)] };
  };
