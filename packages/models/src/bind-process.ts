import type { Distribution } from "@nami/distributions";
import { type DivergenceEstimator, exactDivergence, type LogDensityState } from "@nami/divergence";
import { OptionError } from "@nami/errors";
import { type OdeMethod, solve } from "@nami/solvers";
import {
  add, cast, div, evaluate, type FloatDType, foldIn, type Key, mean, reshape, type Shape, sizeOf, sqrt,
  square, stack, sub, sum, type Tensor, type TensorBackend, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import type { Carrier, Span } from "./carrier.js";
import {
  checkBetween,
  checkCondition,
  checkDraw,
  checkFinite,
  checkSample,
  checkTimes,
} from "./flow-arguments.js";
import { densityDynamics, type PointState } from "./flow-dynamics.js";
import type {
  FlowProcess,
  LogProbOptions,
  MoveOptions,
  SampleOptions,
  TrajectoryOptions,
} from "./flow-process.js";
import { type Carry, type FlowSolution, requireSuccess, solveError, solveFlow } from "./flow-solve.js";
import { batchCondition, batchShapeOf, type Model } from "./model.js";
import { onHostAs } from "./on-host-as.js";
import { type OutputTransform, transformOutput } from "./output-transform.js";
import { takeRows } from "./rows.js";

/** What a process is: how its points travel, and the flow that its log-densities follow. */
export interface ProcessDefinition {
  /** Whose errors they are. */
  readonly name: string;
  readonly base: Distribution;
  readonly backend: TensorBackend;
  /** Time at the noise end. */
  readonly t0: number;
  /** Time at the data end. */
  readonly t1: number;
  /** From noise to data. */
  readonly carrier: Carrier;
  /** From data to noise; default: the same. */
  readonly encoder?: Carrier | undefined;
  /** The velocity whose flow has the same marginals. */
  readonly velocity: Model;
  /** What solves that flow, if anything does. */
  readonly odeSolver: OdeMethod | undefined;
  /** What its points go through last. */
  readonly output?: OutputTransform | undefined;
}

/**
 * A process under one condition, or none; see {@link FlowProcess}.
 *
 * @throws OptionError when the condition is not a tensor
 */
export function bindProcess(
  { name, base, backend, t0, t1, carrier, encoder = carrier, velocity, odeSolver, output }: ProcessDefinition,
  condition: Tensor | undefined,
): FlowProcess {
  checkCondition(condition);
  const { eventShape } = base;
  const ownDType: FloatDType = backend.dtypes.has("float32") ? "float32" : "float64";
  const run = <T>(tree: T): Promise<T> => evaluate(tree, { backend });

  const sampleBatch = (shape: Shape): Shape => [...shape, ...(condition?.shape.slice(0, -1) ?? [])];
  const shapeOf = (batch: Shape): Shape => [...batch, ...eventShape];
  const rowShapeOf = (batch: Shape): Shape => [sizeOf(batch), ...eventShape];
  const drawNoise = (batch: Shape, key: Key): Tensor =>
    base.sample([sizeOf(batch)], { key, dtype: ownDType });
  const rowsOf = (x: Tensor, batch: Shape): Tensor =>
    reshape(cast(x, x.dtype === "float64" ? "float64" : ownDType), rowShapeOf(batch));
  /** The condition of each row: repeated over the sample shape. */
  const conditionRows = async (batch: Shape): Promise<Tensor | undefined> =>
    condition &&
    run(reshape(batchCondition("bind", condition, batch), [sizeOf(batch), condition.shape.at(-1) ?? 1]));

  const movePoints = async (
    start: Tensor,
    batch: Shape,
    { along = carrier, key, ...span }: Span & { readonly along?: Carrier; readonly key?: Key | undefined },
  ): Promise<FlowSolution<PointState>> => {
    const paths = along.stochastic && key ? foldIn(key, 1) : undefined;
    const carry = along.carry(span, { conditions: await conditionRows(batch), key: paths });
    return solveFlow(backend, { carry, start: { x: start } });
  };

  /** Points given by the caller, evaluated and found finite. */
  const pointsOf = async (caller: string, x: Tensor, batch: Shape): Promise<Tensor> => {
    const points = await run(rowsOf(x, batch));
    await checkFinite(caller, points, batch);
    return points;
  };

  const move = async (
    caller: string,
    x: Tensor,
    {
      along,
      from,
      to,
      key,
      signal,
    }: { readonly along: Carrier; readonly from: number; readonly to: number } & MoveOptions,
  ): Promise<Tensor> => {
    checkBetween(caller, caller === "encode" ? to : from, t0, t1);
    if (along.stochastic) checkDraw(caller, key);
    const batch = batchShapeOf(caller, x, eventShape);
    const points = await pointsOf(caller, x, batch);
    const solution = await movePoints(points, batch, { along, from, to, key, signal });
    await requireSuccess(caller, solution, x.shape);
    return onHostAs(solution.y.x, x.shape);
  };

  /** The state carries one estimate for each probe. */
  const moveWithDensity = async (
    caller: string,
    {
      x,
      batch,
      from,
      to,
    }: { readonly x: Tensor; readonly batch: Shape; readonly from: number; readonly to: number },
    { divergence = exactDivergence(), key, signal }: LogProbOptions,
  ): Promise<FlowSolution<LogDensityState>> => {
    if (divergence.probes > 0 && !key)
      throw new OptionError(
        `${caller}: ${divergence.name} needs a key for its probes, got none. Pass { divergence, key }.`,
      );
    if (!odeSolver)
      throw new OptionError(
        `${caller}: log-densities follow the ODE of the process, got no method for it. Pass ${name}({ odeSolver: dopri5({ rtol: 1e-5, atol: 1e-5 }), … }).`,
      );
    const eventNdim = eventShape.length;
    const dtype: FloatDType = x.dtype === "float64" ? "float64" : "float32";
    const conditions = await conditionRows(batch);
    const carry: Carry<LogDensityState> = async (state, { space, rows }) => {
      const draw = { eventNdim, dtype, firstRow: rows.first };
      const probes = key && divergence.drawProbes(key, [rows.count, ...eventShape], draw);
      const options = { estimator: divergence, eventNdim, ...(probes && { probes }) };
      const dynamics = densityDynamics(velocity, conditions && (await takeRows(conditions, rows)), options);
      return solve(dynamics, state, { t0: from, t1: to, method: odeSolver, space, signal });
    };
    const start = { x, logDensity: zeros([sizeOf(batch), Math.max(1, divergence.probes)], dtype) };
    const solution = await solveFlow(backend, { carry, start });
    await requireSuccess(caller, solution, shapeOf(batch));
    return solution;
  };

  const sampleWithStats: FlowProcess["sampleWithStats"] = async (shape, options) =>
    sampleAs("sampleWithStats", shape, options);
  const sampleAs = async (
    caller: string,
    shape: Shape,
    { key, signal } = {} as SampleOptions,
  ): ReturnType<FlowProcess["sampleWithStats"]> => {
    checkSample(caller, shape, key);
    const batch = sampleBatch(shape);
    const { y, status, stats, rows } = await movePoints(drawNoise(batch, key), batch, {
      from: t0,
      to: t1,
      key,
      signal,
    });
    return { x: await onHostAs(y.x, shapeOf(batch)), status, stats, rows };
  };

  const estimateLogProb: FlowProcess["estimateLogProb"] = async (x, options = {}) => {
    const batch = batchShapeOf("logProb", x, eventShape);
    const start = { x: await pointsOf("logProb", x, batch), batch, from: t1, to: t0 };
    const { y, stats } = await moveWithDensity("logProb", start, options);
    const logProb = reshape(add(base.logProb(y.x), mean(y.logDensity, { axis: -1 })), batch);
    const standardError = reshape(standardErrorOf(y.logDensity, options.divergence), batch);
    return {
      ...(await run({ logProb, standardError })),
      probes: options.divergence?.probes ?? 0,
      t: t1,
      stats,
    };
  };

  const process = Object.freeze<FlowProcess>({
    sampleWithStats,
    estimateLogProb,
    sample: async (shape, options) => {
      const report = await sampleAs("sample", shape, options);
      if (report.status !== "success") throw solveError("sample", report);
      return report.x;
    },
    logProb: async (x, options) => (await estimateLogProb(x, options)).logProb,
    sampleWithLogProb: async (shape, { key, ...options } = {} as SampleOptions) => {
      checkSample("sampleWithLogProb", shape, key);
      const batch = sampleBatch(shape);
      const noise = await run(drawNoise(batch, key));
      const start = { x: noise, batch, from: t0, to: t1 };
      const { y } = await moveWithDensity("sampleWithLogProb", start, { ...options, key: foldIn(key, 0) });
      const logProb = sub(base.logProb(noise), mean(y.logDensity, { axis: -1 }));
      return {
        x: await onHostAs(y.x, shapeOf(batch)),
        logProb: await run(reshape(logProb, batch)),
      };
    },
    encode: (x, { to = t0, key, signal } = {}) =>
      move("encode", x, { along: encoder, from: t1, to, key, signal }),
    decode: (noise, { from = t0, key, signal } = {}) =>
      move("decode", noise, { along: carrier, from, to: t1, key, signal }),
    trajectory: async (shape, { key, times, signal } = {} as TrajectoryOptions) => {
      checkSample("trajectory", shape, key);
      checkTimes(times, t0, t1);
      const batch = sampleBatch(shape);
      const solution = await movePoints(drawNoise(batch, key), batch, {
        from: t0,
        to: t1,
        saveAt: times,
        key,
        signal,
      });
      await requireSuccess("trajectory", solution, shapeOf(batch));
      const x = stack(solution.saved.map((state) => reshape(state.x, shapeOf(batch))));
      return { t: [...times], x: await run(x) };
    },
  });
  return output ? transformOutput(process, output, { backend, eventNdim: eventShape.length }) : process;
}

/** s/√n over the estimates of each row. */
function standardErrorOf(estimates: Tensor, divergence: DivergenceEstimator | undefined): Tensor {
  const count = divergence?.probes ?? 0;
  if (count === 0) return zeros(estimates.shape.slice(0, -1), estimates.dtype);
  const spread = sub(estimates, mean(estimates, { axis: -1, keepDims: true }));
  return sqrt(div(sum(square(spread), { axis: -1 }), count * (count - 1)));
}
