import { requireCount, requireNone, requireNumber, requireThat } from "../check.js";
import { levelAt, levelOfRatio, type NoiseSchedule } from "./level.js";

/** Options of grids of times. */
export interface TimeGridOptions {
  /** Number of steps: the grid has one time more. */
  readonly steps: number;
  /** First time, at noise; default 1. */
  readonly from?: number;
  /** Last time, at data; default 0. */
  readonly to?: number;
}

/** Options of grids of σ/α. */
export interface SigmaGridOptions {
  /** Number of steps: the grid has one level more. */
  readonly steps: number;
  /** Lowest level above 0. */
  readonly sigmaMin: number;
  /** First level. */
  readonly sigmaMax: number;
  /** Whether 0 follows on `sigmaMin`; default true. */
  readonly toZero?: boolean;
}

/** Times of equal steps. */
export const uniformGrid = ({ steps, from = 1, to = 0, ...left }: TimeGridOptions): Float64Array => {
  requireCount("uniformGrid", "steps", steps);
  requireNone("uniformGrid", left);
  return spread(steps, (u) => from + u * (to - from), from, to);
};

/** Values of a curve at u = 0, 1/steps, …, 1, exact at both ends. */
const spread = (steps: number, curve: (u: number) => number, first: number, last: number): Float64Array =>
  Float64Array.from({ length: steps + 1 }, (_, i) =>
    i === 0 ? first : i === steps ? last : curve(i / steps),
  );

/** Levels of a curve from `sigmaMax` to `sigmaMin`, and 0. The exponent of the curve is checked here with the other options. */
const sigmaGrid = (
  caller: string,
  rho: number,
  { steps, sigmaMin, sigmaMax, toZero = true }: SigmaGridOptions,
  curve: (u: number) => number,
): Float64Array => {
  requireNumber(caller, "rho", rho, rho > 0, "above 0");
  requireCount(caller, "steps", steps);
  requireNumber(caller, "sigmaMin", sigmaMin, sigmaMin > 0, "above 0");
  requireNumber(caller, "sigmaMax", sigmaMax, sigmaMax > sigmaMin, `above sigmaMin (${sigmaMin})`);
  if (!toZero) return spread(steps, curve, sigmaMax, sigmaMin);
  return Float64Array.of(...spread(steps - 1, curve, sigmaMax, sigmaMin), 0);
};

/**
 * Karras' grid of σ/α: `σᵢ = (σ_max^(1/ρ) + u (σ_min^(1/ρ) − σ_max^(1/ρ)))^ρ` with equal steps of u from 0 to 1.
 *
 * These are times where α = 1 and σ(t) = t; {@link timesOfSigma} makes times of them for any other schedule.
 *
 * @param options `rho` is 7 by default
 * @throws OptionError when an option is out of range
 * @example karrasGrid({ steps: 5, sigmaMin: 0.002, sigmaMax: 80 }); // 80, 17.5278, 2.51522, 0.169753, 0.002, 0
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022), equation 5
 */
export const karrasGrid = (options: SigmaGridOptions & { readonly rho?: number }): Float64Array => {
  const { sigmaMin, sigmaMax, rho = 7 } = options;
  const [high, low] = [sigmaMax ** (1 / rho), sigmaMin ** (1 / rho)];
  return sigmaGrid("karrasGrid", rho, options, (u) => (high + u * (low - high)) ** rho);
};

/** Levels σ/α with equal steps of ln σ: uniform in log-SNR. */
export const exponentialGrid = (options: SigmaGridOptions): Float64Array =>
  powerGrid("exponentialGrid", options);

/** Levels `ln σ = ln σ_min + (1 − u)^ρ ln(σ_max/σ_min)`; `rho` is 1 by default, as in {@link exponentialGrid}. */
export const polyexponentialGrid = (options: SigmaGridOptions & { readonly rho?: number }): Float64Array =>
  powerGrid("polyexponentialGrid", options, options.rho);

const powerGrid = (caller: string, options: SigmaGridOptions, rho = 1): Float64Array => {
  const { sigmaMin, sigmaMax } = options;
  return sigmaGrid(caller, rho, options, (u) => sigmaMin * (sigmaMax / sigmaMin) ** ((1 - u) ** rho));
};

/**
 * Times of equal steps of λ = ln(α/σ).
 *
 * @param options both times are to have α > 0 and σ > 0
 * @throws OptionError otherwise
 * @see Lu et al., DPM-Solver (2022), section 3.4
 */
export const logSnrGrid = (
  schedule: NoiseSchedule,
  { steps, from = 1, to = 0 }: TimeGridOptions,
): Float64Array => {
  requireCount("logSnrGrid", "steps", steps);
  const [first, last] = [levelAt(schedule, from).lambda, levelAt(schedule, to).lambda];
  requireThat(
    first > -Infinity && first < last && last < Infinity,
    "logSnrGrid: log-SNR must be finite at both times and rise",
    `${first} and ${last}`,
    "Pass for example { from: 0.999 }.",
  );
  const timeOf = (u: number): number =>
    levelOfRatio(schedule, Math.exp(-(first + u * (last - first))), from, to).t;
  return spread(steps, timeOf, from, to);
};

/**
 * The times at which a schedule has given levels σ/α, as of {@link karrasGrid}.
 *
 * @param ends times between which they lie, noise first; default [1, 0]
 * @throws OptionError when a level lies outside of them
 * @example timesOfSigma(linearSchedule(), [1, 0]); // 0.5, 0
 */
export const timesOfSigma = (
  schedule: NoiseSchedule,
  sigmas: ArrayLike<number>,
  [from, to]: readonly [number, number] = [1, 0],
): Float64Array => {
  const [first, last] = [from, to].map((t) => schedule.sigma(t) / schedule.alpha(t));
  return Float64Array.from(sigmas, (sigma) => {
    requireThat(
      sigma <= first! && sigma >= last!,
      `timesOfSigma: levels must lie between ${first} and ${last}`,
      sigma,
      "Change sigmaMax or sigmaMin.",
    );
    if (sigma === first) return from;
    if (sigma === last) return to;
    return levelOfRatio(schedule, sigma, from, to).t;
  });
};

/**
 * Moves times towards noise, as larger images want it: `t′ = s t/(1 + (s − 1) t)`, for times from 1 (noise) to 0 (data).
 *
 * @param shift s, above 0; √(m/n) from training at n to sampling at m pixels. 1/s moves back
 * @example shiftGrid(uniformGrid({ steps: 20 }), 7)[1]; // 0.9925
 * @see Esser et al., Scaling rectified flow transformers for high-resolution image synthesis (2024), equation 23
 */
export const shiftGrid = (grid: ArrayLike<number>, shift: number): Float64Array => {
  requireNumber("shiftGrid", "shift", shift, shift > 0, "above 0");
  return Float64Array.from(grid, (t) => (shift * t) / (1 + (shift - 1) * t));
};
