import { checkOptions } from "@nami/errors";
import {
  type BetaRange,
  cosineSchedule,
  linearSchedule,
  polynomialSchedule,
  type Schedule,
  vpSchedule,
} from "@nami/schedules";
import { type PathMarks, pathMarks } from "./marks.js";
import { type Path, path } from "./path.js";

/**
 * The straight path: x_t = (1 − t) target + t source, u_t = source − target. Also called CondOT or rectified flow; no
 * optimal transport between noise and data is meant.
 *
 * @see Liu et al., Flow straight and fast (2023), with time reversed
 */
export function linearPath(marks: PathMarks = {}): Path {
  checkOptions<PathMarks>("linearPath", marks, pathMarks);
  return path({ schedule: linearSchedule(), ...marks });
}

/**
 * Lipman's path: x_t = (1 − t) target + (σ_min + (1 − σ_min) t) source, which leaves a width of σ_min around each datum.
 *
 * Given x_t and the target, u_t = ((1 − σ_min)x_t − target)/(1 − (1 − σ_min)(1 − t)), in data-to-noise time.
 *
 * @param options.sigmaMin in [0, 1). Default 1e-4.
 * @throws OptionError for another sigmaMin
 * @see Lipman et al., Flow matching for generative modeling (2023), equation 20, with time reversed
 */
export function lipmanPath(options: PathMarks & { readonly sigmaMin?: number } = {}): Path {
  checkOptions("lipmanPath", options, { ...pathMarks, sigmaMin: true });
  const { sigmaMin = 1e-4, ...marks } = options;
  return path({ schedule: linearSchedule({ sigmaMin }), name: "lipman", ...marks });
}

/**
 * The quarter circle: x_t = cos(πt/2) target + sin(πt/2) source, which keeps the variance of normalized data.
 *
 * @see Albergo, Vanden-Eijnden, Building normalizing flows with stochastic interpolants (2023)
 */
export function cosinePath(marks: PathMarks = {}): Path {
  checkOptions<PathMarks>("cosinePath", marks, pathMarks);
  return path({ schedule: cosineSchedule(), ...marks });
}

/**
 * The variance-preserving diffusion path: x_t = e^(−B/2) target + √(1 − e^(−B)) source. At t = 0 its velocity is infinite,
 * and at t = 1 a trace of the target is left.
 *
 * @throws OptionError unless 0 < betaMin < betaMax
 * @see Lipman et al., Flow matching for generative modeling (2023), equation 18, with time reversed
 */
export function vpPath(options: PathMarks & BetaRange = {}): Path {
  checkOptions<PathMarks & BetaRange>("vpPath", options, { ...pathMarks, betaMin: true, betaMax: true });
  const { betaMin = 0.1, betaMax = 20, ...marks } = options;
  return path({ schedule: vpSchedule({ betaMin, betaMax }), ...marks });
}

/**
 * The convex polynomial path: x_t = (1 − t)ⁿ target + (1 − (1 − t)ⁿ) source.
 *
 * @throws OptionError when the power is not positive
 * @see Lipman et al., Flow matching guide and code (2024), with time reversed
 */
export function polynomialPath(options: PathMarks & { readonly power?: number } = {}): Path {
  checkOptions("polynomialPath", options, { ...pathMarks, power: true });
  const { power = 2, ...marks } = options;
  return path({ schedule: polynomialSchedule({ power }), ...marks });
}

/**
 * The one-sided interpolant: the path of a schedule whose source is marked as a Gaussian independent of the target, so
 * that its velocity has the score in it.
 *
 * @param schedule default: `linearSchedule()`; `cosineSchedule()` is the trigonometric one
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), section 4.4
 */
export function oneSidedInterpolant(schedule: Schedule = linearSchedule()): Path {
  return path({ schedule, name: `one-sided ${schedule.name}`, gaussianSource: true });
}
