import { OptionError, SolveError } from "@nami/errors";
import { type DivergenceEstimator, exactDivergence } from "@nami/divergence";
import { solve, type Solution, type Stats, type Status } from "@nami/solvers";
import {
  add,
  broadcastTo,
  evaluate,
  type Key,
  mean,
  reshape,
  type Shape,
  sizeOf,
  split,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensorSpace,
  treeDispose,
  zeros,
  div,
  cast,
  type FloatDType,
} from "@nami/tensor-backend";
import type { FlowMatchingOptions } from "./flow-matching.js";
import { batchShapeOf } from "./model.js";
import { flowDynamics, type FlowState } from "./flow-dynamics.js";

/** How a solve of many rows went. */
export interface FlowReport {
  /** One status when all rows agree, else the worst. */
  readonly status: Status;
  readonly stats: Stats;
}

/** Options of drawing samples. */
export interface SampleOptions {
  /** Decides the noise. Sample i depends on the key and i alone. */
  readonly key: Key;
}

/** Options of evaluating log-densities. */
export interface LogProbOptions {
  /** How to compute ∇·v. Default: `exactDivergence()`. */
  readonly divergence?: DivergenceEstimator;
  /** Draws the probes of a stochastic estimator. */
  readonly key?: Key;
}

/** A log-density with what is known of its error. */
export interface LogProbEstimate {
  /** Nats, `[batch…]`. */
  readonly logProb: Tensor;
  /** Standard error from the probes, `[batch…]`: 0 when exact, NaN with one probe. The solver's error is not in it. */
  readonly standardError: Tensor;
  /** Probes for each point; 0 when exact. */
  readonly probes: number;
  readonly stats: Stats;
}

/** Options of {@link FlowProcess.trajectory}. */
export interface TrajectoryOptions extends SampleOptions {
  /** Times to keep, from the noise end to the data end. */
  readonly times: readonly number[];
}

/** Points on their way from noise to data. */
export interface Trajectory {
  readonly t: readonly number[];
  /** `[times, sample…, batch…, event…]` */
  readonly x: Tensor;
}

/**
 * A flow with its condition bound. Results are tensors with values on the host.
 *
 * Every method throws SolveError, with the last good state in `details`, unless every row succeeded; `sampleWithStats`
 * reports instead.
 */
export interface FlowProcess {
  /** Samples, `[sample…, batch…, event…]`: noise carried from t = 1 to t = 0. */
  sample(shape: Shape, options: SampleOptions): Promise<Tensor>;
  /** Samples and how the solve went, also where it failed. */
  sampleWithStats(shape: Shape, options: SampleOptions): Promise<FlowReport & { readonly x: Tensor }>;
  /** log p(x) = log p_base(x₁) + ∫₀¹ ∇·v dt in nats, `[batch…]`. */
  logProb(x: Tensor, options?: LogProbOptions): Promise<Tensor>;
  /** log p(x) with the standard error of a stochastic divergence. */
  estimateLogProb(x: Tensor, options?: LogProbOptions): Promise<LogProbEstimate>;
  /** Samples with their log-densities, in one solve. */
  sampleWithLogProb(shape: Shape, options: SampleOptions & LogProbOptions): Promise<{ x: Tensor; logProb: Tensor }>;
  /** The noise that a point comes from: the flow from t = 0 to t = 1. */
  encode(x: Tensor): Promise<Tensor>;
  /** The point that some noise becomes: the flow from t = 1 to t = 0. */
  decode(noise: Tensor): Promise<Tensor>;
  /** Samples at several times on their way. */
  trajectory(shape: Shape, options: TrajectoryOptions): Promise<Trajectory>;
}

