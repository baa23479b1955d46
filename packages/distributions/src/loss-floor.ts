import { checkOptions, OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import type { MixtureComponents } from "./mixture-components.js";
import type { ScheduledPath } from "./scheduled-path.js";

/** Options of {@link lossFloor}. */
export interface LossFloorOptions {
  /** What the model predicts: u_t, x₀, ε, or α ε − σ x₀. Default `"velocity"`. */
  readonly predicts?: "velocity" | "data" | "noise" | "vPrediction";
  /** Over the coordinates of a point. Default `"mean"`, as `fmLoss` does. */
  readonly reduction?: "mean" | "sum";
  /** Where times are uniform. Default: the interval of the schedule. */
  readonly interval?: readonly [start: number, end: number];
}

/** Points of the average. */
const points = 32_768;

/**
 * The loss of a perfect model, which is as low as training can get: E ‖y − E[y | x_t]‖² for t uniform in an interval, where
 * y = a x₀ + b ε is the velocity (a = α̇, b = σ̇), the data (1, 0), the noise (0, 1) or the v-prediction (−σ, α).
 *
 * Given x_t and component k, y is normal with mean a mₖ + (aα Sₖ + bσ) Cₖ⁻¹ δₖ and covariance (aσ − bα)² Sₖ Cₖ⁻¹; by the law
 * of total variance the two parts add up. They are averaged over (t, k, x_t) by a quasi-random rule of 32,768 points: the
 * same number each time, to about three digits in few dimensions.
 *
 * On a path α x₀ + β x₁ + γ z with noise of its own, σ² = β² + γ², and the velocity has a part (βγ̇ − γβ̇)/σ that x_t says nothing
 * of; its square is added. Where γ is a root it is infinite on the whole interval, and finite short of its ends.
 *
 * @throws OptionError for anything else to predict or reduce by
 * @see Roberts 2018, The unreasonable effectiveness of quasirandom sequences, for the rule
 */
export function lossFloor(
  components: MixtureComponents,
  { schedule, gamma }: ScheduledPath,
  options: LossFloorOptions = {},
): number {
  checkOptions<LossFloorOptions>("lossFloor", options, { predicts: true, reduction: true, interval: true });
  const { predicts = "velocity", reduction = "mean", interval = schedule.interval } = options;
  if (reduction !== "mean" && reduction !== "sum")
    throw new OptionError(
      `lossFloor: reduction must be "mean" or "sum", got "${String(reduction)}". Pass one of them.`,
    );
  if (!(interval[0] < interval[1]))
    throw new OptionError(
      `lossFloor: interval must be two growing times, got [${interval}]. Pass for example interval: [0.001, 1].`,
    );
  if (gamma && predicts !== "velocity" && predicts !== "data")
    throw new OptionError(
      `lossFloor: predicts must be "velocity" or "data" on a path with noise of its own, got "${String(predicts)}". Pass one of them.`,
    );
  const dim = components.means[0]!.length;
  const strides = stridesOf(2 + 2 * Math.ceil(dim / 2));
  const variance = pointVariance(components);
  let total = 0;
  for (let i = 0; i < points; i++) {
    const [share = 0, place = 0, ...cube] = strides.map((stride) => (0.5 + (i + 1) * stride) % 1);
    const t = interval[0] + share * (interval[1] - interval[0]);
    const [a, b] = target(predicts, schedule, t);
    if (gamma && predicts === "velocity") total += dim * unseen(schedule, gamma, t) ** 2;
    total += variance({ alpha: schedule.alpha(t), sigma: schedule.sigma(t), a, b }, place, cube);
  }
  return total / points / (reduction === "mean" ? dim : 1);
}

/** (βγ̇ − γβ̇)/σ with β² = σ² − γ²: how fast the noise turns from the one source to the other; 0 where there is only γ's. */
function unseen(
  { sigma, sigmaSigmaDot }: Schedule,
  gamma: NonNullable<ScheduledPath["gamma"]>,
  t: number,
): number {
  const [total, own, ownDot] = [sigma(t), gamma.gamma(t), gamma.gammaDot(t)];
  const beta = Math.sqrt(Math.max(0, total ** 2 - own ** 2));
  if (beta === 0) return 0;
  return (beta * ownDot - (own / beta) * (sigmaSigmaDot(t) - own * ownDot)) / total;
}

/** A time of the rule: α, σ, and the coefficients a and b of what is predicted. */
interface Coefficients {
  readonly alpha: number;
  readonly sigma: number;
  readonly a: number;
  readonly b: number;
}

/** The variance of y given x_t at one point of the rule, summed over the coordinates. */
type PointVariance = (at: Coefficients, place: number, cube: readonly number[]) => number;

/**
 * With C = α²S + σ²R for each component, in its own axes: what is left within it, (aσ − bα)² S R / C, and the spread
 * between the components' means uₖ = a mₖ + b nₖ + (aαS + bσR) C⁻¹ δₖ. Numbers and no tensors: k is in the hundreds,
 * and d is small.
 */
function pointVariance(components: MixtureComponents): PointVariance {
  const { logWeights, basis } = components;
  const count = components.means.length;
  const dim = components.means[0]!.length;
  const reached = cumulative(logWeights);
  const flat = (rows: readonly (readonly number[])[] | undefined, otherwise: number): Float64Array =>
    rows ? Float64Array.from(rows.flat()) : new Float64Array(count * dim).fill(otherwise);
  const [means, spectrum] = [flat(components.means, 0), flat(components.spectrum, 1)];
  const noiseMeans = flat(components.source?.means, 0);
  const noiseSpectrum = flat(components.source?.spectrum, 1);
  const axes = basis?.map((rows) => Float64Array.from(rows.flat()));
  const [x, delta, average] = [new Float64Array(dim), new Float64Array(dim), new Float64Array(dim)];
  const logTerms = new Float64Array(count);
  const predicted = new Float64Array(count * dim);
  return ({ alpha, sigma, a, b }, place, cube) => {
    const [alpha2, sigma2] = [alpha * alpha, sigma * sigma];
    const drawn = choose(reached, place) * dim;
    let within = 0;
    for (const [j, z] of normals(cube).slice(0, dim).entries()) {
      const [s, r] = [spectrum[drawn + j]!, noiseSpectrum[drawn + j]!];
      const c = alpha2 * s + sigma2 * r;
      delta[j] = z * Math.sqrt(c);
      within += ((a * sigma - b * alpha) ** 2 * s * r) / c;
    }
    if (axes) turnBack(axes[drawn / dim]!, delta);
    for (let j = 0; j < dim; j++)
      x[j] = alpha * means[drawn + j]! + sigma * noiseMeans[drawn + j]! + delta[j]!;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0, at = 0; k < count; k++, at += dim) {
      for (let j = 0; j < dim; j++) delta[j] = x[j]! - alpha * means[at + j]! - sigma * noiseMeans[at + j]!;
      if (axes) turn(axes[k]!, delta);
      let [quadratic, logDeterminant] = [0, 0];
      for (let j = 0; j < dim; j++) {
        const [s, r] = [spectrum[at + j]!, noiseSpectrum[at + j]!];
        const c = alpha2 * s + sigma2 * r;
        quadratic += (delta[j]! * delta[j]!) / c;
        logDeterminant += Math.log(c);
        delta[j] = (delta[j]! * (a * alpha * s + b * sigma * r)) / c;
      }
      if (axes) turnBack(axes[k]!, delta);
      for (let j = 0; j < dim; j++)
        predicted[at + j] = a * means[at + j]! + b * noiseMeans[at + j]! + delta[j]!;
      const term = logWeights[k]! - (quadratic + logDeterminant) / 2;
      logTerms[k] = term;
      if (term > most) most = term;
    }
    let total = 0;
    let squares = 0;
    average.fill(0);
    // Around the prediction of the drawn component, so that little is lost to rounding.
    for (let k = 0, at = 0; k < count; k++, at += dim) {
      if (logTerms[k]! < most - 40) continue;
      const share = Math.exp(logTerms[k]! - most);
      total += share;
      for (let j = 0; j < dim; j++) {
        const apart = predicted[at + j]! - predicted[drawn + j]!;
        average[j]! += share * apart;
        squares += share * apart * apart;
      }
    }
    const shift = average.reduce((sum, value) => sum + (value / total) ** 2, 0);
    return within + squares / total - shift;
  };
}

