import { checkPositive } from "./check-parameters.js";
import type { Formula } from "./dual.js";
import { type Schedule, schedule } from "./schedule.js";

/**
 * The convex polynomial schedule: α = (1 − t)ⁿ, σ = 1 − (1 − t)ⁿ.
 *
 * σ goes through expm1 and log1p, which keeps its digits near the data; g² = 2nσ/(1 − t). With power 1 it is
 * {@link linearSchedule}.
 *
 * @param options.power n, positive. Default 2.
 * @throws OptionError when the power is not positive
 * @example polynomialSchedule({ power: 2 }).alpha(0.5); // 0.25
 * @see Lipman et al., Flow matching guide and code (2024), with time reversed
 */
export function polynomialSchedule({ power = 2, ...left }: { readonly power?: number } = {}): Schedule {
  checkPositive("polynomialSchedule", { power }, left);
  const sigma: Formula = (t, m) => m.neg(m.expm1(m.mul(power, m.log1p(m.neg(t)))));
  const speed: Formula = (t, m) => m.mul(power, m.pow(m.sub(1, t), power - 1));
  return schedule({
    name: "polynomial",
    interval: [0, 1],
    alpha: (t, m) => m.pow(m.sub(1, t), power),
    alphaDot: (t, m) => m.neg(speed(t, m)),
    sigma,
    sigmaDot: speed,
    sigmaSigmaDot: (t, m) => m.mul(sigma(t, m), speed(t, m)),
    drift: (t, m) => m.div(-power, m.sub(1, t)),
    diffusionSquared: (t, m) => m.div(m.mul(2 * power, sigma(t, m)), m.sub(1, t)),
    logSnr: (t, m) => m.mul(2, m.sub(m.mul(power, m.log1p(m.neg(t))), m.log(sigma(t, m)))),
    timeOfLogSnr: (logSnr, m) => m.neg(m.expm1(m.mul(-1 / power, m.softplus(m.mul(-0.5, logSnr))))),
  });
}
