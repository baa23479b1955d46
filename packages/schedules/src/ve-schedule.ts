import { checkPositive, checkRange } from "./check-parameters.js";
import type { Formula } from "./dual.js";
import { type Schedule, schedule } from "./schedule.js";

/** Options of {@link veSchedule} and {@link edmSchedule}: σ grows from one to the other. */
export interface SigmaRange {
  /** σ at the data, positive. */
  readonly sigmaMin?: number;
  /** σ at the noise, above sigmaMin. */
  readonly sigmaMax?: number;
}

/**
 * The variance-exploding schedule: α = 1, σ = σ_min (σ_max/σ_min)^t, g = σ √(2 ln(σ_max/σ_min)).
 *
 * σ is written twice, from either end, and blended, so that both ends are exact. The source is N(0, σ_max² I).
 *
 * @param options sigmaMin (default 0.01), sigmaMax (default 50)
 * @throws OptionError unless 0 < sigmaMin < sigmaMax
 * @example veSchedule().sigma(0.5); // 0.707107
 * @see Song et al., Score-based generative modeling through SDEs (2021), equation 31
 */
export function veSchedule({ sigmaMin = 0.01, sigmaMax = 50, ...left }: SigmaRange = {}): Schedule {
  checkRange("veSchedule", { sigmaMin, sigmaMax }, left);
  const growth = Math.log(sigmaMax / sigmaMin);
  const sigma = blend(
    (t, m) => m.mul(sigmaMin, m.exp(m.mul(growth, t))),
    (t, m) => m.mul(sigmaMax, m.exp(m.mul(growth, m.sub(t, 1)))),
  );
  return exploding("ve", {
    sigma,
    sigmaDot: (t, m) => m.mul(growth, sigma(t, m)),
    timeOfLogSnr: (logSnr, m) => m.div(m.sub(m.mul(-0.5, logSnr), Math.log(sigmaMin)), growth),
  });
}

/**
 * The schedule of EDM with its warp as a clock on [0, 1]: α = 1, σ = (σ_min^(1/ρ) + t (σ_max^(1/ρ) − σ_min^(1/ρ)))^ρ.
 *
 * Uniform times are Karras' grid. The same ordinary differential equation as {@link karrasSchedule}, on another clock.
 *
 * @param options sigmaMin (default 0.002), sigmaMax (default 80), rho (default 7)
 * @throws OptionError unless 0 < sigmaMin < sigmaMax and rho is positive
 * @example edmSchedule().sigma(0.5); // 2.515219
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022), equation 5
 */
export function edmSchedule({
  sigmaMin = 0.002,
  sigmaMax = 80,
  rho = 7,
  ...left
}: SigmaRange & { readonly rho?: number } = {}): Schedule {
  checkRange("edmSchedule", { sigmaMin, sigmaMax, rho }, left);
  const [low, high] = [sigmaMin ** (1 / rho), sigmaMax ** (1 / rho)];
  const span = high - low;
  const sigma = blend(
    (t, m) => m.mul(sigmaMin, m.pow(m.add(1, m.mul(t, span / low)), rho)),
    (t, m) => m.mul(sigmaMax, m.pow(m.sub(1, m.mul(m.sub(1, t), span / high)), rho)),
  );
  return exploding("edm", {
    sigma,
    sigmaDot: (t, m) => m.div(m.mul(rho * span, sigma(t, m)), m.add(low, m.mul(t, span))),
    timeOfLogSnr: (logSnr, m) => m.div(m.sub(m.exp(m.mul(-0.5 / rho, logSnr)), low), span),
  });
}

/**
 * EDM on Karras' own clock, where time is the noise level itself: α = 1, σ = t for t in [0, σ_max], g = √(2t).
 *
 * @param options.sigmaMax end of the interval of times, positive. Default 80.
 * @throws OptionError when sigmaMax is not positive
 * @example karrasSchedule().interval; // [0, 80]
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022), table 1
 */
export function karrasSchedule({ sigmaMax = 80, ...left }: { readonly sigmaMax?: number } = {}): Schedule {
  checkPositive("karrasSchedule", { sigmaMax }, left);
  return exploding("karras", {
    interval: [0, sigmaMax],
    sigma: (t) => t,
    sigmaDot: () => 1,
    timeOfLogSnr: (logSnr, m) => m.exp(m.mul(-0.5, logSnr)),
  });
}

/** A schedule with α = 1: f = 0 and g² = 2σσ̇. */
function exploding(
  name: string,
  {
    interval = [0, 1],
    sigma,
    sigmaDot,
    timeOfLogSnr,
  }: {
    readonly interval?: readonly [number, number];
    readonly sigma: Formula;
    readonly sigmaDot: Formula;
    readonly timeOfLogSnr: Formula;
  },
): Schedule {
  const sigmaSigmaDot: Formula = (t, m) => m.mul(sigma(t, m), sigmaDot(t, m));
  return schedule({
    name,
    interval,
    alpha: () => 1,
    sigma,
    sigmaDot,
    sigmaSigmaDot,
    drift: () => 0,
    diffusionSquared: (t, m) => m.mul(2, sigmaSigmaDot(t, m)),
    logSnr: (t, m) => m.mul(-2, m.log(sigma(t, m))),
    timeOfLogSnr,
  });
}

/** (1 − t) left + t right of two ways to write one function: exact at t = 0 if the left is, at t = 1 if the right is. */
function blend(left: Formula, right: Formula): Formula {
  return (t, m) => m.add(m.mul(m.sub(1, t), left(t, m)), m.mul(t, right(t, m)));
}
