import { requireFunction, requireThat } from "../check.js";

/**
 * How much data and noise a point has at each time, `x_t = α(t)·data + σ(t)·noise`: what a diffusion sampler knows of a
 * schedule. Every schedule of `@nami/schedules` is one.
 */
export interface NoiseSchedule {
  /** α(t), the factor of the data. */
  readonly alpha: (t: number) => number;
  /** σ(t), the factor of the noise. */
  readonly sigma: (t: number) => number;
  /** α̇(t), for velocities; found from values of α when left out. */
  readonly alphaDot?: (t: number) => number;
  /** σ̇(t), likewise. */
  readonly sigmaDot?: (t: number) => number;
}

/** A time of a grid, with all that the formulas of samplers want to know of it. */
export interface Level {
  readonly t: number;
  readonly alpha: number;
  readonly sigma: number;
  /** ln(α/σ): −∞ where there is noise only, ∞ where there is data only. */
  readonly lambda: number;
}

/** The level at a time. What is left of data by rounding, as in `cos(π/2)`, is none: samplers divide by it. */
export const levelAt = ({ alpha, sigma }: NoiseSchedule, t: number): Level => {
  const s = sigma(t);
  let a = alpha(t);
  if (a + s === s) a = 0;
  return { t, alpha: a, sigma: s, lambda: Math.log(a / s) };
};

/**
 * The levels of a grid, checked: noise over data, σ/α, must fall from each time to the next. It may begin at ∞ (α = 0) and
 * end at 0 (σ = 0).
 *
 * @throws OptionError when there are fewer than two times, α or σ is not a number of at least 0, or σ/α does not fall
 */
export const levelsOf = (schedule: NoiseSchedule, grid: ArrayLike<number>): readonly Level[] => {
  for (const name of ["alpha", "sigma"] as const) requireFunction(`sampleDiffusion: ${name}`, schedule[name]);
  requireThat(
    grid?.length >= 2,
    "sampleDiffusion: grid must have the two ends of each step",
    grid?.length,
    "Pass uniformGrid({ steps: 20 }).",
  );
  const levels = Array.from(grid, (t) => levelAt(schedule, t));
  levels.forEach(({ t, alpha, sigma }, i) => {
    requireThat(
      alpha >= 0 && sigma >= 0 && alpha + sigma < Infinity,
      `sampleDiffusion: alpha and sigma must be numbers of at least 0 at t = ${t}`,
      `${alpha} and ${sigma}`,
      "Keep inside of the schedule.",
    );
    const last = levels[i - 1];
    requireThat(
      last === undefined || sigma * last.alpha < last.sigma * alpha,
      "sampleDiffusion: sigma / alpha must fall along the grid",
      `${sigma / alpha} at t = ${t}`,
      "Sort the times from noise to data.",
    );
  });
  return levels;
};

/**
 * The level between two others at which σ/α has a value, by bisection of the time.
 *
 * @param ratio σ/α, from that of `from` down to that of `to`
 */
export const levelOfRatio = (schedule: NoiseSchedule, ratio: number, from: number, to: number): Level => {
  let [noisy, clean] = [from, to];
  for (;;) {
    const t = noisy + (clean - noisy) / 2;
    if (t === noisy || t === clean) break;
    const { alpha, sigma } = levelAt(schedule, t);
    if (sigma > ratio * alpha) noisy = t;
    else clean = t;
  }
  return levelAt(schedule, clean);
};
