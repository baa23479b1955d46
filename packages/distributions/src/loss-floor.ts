import { OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import { expandDims, fromHost, onHost, square, sub, sum, type Tensor } from "@nami/tensor-backend";
import { average, type Coefficients, componentVelocities, marginalTerms } from "./marginal.js";
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

/** Points of the average, and how many are in memory at once. */
const points = 32_768;
const chunk = 2_048;

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
  let total = 0;
  for (let from = 0; from < points; from += chunk)
    total += chunkSum(components, { schedule, predicts, strides, from, interval });
  return total / points / (reduction === "mean" ? dim : 1);
}

interface ChunkOptions {
  readonly schedule: Schedule;
  readonly predicts: NonNullable<LossFloorOptions["predicts"]>;
  readonly strides: readonly number[];
  readonly from: number;
  readonly interval: readonly [number, number];
}

/** The sum over the coordinates and over one chunk of points. */
function chunkSum(
  components: MixtureComponents,
  { schedule, predicts, strides, from, interval }: ChunkOptions,
): number {
  const { means, spectrum, basis, logWeights, source } = components;
  const dim = means[0]!.length;
  const x = new Float64Array(chunk * dim);
  const names = ["alpha", "sigma", "sigmaSquared", "alphaDot", "sigmaDot", "sigmaSigmaDot"] as const;
  const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(chunk)])) as Record<
    (typeof names)[number],
    Float64Array
  >;
  let within = 0;
  for (let i = 0; i < chunk; i++) {
    const [share, place, ...cube] = strides.map((stride) => (0.5 + (from + i + 1) * stride) % 1) as [
      number,
      number,
    ];
    const t = interval[0] + share * (interval[1] - interval[0]);
    const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
    const [a, b] = target(predicts, schedule, t);
    const k = choose(logWeights, place);
    const noiseOf = (j: number): number => source?.spectrum[k]?.[j] ?? 1;
    const z = normals(cube).map(
      (value, j) => value * Math.sqrt(alpha ** 2 * spectrum[k]![j]! + sigma ** 2 * noiseOf(j)),
    );
    for (let j = 0; j < dim; j++) {
      const turned = basis ? basis[k]![j]!.reduce((value, entry, l) => value + entry * z[l]!, 0) : z[j]!;
      x[i * dim + j] = alpha * means[k]![j]! + sigma * (source?.means[k]?.[j] ?? 0) + turned;
      const [s, r] = [spectrum[k]![j]!, noiseOf(j)];
      within += ((a * sigma - b * alpha) ** 2 * s * r) / (alpha ** 2 * s + sigma ** 2 * r);
    }
    columns.alpha[i] = alpha;
    columns.sigma[i] = sigma;
    columns.sigmaSquared[i] = sigma ** 2;
    columns.sigmaDot[i] = b;
    columns.alphaDot[i] = a;
    columns.sigmaSigmaDot[i] = sigma * b;
  }
  const spread = (values: Float64Array): Tensor => fromHost(values, [chunk, 1, 1], "float64");
  const at: Coefficients = {
    alpha: spread(columns.alpha),
    sigma: spread(columns.sigma),
    sigmaDot: spread(columns.sigmaDot),
    sigmaSquared: spread(columns.sigmaSquared),
    alphaDot: spread(columns.alphaDot),
    sigmaSigmaDot: spread(columns.sigmaSigmaDot),
  };
  const terms = marginalTerms(components, fromHost(x, [chunk, dim], "float64"), at);
  const each = componentVelocities(terms, at);
  const between = sum(average(terms, square(sub(each, expandDims(average(terms, each), -2)))));
  const computed = onHost(between).source;
  return within + (computed.kind === "host" ? computed.values[0]! : Number.NaN);
}

/** y = a x₀ + b ε. */
function target(
  predicts: ChunkOptions["predicts"],
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

/** The component at a place in [0, 1). */
function choose(logWeights: readonly number[], place: number): number {
  let reached = 0;
  const found = logWeights.findIndex((logWeight) => {
    reached += Math.exp(logWeight);
    return reached > place;
  });
  return found < 0 ? logWeights.length - 1 : found;
}

/** Standard normal numbers from an even count of uniform ones, by Box and Muller. */
function normals(cube: readonly number[]): number[] {
  return cube.map((_, i) => {
    const length = Math.sqrt(-2 * Math.log(1 - cube[i - (i % 2)]!));
    const turn = 2 * Math.PI * cube[i - (i % 2) + 1]!;
    return length * (i % 2 ? Math.sin(turn) : Math.cos(turn));
  });
}
