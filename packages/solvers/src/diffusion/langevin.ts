import type { Step } from "../step.js";

/** `x, z; t, own, told, a, b, one → ε̂; ‖z‖, ‖ε̂‖` with `ε̂ = a·x + b·D`: the noise in x, and root mean squares of each row. */
export const noiseNormsStep: Step = (algebra, [x, z], [t, own, told, a, b, one]) => {
  const data = algebra.blend!([own!, told!], [x!, algebra.slope(x!, t!)]);
  const noise = algebra.blend!([a!, b!], [x!, data]);
  const plain = { rtol: 0, atol: 1 };
  return { states: [noise], clocks: [z!, noise].map((y) => algebra.norm(one!, [1], [y], y, y, plain)) };
};

/** `x, y…; factors… → Σ factor · y`. */
export const blendStep: Step = (algebra, states, factors) => ({
  states: [algebra.blend!(factors, states)],
  clocks: [],
});