/** What of a process is shared by its methods. */
export function bindFlow(
  { field, base, solver, backend, t0 = 1, t1 = 0 }: FlowMatchingOptions,
  condition: Tensor | undefined,
): FlowProcess {
  const { eventShape } = base;
  const eventNdim = eventShape.length;
  const conditionBatch = condition?.shape.slice(0, -1) ?? [];
  const dtype: FloatDType = backend.dtypes.has("float32") ? "float32" : "float64";
  const run = <T>(tree: T): Promise<T> => evaluate(tree, { backend });
  const rowShape = (batch: Shape): number[] => [sizeOf(batch), ...eventShape];

  /** Solves all rows between two times. `finish` reads the solution before its device memory is freed. */
  const integrate = async <State extends FlowState, R>(
    state: State,
    batch: Shape,
    { from, to, estimator, probes, saveAt = [] }: Integration,
    finish: (solution: Solution<State>) => Promise<R>,
  ): Promise<R> => {
    const space = tensorSpace<State>(backend, { rows: "leading" });
    const features = condition && (await run(conditionRows(condition, batch)));
    const derivative = flowDynamics<State>(field, { eventNdim, ...(features && { condition: features }), ...(estimator && { estimator }), ...(probes && { probes }) });
    try {
      const solution = await solve(derivative, await run(state), { t0: from, t1: to, method: solver, space, saveAt });
      try {
        return await finish(solution);
      } finally {
        treeDispose(solution.y);
        for (const { y } of solution.saved) treeDispose(y);
      }
    } finally {
      space.dispose();
    }
  };

  const sampleShape = (shape: Shape): number[] => [...shape, ...conditionBatch];
  const drawNoise = (batch: Shape, key: Key): Tensor => base.sample([sizeOf(batch)], { key, dtype });

  const sampleWithStats: FlowProcess["sampleWithStats"] = async (shape, { key }) => {
    const batch = sampleShape(shape);
    return integrate({ x: drawNoise(batch, key) }, batch, { from: t0, to: t1 }, async ({ y, status, stats }) => ({
      x: await run(reshape(y.x, [...batch, ...eventShape])),
      status,
      stats,
    }));
  };

  const move = async (x: Tensor, from: number, to: number, caller: string): Promise<Tensor> => {
    const batch = batchShapeOf(caller, x, eventShape);
    return integrate({ x: reshape(x, rowShape(batch)) }, batch, { from, to }, async (solution) => {
      checkSuccess(caller, solution);
      return run(reshape(solution.y.x, [...batch, ...eventShape]));
    });
  };

  /** Both log-density methods: the state carries one estimate for each probe. */
  const withLogDensity = async <R>(
    caller: string,
    x: Tensor,
    batch: Shape,
    span: { readonly from: number; readonly to: number },
    { divergence = exactDivergence(), key }: LogProbOptions,
    finish: (solution: Solution<Required<FlowState>>) => Promise<R>,
  ): Promise<R> => {
    if (divergence.probes > 0 && !key)
      throw new OptionError(`${caller}: ${divergence.name} needs a key for its probes, got none. Pass { divergence, key }.`);
    const probes = key && divergence.drawProbes(key, rowShape(batch), { eventNdim, dtype });
    const start = { x, logDensity: zeros([sizeOf(batch), Math.max(1, divergence.probes)], x.dtype) };
    return integrate(start, batch, { ...span, estimator: divergence, ...(probes && { probes }) }, async (solution) => {
      checkSuccess(caller, solution);
      return finish(solution);
    });
  };

  const estimateLogProb: FlowProcess["estimateLogProb"] = async (x, options = {}) => {
    const batch = batchShapeOf("logProb", x, eventShape);
    const rows = reshape(cast(x, x.dtype === "float64" ? "float64" : dtype), rowShape(batch));
    return withLogDensity("logProb", rows, batch, { from: t1, to: t0 }, options, async ({ y, stats }) => {
      const logProb = add(base.logProb(y.x), mean(y.logDensity, { axis: -1 }));
      const result = { logProb: reshape(logProb, batch), standardError: reshape(standardErrorOf(y.logDensity, options), batch) };
      return { ...(await run(result)), probes: options.divergence?.probes ?? 0, stats };
    });
  };

  return Object.freeze<FlowProcess>({
    sampleWithStats,
    sample: async (shape, options) => {
      const report = await sampleWithStats(shape, options);
      checkSuccess("sample", report);
      return report.x;
    },
    estimateLogProb,
    logProb: async (x, options) => (await estimateLogProb(x, options)).logProb,
    sampleWithLogProb: async (shape, { key, ...options }) => {
      const batch = sampleShape(shape);
      const [noiseKey, probeKey] = split(key);
      const noise = drawNoise(batch, noiseKey);
      return withLogDensity("sampleWithLogProb", noise, batch, { from: t0, to: t1 }, { ...options, key: probeKey }, async ({ y }) => {
        const logProb = sub(base.logProb(noise), mean(y.logDensity, { axis: -1 }));
        return run({ x: reshape(y.x, [...batch, ...eventShape]), logProb: reshape(logProb, batch) });
      });
    },
    encode: (x) => move(x, t1, t0, "encode"),
    decode: (noise) => move(noise, t0, t1, "decode"),
    trajectory: async (shape, { key, times }) => {
      const batch = sampleShape(shape);
      return integrate({ x: drawNoise(batch, key) }, batch, { from: t0, to: t1, saveAt: times }, async (solution) => {
        checkSuccess("trajectory", solution);
        const x = stack(solution.saved.map(({ y }) => reshape(y.x, [...batch, ...eventShape])));
        return { t: solution.saved.map(({ t }) => t), x: await run(x) };
      });
    },
  });
}

interface Integration {
  readonly from: number;
  readonly to: number;
  readonly estimator?: DivergenceEstimator;
  readonly probes?: Tensor;
  readonly saveAt?: readonly number[];
}

/** The condition of each row: repeated over the sample shape. */
function conditionRows(condition: Tensor, batch: Shape): Tensor {
  const features = condition.shape.at(-1) ?? 1;
  return reshape(broadcastTo(condition, [...batch, features]), [sizeOf(batch), features]);
}

/** s/√n over the estimates of each row. */
function standardErrorOf(estimates: Tensor, { divergence }: LogProbOptions): Tensor {
  const count = divergence?.probes ?? 0;
  if (count === 0) return zeros(estimates.shape.slice(0, -1), estimates.dtype);
  const spread = sub(estimates, mean(estimates, { axis: -1, keepDims: true }));
  return sqrt(div(sum(square(spread), { axis: -1 }), count * (count - 1)));
}

function checkSuccess(caller: string, report: FlowReport): void {
  if (report.status !== "success")
    throw new SolveError(
      `${caller}: every row must reach the end, got status ${report.status} after ${report.stats.accepted} steps. See details; try smaller steps or looser tolerances, or look at the field with fieldStats.`,
      { details: report },
    );
}
