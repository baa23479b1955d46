import {
  cosineSchedule,
  edmSchedule,
  linearSchedule,
  nicholCosineSchedule,
  polynomialSchedule,
  reverseTime,
  type Schedule,
  type ScheduleFunction,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import {
  add,
  evaluate,
  foldIn,
  jvp,
  key,
  mul,
  type Numeric,
  normal,
  ones,
  onHost,
  referenceBackend,
  sqrt,
  type Tensor,
  tensor,
  uniform,
  zeros,
} from "@nami/tensor-backend";
import { gaussianMixture, type MixtureMarginal, type Variance } from "../index.js";

const backend = referenceBackend({ dtype: "float64" });

/** Every kind of schedule, in both conventions of time. */
export const schedules: readonly Schedule[] = [
  linearSchedule(), linearSchedule({ sigmaMin: 0.01 }), cosineSchedule(), nicholCosineSchedule(), vpSchedule(),
  subVpSchedule(), veSchedule(), edmSchedule(), polynomialSchedule({ power: 3 }), reverseTime(linearSchedule()),
  reverseTime(vpSchedule()),
]; // biome-ignore format: a list

/** Times at, next to and between the ends; the last one is filled by chance. */
const times = [0, 1, 1e-12, 1e-6, 1e-3, 1 - 1e-3, 1 - 1e-9, 0.5];

/** The largest residuals of the three identities, relative to the sum of their absolute terms, and any NaN. */
export interface Residuals {
  readonly continuity: number;
  readonly tweedie: number;
  readonly velocityAndScore: number;
  readonly nans: number;
}

/**
 * Checks identities of the oracle, multiplied out, on random mixtures of 1 to 8 components in 1 to 16 dimensions:
 *
 * α E[x₀|x] = x + σ²s · αu = α̇x + (α̇σ² − ασσ̇)s · ∂ₜ ln p + u·s + ∇·u = 0.
 *
 * @param oracleOf the oracle of a mixture; give a wrong one to see it caught
 */
export async function oracleResiduals(
  count: number,
  seed: number,
  oracleOf: (oracle: MixtureMarginal) => MixtureMarginal = (oracle) => oracle,
): Promise<Residuals> {
  const worst = { continuity: 0, tweedie: 0, velocityAndScore: 0, nans: 0 };
  for (let i = 0; i < count; i++) {
    const schedule = schedules[i % schedules.length]!;
    const { mixture, points, chance } = randomProblem(seed, i);
    const ts = [...times.slice(0, -1), chance];
    const [x, t] = [pointsAt(schedule, ts, points), tensor(ts, undefined, "float64")];
    const oracle = oracleOf(mixture.marginal(schedule));
    const still = zeros([ts.length], "float64");
    const nearby = oracleOf(mixture.marginal(linearized(schedule, ts)));
    const [, growth] = jvp((s: Tensor) => nearby.logProb(x, s), still, ones([ts.length], "float64"));
    const found = await evaluate(
      {
        logProb: oracle.logProb(x, t), growth, score: oracle.score(x, t), velocity: oracle.velocity(x, t),
        divergence: oracle.divergence(x, t), mean: oracle.posteriorMean(x, t), x,
      },
      { backend },
    ); // biome-ignore format: a table
    const values = {
      logProb: await found.logProb.data(),
      growth: await found.growth.data(),
      score: await found.score.data(),
      velocity: await found.velocity.data(),
      divergence: await found.divergence.data(),
      mean: await found.mean.data(),
      x: await found.x.data(),
    };
    accumulate(worst, values, { schedule, ts, dim: x.shape[1]! });
  }
  return worst;
}

interface Problem {
  readonly mixture: ReturnType<typeof gaussianMixture>;
  /** A datum and a noise for each time. */
  readonly points: { readonly data: Float64Array; readonly noise: Float64Array; readonly dim: number };
  readonly chance: number;
}

function randomProblem(seed: number, index: number): Problem {
  const own = foldIn(key(seed), index);
  const draw = (which: number, size: number): Float64Array =>
    hostValues(normal(foldIn(own, which), [size], { dtype: "float64" }));
  const share = hostValues(uniform(foldIn(own, 0), [4], { dtype: "float64" }));
  const count = 1 + Math.floor(8 * share[0]!);
  const dim = 1 + Math.floor(16 * share[1]!);
  const raw = draw(1, count * dim);
  const means = Array.from({ length: count }, (_, k) =>
    [...raw.subarray(k * dim, (k + 1) * dim)].map((m) => 3 * m),
  );
  const sizes = draw(2, count * dim);
  const rows = draw(3, count * dim * dim);
  const scale = (k: number, j: number): number => Math.exp(1.5 * sizes[k * dim + j]!) / 4;
  const kind = Math.floor(3 * share[2]!);
  const variances = means.map((_, k): Variance => {
    if (kind === 0) return scale(k, 0);
    if (kind === 1) return Array.from({ length: dim }, (__, j) => scale(k, j));
    const at = (i: number, j: number): number => rows[(k * dim + i) * dim + j]! / Math.sqrt(dim);
    return Array.from({ length: dim }, (__, i) =>
      Array.from({ length: dim }, (___, j) => {
        let sum = i === j ? 0.05 : 0;
        for (let l = 0; l < dim; l++) sum += at(i, l) * at(j, l);
        return sum;
      }),
    );
  });
  const weights = [...draw(4, count)].map((w) => Math.exp(2 * w));
  const mixture = gaussianMixture({ weights, means, variances });
  const data = hostValues(mixture.sample([times.length], { key: foldIn(own, 5), dtype: "float64" }));
  const noise = draw(6, times.length * dim);
  return { mixture, points: { data, noise, dim }, chance: share[3]! };
}

function hostValues(x: Tensor): Float64Array {
  const { source } = onHost(x);
  if (source.kind !== "host") throw new Error("a draw has host values");
  return Float64Array.from(source.values);
}

function pointsAt(
  { alpha, sigma }: Schedule,
  ts: readonly number[],
  { data, noise, dim }: Problem["points"],
): Tensor {
  const x = data.map((value, i) => {
    const t = ts[Math.floor(i / dim)]!;
    return alpha(t) * value + sigma(t) * noise[i]!;
  });
  return tensor(x, [ts.length, dim], "float64");
}

/** The schedule next to each time, in s = 0: α + α̇s and σ² + 2σσ̇s, so that d/ds sees the slopes that it states. */
function linearized(schedule: Schedule, ts: readonly number[]): Schedule {
  const column = (fn: (t: number) => number): Tensor => tensor(ts.map(fn), undefined, "float64");
  const [alpha, alphaDot] = [column(schedule.alpha), column(schedule.alphaDot)];
  const variance = column((t) => schedule.sigma(t) ** 2);
  const growth = column((t) => 2 * schedule.sigmaSigmaDot(t));
  return {
    ...schedule,
    alpha: compose((s) => add(alpha, mul(alphaDot, s))),
    sigma: compose((s) => sqrt(add(variance, mul(growth, s)))),
  };
}

function compose(fn: (t: Numeric) => Tensor): ScheduleFunction {
  return fn as ScheduleFunction;
}

function accumulate(
  worst: { continuity: number; tweedie: number; velocityAndScore: number; nans: number },
  values: Readonly<
    Record<"logProb" | "growth" | "score" | "velocity" | "divergence" | "mean" | "x", ArrayLike<number>>
  >,
  {
    schedule,
    ts,
    dim,
  }: { readonly schedule: Schedule; readonly ts: readonly number[]; readonly dim: number },
): void {
  const { x, score, velocity, mean, growth, divergence } = values;
  for (const [name, list] of Object.entries(values))
    if (name !== "growth") worst.nans += Array.from(list).filter(Number.isNaN).length;
  for (const [row, t] of ts.entries()) {
    const [alpha, alphaDot, variance] = [schedule.alpha(t), schedule.alphaDot(t), schedule.sigma(t) ** 2];
    const factor = alphaDot * variance - alpha * schedule.sigmaSigmaDot(t);
    const flux: number[] = [];
    for (let i = row * dim; i < (row + 1) * dim; i++) {
      worst.tweedie = Math.max(worst.tweedie, relative([alpha * mean[i]!, -x[i]!, -variance * score[i]!]));
      const terms = [alpha * velocity[i]!, -alphaDot * x[i]!, -factor * score[i]!];
      worst.velocityAndScore = Math.max(worst.velocityAndScore, relative(terms));
      flux.push(velocity[i]! * score[i]!);
    }
    // Where σ = 0, the chain rule through a root is 0 · ∞, in this test, not in the oracle.
    if (variance > 0)
      worst.continuity = Math.max(worst.continuity, relative([growth[row]!, divergence[row]!, ...flux]));
  }
}

/** |Σ terms| over Σ |terms|; NaN counts as infinite. */
function relative(terms: readonly number[]): number {
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  const residual = Math.abs(terms.reduce((sum, term) => sum + term, 0));
  return Number.isNaN(residual) ? Infinity : residual / (size || 1);
}
