import { requireOneOf } from "../check.js";
import { type DiffusionMethod, stepwise } from "./method.js";

/** Adams–Bashforth weights over equal steps, newest first, by order. */
const weightsOf = (order: number): readonly number[] =>
  [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]][order - 1]!;

/** Options of {@link ipndm}. */
export interface IpndmOptions {
  /** Evaluations that a step uses, 1 to 4; default 4. */
  readonly order?: 1 | 2 | 3 | 4;
}

/**
 * Improved pseudo numerical methods for diffusion models: Adams–Bashforth on the noise in x, one evaluation a step. With
 * ε̂ = (x − αD)/σ and ε′ = Σ wⱼ ε̂ⱼ over the last steps,
 *
 * `x′ = (α′/α)(x − σε′) + σ′ε′`.
 *
 * The weights are those of equal steps in σ/α, so grids that change their step slowly suit it best. Orders rise from 1
 * over the first steps.
 *
 * @throws OptionError when `order` is not 1, 2, 3 or 4
 * @see Liu et al., Pseudo numerical methods for diffusion models on manifolds (2022), equation 12; Zhang and Chen, Fast
 * sampling of diffusion models with exponential integrator (2023), for the start
 */
export const ipndm = ({ order = 4 }: IpndmOptions = {}): DiffusionMethod => {
  requireOneOf("ipndm", "order", order, [1, 2, 3, 4]);
  return stepwise("ipndm", order - 1, false, (at, to, i) => {
    const [own, ...others] = weightsOf(Math.min(order, i + 1)) as [number, ...number[]];
    const ratio = to.sigma / at.sigma;
    // Factor of ε′; without bound at α = 0, where there is one weight, of 1.
    const change = others.length > 0 ? to.sigma - (to.alpha * at.sigma) / at.alpha : 0;
    const step = {
      x: ratio + (change * (own - 1)) / at.sigma,
      data: (to.alpha - at.alpha * ratio) * own,
      kept: others.map((weight) => change * weight),
    };
    const noise = { x: 1 / at.sigma, data: -at.alpha / at.sigma };
    return order === 1 ? [step] : [step, noise, ...Array.from({ length: order - 2 }, (_, j) => j)];
  });
};
