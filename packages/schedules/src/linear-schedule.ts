import { OptionError } from "@nami/errors";
import { checkNone } from "./check-parameters.js";
import { type Schedule, schedule } from "./schedule.js";

/**
 * The straight schedule of flow matching: α = 1 − t, σ = σ_min + (1 − σ_min) t.
 *
 * With σ_min = 0, the default, logSnr = 2 ln((1 − t)/t), with inverse t = 1/(1 + e^(λ/2)); at t = 1 the drift −1/(1 − t)
 * is −∞ and the diffusion √(2t/(1 − t)) is ∞.
 *
 * @param options.sigmaMin width that is left around a datum at t = 0, in [0, 1)
 * @throws OptionError for another sigmaMin
 * @example linearSchedule().alpha(0.25); // 0.75
 * @see Lipman et al., Flow matching for generative modeling (2023), equations 20 to 22, with time reversed
 */
export function linearSchedule({ sigmaMin = 0, ...left }: { readonly sigmaMin?: number } = {}): Schedule {
  checkNone("linearSchedule", left);
  if (!(sigmaMin >= 0 && sigmaMin < 1))
    throw new OptionError(
      `linearSchedule: sigmaMin must be in [0, 1), got ${sigmaMin}. Pass for example sigmaMin: 0.001.`,
    );
  const slope = 1 - sigmaMin;
  return schedule({
    name: "linear",
    interval: [0, 1],
    alpha: (t, m) => m.sub(1, t),
    sigma: sigmaMin === 0 ? (t) => t : (t, m) => m.add(m.mul(sigmaMin, m.sub(1, t)), t),
    timeOfLogSnr: (logSnr, m) => {
      // With R = e^(−λ/2): t = R/(R + slope) − (σ_min/slope) · slope/(R + slope).
      const half = m.add(m.mul(logSnr, -0.5), -Math.log(slope));
      const whole = m.sigmoid(half);
      return sigmaMin === 0 ? whole : m.sub(whole, m.mul(sigmaMin / slope, m.sigmoid(m.neg(half))));
    },
  });
}
