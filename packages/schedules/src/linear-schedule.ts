import { type Schedule, schedule } from "./schedule.js";

/**
 * The straight schedule of flow matching: α = 1 − t, σ = t.
 *
 * logSnr = 2 ln((1 − t)/t), with inverse t = 1/(1 + e^(λ/2)). At t = 1 the drift −1/(1 − t) is −∞ and the diffusion
 * √(2t/(1 − t)) is ∞.
 *
 * @example linearSchedule().alpha(0.25); // 0.75
 * @see Lipman et al., Flow matching for generative modeling (2023), with time reversed
 */
export function linearSchedule(): Schedule {
  return schedule({
    name: "linear",
    alpha: (t, m) => m.sub(1, t),
    sigma: (t) => t,
    timeOfLogSnr: (logSnr, m) => m.sigmoid(m.mul(logSnr, -0.5)),
  });
}
