import { type DivergenceEstimator, exactDivergence, type LogDensityState } from "@nami/divergence";
import { OptionError } from "@nami/errors";
import type { Solution } from "@nami/solvers";
import {
  add, cast, div, evaluate, type FloatDType, foldIn, type Key, mean, reshape, type Shape, sizeOf, sqrt,
  square, stack, sub, sum, type Tensor, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { densityDynamics, pointDynamics } from "./flow-dynamics.js";
import type { FlowMatchingOptions } from "./flow-matching.js";
import type { FlowProcess, LogProbOptions } from "./flow-process.js";
import { reportOf, requireSuccess, solveError, solveFlow } from "./flow-solve.js";
import { batchCondition, batchShapeOf } from "./model.js";

/** The process of a flow under one condition, or none; see {@link FlowProcess}. */
export function bindFlow(
  { field, base, solver, backend, t0 = 1, t1 = 0 }: FlowMatchingOptions,
  condition: Tensor | undefined,
): FlowProcess {
  const { eventShape } = base;
  const engine = { backend, solver };
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
    condition && run(reshape(batchCondition(condition, batch), [sizeOf(batch), condition.shape.at(-1) ?? 1]));

  const movePoints = async <Result>(
    start: Tensor,
    batch: Shape,
    span: { readonly from: number; readonly to: number; readonly saveAt?: readonly number[] },
    finish: (solution: Solution<{ readonly x: Tensor }>) => Promise<Result>,
  ): Promise<Result> => {
    const derivative = pointDynamics(field, await conditionRows(batch));
    return solveFlow(engine, { derivative, start: { x: start }, ...span }, finish);
  };

  const move = (caller: string, x: Tensor, from: number, to: number): Promise<Tensor> => {
    const batch = batchShapeOf(caller, x, eventShape);
    return movePoints(rowsOf(x, batch), batch, { from, to }, async (solution) => {
      await requireSuccess(caller, solution, { shape: x.shape, backend });
      return run(reshape(solution.y.x, x.shape));
    });
  };

  /** The state carries one estimate for each probe. */
  const moveWithDensity = async <Result>(
    caller: string,
    {
      x,
      batch,
      from,
      to,
    }: { readonly x: Tensor; readonly batch: Shape; readonly from: number; readonly to: number },
    { divergence = exactDivergence(), key }: LogProbOptions,
    finish: (solution: Solution<LogDensityState>) => Promise<Result>,
  ): Promise<Result> => {
    if (divergence.probes > 0 && !key)
      throw new OptionError(
        `${caller}: ${divergence.name} needs a key for its probes, got none. Pass { divergence, key }.`,
      );
    const eventNdim = eventShape.length;
    const dtype: FloatDType = x.dtype === "float64" ? "float64" : "float32";
    const probes = key && divergence.drawProbes(key, x.shape, { eventNdim, dtype });
    const options = { estimator: divergence, eventNdim, ...(probes && { probes }) };
    const derivative = densityDynamics(field, await conditionRows(batch), options);
    const start = { x, logDensity: zeros([sizeOf(batch), Math.max(1, divergence.probes)], dtype) };
    return solveFlow(engine, { derivative, start, from, to }, async (solution) => {
      await requireSuccess(caller, solution, { shape: shapeOf(batch), backend });
      return finish(solution);
    });
  };

  const sampleWithStats: FlowProcess["sampleWithStats"] = async (shape, { key }) => {
    const batch = sampleBatch(shape);
    return movePoints(drawNoise(batch, key), batch, { from: t0, to: t1 }, async (solution) => ({
      x: await run(reshape(solution.y.x, shapeOf(batch))),
      ...reportOf(solution),
    }));
  };

  const estimateLogProb: FlowProcess["estimateLogProb"] = async (x, options = {}) => {
    const batch = batchShapeOf("logProb", x, eventShape);
    const start = { x: rowsOf(x, batch), batch, from: t1, to: t0 };
    return moveWithDensity("logProb", start, options, async ({ y, stats }) => {
      const logProb = reshape(add(base.logProb(y.x), mean(y.logDensity, { axis: -1 })), batch);
      const standardError = reshape(standardErrorOf(y.logDensity, options.divergence), batch);
      return { ...(await run({ logProb, standardError })), probes: options.divergence?.probes ?? 0, stats };
    });
  };

  return Object.freeze<FlowProcess>({
    sampleWithStats,
    estimateLogProb,
    sample: async (shape, options) => {
      const report = await sampleWithStats(shape, options);
      if (report.status !== "success") throw solveError("sample", report);
      return report.x;
    },
    logProb: async (x, options) => (await estimateLogProb(x, options)).logProb,
    sampleWithLogProb: async (shape, { key, ...options }) => {
      const batch = sampleBatch(shape);
      const noise = await run(drawNoise(batch, key));
      const start = { x: noise, batch, from: t0, to: t1 };
      return moveWithDensity(
        "sampleWithLogProb",
        start,
        { ...options, key: foldIn(key, 0) },
        async ({ y }) => {
          const logProb = sub(base.logProb(noise), mean(y.logDensity, { axis: -1 }));
          return run({ x: reshape(y.x, shapeOf(batch)), logProb: reshape(logProb, batch) });
        },
      );
    },
    encode: (x) => move("encode", x, t1, t0),
    decode: (noise) => move("decode", noise, t0, t1),
    trajectory: async (shape, { key, times }) => {
      if (times.length === 0)
        throw new OptionError(
          `trajectory: there must be at least one time, got none. Pass { times: [${t0}, ${t1}] }.`,
        );
      const batch = sampleBatch(shape);
      return movePoints(
        drawNoise(batch, key),
        batch,
        { from: t0, to: t1, saveAt: times },
        async (solution) => {
          await requireSuccess("trajectory", solution, { shape: shapeOf(batch), backend });
          const x = stack(solution.saved.map(({ y }) => reshape(y.x, shapeOf(batch))));
          return { t: solution.saved.map(({ t }) => t), x: await run(x) };
        },
      );
    },
  });
}

/** s/√n over the estimates of each row. */
function standardErrorOf(estimates: Tensor, divergence: DivergenceEstimator | undefined): Tensor {
  const count = divergence?.probes ?? 0;
  if (count === 0) return zeros(estimates.shape.slice(0, -1), estimates.dtype);
  const spread = sub(estimates, mean(estimates, { axis: -1, keepDims: true }));
  return sqrt(div(sum(square(spread), { axis: -1 }), count * (count - 1)));
}
