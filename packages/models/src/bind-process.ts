import { type DivergenceEstimator, exactDivergence, type LogDensityState } from "@nami/divergence";
import { checkOptions } from "@nami/errors";
import { solve } from "@nami/solvers";
import {
  add, div, evaluate, foldIn, type Key, mean, reshape, type Shape, sizeOf, sqrt, square, stack, sub, sum, type Tensor, zeros,
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
  DecodeOptions,
  EncodeOptions,
  FlowProcess,
  LogProbOptions,
  MoveOptions,
  SampleOptions,
  TrajectoryOptions,
} from "./flow-process.js";
import { type Carry, type FlowSolution, requireSuccess, solveError, solveFlow } from "./flow-solve.js";
import { batchShapeOf } from "./model.js";
import { onHostAs } from "./on-host-as.js";
import { transformOutput } from "./output-transform.js";
import {
  needsKey,
  needsOdeSolver,
  type ProcessDefinition,
  remember,
  stretchesOf,
} from "./process-definition.js";
import {
  decodeOptions,
  encodeOptions,
  logProbOptions,
  sampleOptions,
  trajectoryOptions,
} from "./process-options.js";
import { rowsOfProcess } from "./process-rows.js";
import { takeRows } from "./rows.js";
import { traceProcess } from "./traced-process.js";

/**
 * A process under one condition, or none; see {@link FlowProcess}.
 *
 * @throws OptionError when the condition is not a tensor
 */
export function bindProcess(definition: ProcessDefinition, condition: Tensor | undefined): FlowProcess {
  const { name, base, backend, t0, t1, carrier, encoder = carrier, velocity, odeSolver, output } = definition;
  checkCondition(condition);
  const { eventShape } = base;
  const { sampleBatch, shapeOf, ...rowsOf } = rowsOfProcess({ base, backend }, condition);
  const run = <T>(tree: T): Promise<T> => evaluate(tree, { backend });

  const movePoints = async (
    start: Tensor,
    batch: Shape,
    { along = carrier, key, ...span }: Span & { readonly along?: Carrier; readonly key?: Key | undefined },
  ): Promise<FlowSolution<PointState>> => {
    const paths = along.stochastic && key ? foldIn(key, 1) : undefined;
    const carry = along.carry(span, { conditions: await run(rowsOf.conditions(batch)), key: paths });
    return solveFlow(backend, { carry, start: { x: start } });
  };

  /** Points given by the caller, evaluated and found finite. */
  const pointsOf = async (caller: string, x: Tensor, batch: Shape): Promise<Tensor> => {
    const points = await run(rowsOf.of(x, batch));
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
    { divergence = exactDivergence(), key, probesAlong, signal }: LogProbOptions,
  ): Promise<FlowSolution<LogDensityState>> => {
    if (divergence.probes > 0 && !key) throw needsKey(caller, divergence);
    if (!odeSolver) throw needsOdeSolver(caller, name);
    const along = stretchesOf(caller, probesAlong, odeSolver, { from, to });
    const conditions = await run(rowsOf.conditions(batch));
    const carry: Carry<LogDensityState> = async (state, { space, rows }) => {
      const part = { shape: [rows.count, ...eventShape], dtype: x.dtype };
      const drawn = rowsOf.densityOptions(part, { divergence, key, along, firstRow: rows.first });
      // Probes of many times are joined once, not in every step.
      const options = along ? await run(drawn) : drawn;
      const dynamics = densityDynamics(velocity, conditions && (await takeRows(conditions, rows)), options);
      return solve(dynamics, state, { t0: from, t1: to, method: odeSolver, space, signal });
    };
    const start = rowsOf.withDensity(x, divergence);
    const solution = await solveFlow(backend, { carry, start });
    await requireSuccess(caller, solution, shapeOf(batch));
    return solution;
  };

  const sampleWithStats: FlowProcess["sampleWithStats"] = async (shape, options) =>
    sampleAs("sampleWithStats", shape, options);
  const sampleAs = async (
    caller: string,
    shape: Shape,
    options = {} as SampleOptions,
  ): ReturnType<FlowProcess["sampleWithStats"]> => {
    checkOptions<SampleOptions>(caller, options, sampleOptions);
    const { key, signal } = options;
    checkSample(caller, shape, key);
    const batch = sampleBatch(shape);
    const { y, status, stats, rows } = await movePoints(rowsOf.drawNoise(batch, key), batch, {
      from: t0,
      to: t1,
      key,
      signal,
    });
    return { x: await onHostAs(y.x, shapeOf(batch)), status, stats, rows };
  };

  const estimateLogProb: FlowProcess["estimateLogProb"] = async (x, options = {}) => {
    checkOptions<LogProbOptions>("logProb", options, logProbOptions);
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
    traced: traceProcess(definition, condition),
    sample: async (shape, options) => {
      const report = await sampleAs("sample", shape, options);
      if (report.status !== "success") throw solveError("sample", report);
      return report.x;
    },
    logProb: async (x, options) => (await estimateLogProb(x, options)).logProb,
    sampleWithLogProb: async (shape, given = {} as SampleOptions) => {
      checkOptions<SampleOptions & LogProbOptions>("sampleWithLogProb", given, logProbOptions);
      const { key, ...options } = given;
      checkSample("sampleWithLogProb", shape, key);
      const batch = sampleBatch(shape);
      const noise = await run(rowsOf.drawNoise(batch, key));
      const start = { x: noise, batch, from: t0, to: t1 };
      const { y } = await moveWithDensity("sampleWithLogProb", start, { ...options, key: foldIn(key, 0) });
      const logProb = sub(base.logProb(noise), mean(y.logDensity, { axis: -1 }));
      return {
        x: await onHostAs(y.x, shapeOf(batch)),
        logProb: await run(reshape(logProb, batch)),
      };
    },
    encode: async (x, options = {}) => {
      checkOptions<EncodeOptions>("encode", options, encodeOptions);
      const { to = t0, ...rest } = options;
      return move("encode", x, { along: encoder, from: t1, to, ...rest });
    },
    decode: async (noise, options = {}) => {
      checkOptions<DecodeOptions>("decode", options, decodeOptions);
      const { from = t0, ...rest } = options;
      return move("decode", noise, { along: carrier, from, to: t1, ...rest });
    },
    trajectory: async (shape, options = {} as TrajectoryOptions) => {
      checkOptions<TrajectoryOptions>("trajectory", options, trajectoryOptions);
      const { key, times, signal } = options;
      checkSample("trajectory", shape, key);
      checkTimes(times, t0, t1);
      const batch = sampleBatch(shape);
      if (sizeOf(batch) === 0)
        return { t: [...times], x: await run(zeros([times.length, ...shapeOf(batch)])) };
      const solution = await movePoints(rowsOf.drawNoise(batch, key), batch, {
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
  return output
    ? transformOutput(process, output, { backend, eventNdim: eventShape.length })
    : remember(process, { definition, condition });
}

/** s/√n over the estimates of each row. */
function standardErrorOf(estimates: Tensor, divergence: DivergenceEstimator | undefined): Tensor {
  const count = divergence?.probes ?? 0;
  if (count === 0) return zeros(estimates.shape.slice(0, -1), estimates.dtype);
  const spread = sub(estimates, mean(estimates, { axis: -1, keepDims: true }));
  return sqrt(div(sum(square(spread), { axis: -1 }), count * (count - 1)));
}
