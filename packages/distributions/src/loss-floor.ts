import { OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import type { MixtureComponents } from "./mixture-components.js";

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
 * @throws OptionError for anything else to predict or reduce by
 * @see Roberts 2018, The unreasonable effectiveness of quasirandom sequences, for the rule
 */
export function lossFloor(
  components: MixtureComponents,
  schedule: Schedule,
  { predicts = "velocity", reduction = "mean", interval = schedule.interval }: LossFloorOptions = {},
): number {
  if (reduction !== "mean" && reduction !== "sum")
    throw new OptionError(
      `lossFloor: reduction must be "mean" or "sum", got "${String(reduction)}". Pass one of them.`,
    );
  if (!(interval[0] < interval[1]))
    throw new OptionError(
      `lossFloor: interval must be two growing times, got [${interval}]. Pass for example interval: [0.001, 1].`,
    );
  const dim = components.means[0]!.length;
  const strides = stridesOf(2 + 2 * Math.ceil(dim / 2));
  const variance = pointVariance(components);
  let total = 0;
  for (let i = 0; i < points; i++) {
    const [share = 0, place = 0, ...cube] = strides.map((stride) => (0.5 + (i + 1) * stride) % 1);
    const t = interval[0] + share * (interval[1] - interval[0]);
    const [a, b] = target(predicts, schedule, t);
    total += variance({ alpha: schedule.alpha(t), sigma: schedule.sigma(t), a, b }, place, cube);
  }
  return total / points / (reduction === "mean" ? dim : 1);
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
function pointVariance({ means, spectrum, basis, logWeights, source }: MixtureComponents): PointVariance {
  const count = means.length;
  const dim = means[0]!.length;
  const reached = cumulative(logWeights);
  const [x, turned, weighted] = [new Float64Array(dim), new Float64Array(dim), new Float64Array(dim)];
  const logTerms = new Float64Array(count);
  const predicted = new Float64Array(count * dim);
  const noiseOf = (k: number, j: number): number => source?.spectrum[k]?.[j] ?? 1;
  const noiseMean = (k: number, j: number): number => source?.means[k]?.[j] ?? 0;
  /** Into the axes of a component, or back: `turned` ← Bᵀ v or B v. */
  const turn = (k: number, v: (j: number) => number, back: boolean): void => {
    for (let j = 0; j < dim; j++) {
      turned[j] = basis ? 0 : v(j);
      if (basis)
        for (let l = 0; l < dim; l++) turned[j]! += v(l) * (back ? basis[k]![j]![l]! : basis[k]![l]![j]!);
    }
  };
  return ({ alpha, sigma, a, b }, place, cube) => {
    const drawn = choose(reached, place);
    const z = normals(cube);
    const variance = (k: number, j: number): number =>
      alpha ** 2 * spectrum[k]![j]! + sigma ** 2 * noiseOf(k, j);
    turn(drawn, (j) => z[j]! * Math.sqrt(variance(drawn, j)), true);
    let within = 0;
    for (let j = 0; j < dim; j++) {
      x[j] = alpha * means[drawn]![j]! + sigma * noiseMean(drawn, j) + turned[j]!;
      within +=
        ((a * sigma - b * alpha) ** 2 * spectrum[drawn]![j]! * noiseOf(drawn, j)) / variance(drawn, j);
    }
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < count; k++) {
      turn(k, (j) => x[j]! - alpha * means[k]![j]! - sigma * noiseMean(k, j), false);
      let term = logWeights[k]!;
      for (let j = 0; j < dim; j++) {
        const c = variance(k, j);
        term -= (turned[j]! ** 2 / c + Math.log(c)) / 2;
        turned[j]! *= (a * alpha * spectrum[k]![j]! + b * sigma * noiseOf(k, j)) / c;
      }
      weighted.set(turned);
      turn(k, (j) => weighted[j]!, true);
      for (let j = 0; j < dim; j++)
        predicted[k * dim + j] = a * means[k]![j]! + b * noiseMean(k, j) + turned[j]!;
      logTerms[k] = term;
      most = Math.max(most, term);
    }
    let total = 0;
    weighted.fill(0);
    for (let k = 0; k < count; k++) {
      const share = Math.exp(logTerms[k]! - most);
      logTerms[k] = share;
      total += share;
      for (let j = 0; j < dim; j++) weighted[j]! += share * predicted[k * dim + j]!;
    }
    let between = 0;
    for (let k = 0; k < count; k++)
      for (let j = 0; j < dim; j++)
        between += (logTerms[k]! / total) * (predicted[k * dim + j]! - weighted[j]! / total) ** 2;
    return within + between;
  };
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
