import { checkRange } from "./check-parameters.js";
import type { Formula } from "./dual.js";
import { type Schedule, schedule } from "./schedule.js";

/** Options of {@link vpSchedule} and {@link subVpSchedule}: β grows from one to the other. */
export interface BetaRange {
  /** β at the data, positive. Default 0.1. */
  readonly betaMin?: number;
  /** β at the noise, above betaMin. Default 20. */
  readonly betaMax?: number;
}

/**
 * The variance-preserving schedule: α = e^(−B/2), σ = √(1 − e^(−B)) with β(t) = β_min + t (β_max − β_min) and B = ∫β dt.
 *
 * f = −β/2 and g² = β, also at t = 0, where σ̇ is infinite. logSnr = −ln(e^B − 1); its inverse goes by
 * B = softplus(−λ) and t = 2B/(β_min + √(β_min² + 2(β_max − β_min)B)). At t = 1 a trace of the data is left: α = 0.0066.
 *
 * @throws OptionError unless 0 < betaMin < betaMax
 * @example vpSchedule().alpha(0.5); // 0.281183
 * @see Song et al., Score-based generative modeling through SDEs (2021), equation 32
 */
export function vpSchedule({ betaMin = 0.1, betaMax = 20, ...left }: BetaRange = {}): Schedule {
  checkRange("vpSchedule", { betaMin, betaMax }, left);
  const { beta, integral, timeOf } = linearBeta(betaMin, betaMax);
  return schedule({
    name: "vp",
    interval: [0, 1],
    alpha: (t, m) => m.exp(m.mul(-0.5, integral(t, m))),
    sigma: (t, m) => m.sqrt(m.neg(m.expm1(m.neg(integral(t, m))))),
    drift: (t, m) => m.mul(-0.5, beta(t, m)),
    diffusionSquared: beta,
    logSnr: (t, m) => m.neg(m.log(m.expm1(integral(t, m)))),
    timeOfLogSnr: (logSnr, m) => timeOf(m.softplus(m.neg(logSnr)), m),
  });
}

/**
 * The sub-variance-preserving schedule: α = e^(−B/2), σ = 1 − e^(−B), with B as for {@link vpSchedule}.
 *
 * f = −β/2, g² = β (1 − e^(−2B)). logSnr = −B − 2 ln(1 − e^(−B)); its inverse goes by B = 2 asinh(e^(−λ/2)/2).
 *
 * @throws OptionError unless 0 < betaMin < betaMax
 * @example subVpSchedule().diffusion(0); // 0
 * @see Song et al., Score-based generative modeling through SDEs (2021), equation 25
 */
export function subVpSchedule({ betaMin = 0.1, betaMax = 20, ...left }: BetaRange = {}): Schedule {
  checkRange("subVpSchedule", { betaMin, betaMax }, left);
  const { beta, integral, timeOf } = linearBeta(betaMin, betaMax);
  const sigma: Formula = (t, m) => m.neg(m.expm1(m.neg(integral(t, m))));
  return schedule({
    name: "sub-vp",
    interval: [0, 1],
    alpha: (t, m) => m.exp(m.mul(-0.5, integral(t, m))),
    sigma,
    drift: (t, m) => m.mul(-0.5, beta(t, m)),
    diffusionSquared: (t, m) => m.neg(m.mul(beta(t, m), m.expm1(m.mul(-2, integral(t, m))))),
    logSnr: (t, m) => m.neg(m.add(integral(t, m), m.mul(2, m.log(sigma(t, m))))),
    timeOfLogSnr: (logSnr, m) => {
      const y = m.mul(0.5, m.exp(m.mul(-0.5, logSnr)));
      const root = m.sqrt(m.add(1, m.square(y)));
      return timeOf(m.mul(2, m.log1p(m.add(y, m.mul(y, m.div(y, m.add(1, root)))))), m);
    },
  });
}

/** β(t), B(t) = ∫β and the time at which B has a value. */
function linearBeta(
  betaMin: number,
  betaMax: number,
): { readonly beta: Formula; readonly integral: Formula; readonly timeOf: Formula } {
  const span = betaMax - betaMin;
  return {
    beta: (t, m) => m.add(betaMin, m.mul(t, span)),
    integral: (t, m) => m.mul(t, m.add(betaMin, m.mul(t, span / 2))),
    timeOf: (b, m) => m.div(m.mul(2, b), m.add(betaMin, m.sqrt(m.add(betaMin ** 2, m.mul(2 * span, b))))),
  };
}
