import type { Step } from "./step.js";

/** `y → finite(y)`. */
export const finiteStep: Step = /* @__PURE__ */ Object.assign(
  ((algebra, [y]) => ({ states: [], clocks: [algebra.finite(y!)] })) as Step,
  { asksIfFinite: true },
);

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