/** Into the axes whose unit vectors are the columns of a basis, in place: v ← Bᵀ v. */
function turn(axes: Float64Array, v: Float64Array): void {
  const before = [...v];
  const dim = v.length;
  for (let j = 0; j < dim; j++) {
    v[j] = 0;
    for (let l = 0; l < dim; l++) v[j]! += axes[l * dim + j]! * before[l]!;
  }
}

/** And back: v ← B v. */
function turnBack(axes: Float64Array, v: Float64Array): void {
  const before = [...v];
  const dim = v.length;
  for (let j = 0; j < dim; j++) {
    v[j] = 0;
    for (let l = 0; l < dim; l++) v[j]! += axes[j * dim + l]! * before[l]!;
  }
}

/** y = a x₀ + b ε. */
function target(
  predicts: NonNullable<LossFloorOptions["predicts"]>,
  { alpha, sigma, alphaDot, sigmaDot }: Schedule,
  t: number,
): [number, number] {
  switch (predicts) {
    case "velocity":
      return [alphaDot(t), sigmaDot(t)];
    case "data":
      return [1, 0];
    case "noise":
      return [0, 1];
    case "vPrediction":
      return [-sigma(t), alpha(t)];
    default:
      throw new OptionError(
        `lossFloor: predicts must be "velocity", "data", "noise" or "vPrediction", got "${String(predicts)}". Pass one of them.`,
      );
  }
}

/** Steps of an additive recurrence that fills a cube evenly: powers of the root of xⁿ⁺¹ = x + 1. */
function stridesOf(count: number): number[] {
  let root = 1.5;
  for (let i = 0; i < 60; i++) root = (1 + root) ** (1 / (count + 1));
  return Array.from({ length: count }, (_, i) => root ** -(i + 1));
}

/** Sums of the first one, two, … weights. */
function cumulative(logWeights: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(logWeights, (logWeight) => {
    sum += Math.exp(logWeight);
    return sum;
  });
}

/** The component at a place in [0, 1). */
function choose(reached: Float64Array, place: number): number {
  let [low, high] = [0, reached.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Standard normal numbers from an even count of uniform ones, by Box and Muller. */
function normals(cube: readonly number[]): number[] {
  return cube.map((_, i) => {
    const length = Math.sqrt(-2 * Math.log(1 - cube[i - (i % 2)]!));
    const turn = 2 * Math.PI * cube[i - (i % 2) + 1]!;
    return length * (i % 2 ? Math.sin(turn) : Math.cos(turn));
  });
}
