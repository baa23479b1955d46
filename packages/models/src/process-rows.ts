import type { DivergenceEstimator, LogDensityOptions, LogDensityState } from "@nami/divergence";
import {
  cast,
  type FloatDType,
  type Key,
  reshape,
  type Shape,
  sizeOf,
  type Tensor,
  zeros,
} from "@nami/tensor-backend";
import { batchCondition } from "./model.js";
import type { ProcessDefinition } from "./process-definition.js";

/** How batches of a process become rows, as formulas. */
export interface ProcessRows {
  /** The axes of samples before the event: those asked for, then those of the condition. */
  sampleBatch(shape: Shape): Shape;
  shapeOf(batch: Shape): Shape;
  /** Noise of the base, `[rows, event…]`. */
  drawNoise(batch: Shape, key: Key): Tensor;
  /** Points as rows, in the float type of the backend. */
  of(x: Tensor, batch: Shape): Tensor;
  /** The condition of each row, repeated over the sample shape. */
  conditions(batch: Shape): Tensor | undefined;
  /** Rows with no change of log-density yet: one number for each probe. */
  withDensity(x: Tensor, divergence: DivergenceEstimator): LogDensityState;
  /** How the divergence of rows is computed, with its probes drawn. */
  densityOptions(
    x: Pick<Tensor, "shape" | "dtype">,
    divergence: DivergenceEstimator,
    key: Key | undefined,
    firstRow?: number,
  ): LogDensityOptions;
}

/** The rows of a process under a condition. */
export function rowsOfProcess(
  { base, backend }: Pick<ProcessDefinition, "base" | "backend">,
  condition: Tensor | undefined,
): ProcessRows {
  const { eventShape } = base;
  const ownDType: FloatDType = backend.dtypes.has("float32") ? "float32" : "float64";
  const eventNdim = eventShape.length;
  return {
    sampleBatch: (shape) => [...shape, ...(condition?.shape.slice(0, -1) ?? [])],
    shapeOf: (batch) => [...batch, ...eventShape],
    drawNoise: (batch, key) => base.sample([sizeOf(batch)], { key, dtype: ownDType }),
    of: (x, batch) =>
      reshape(cast(x, x.dtype === "float64" ? "float64" : ownDType), [sizeOf(batch), ...eventShape]),
    conditions: (batch) =>
      condition &&
      reshape(batchCondition("bind", condition, batch), [sizeOf(batch), condition.shape.at(-1) ?? 1]),
    withDensity: (x, { probes }) => ({
      x,
      logDensity: zeros([x.shape[0]!, Math.max(1, probes)], floatOf(x)),
    }),
    densityOptions: ({ shape, dtype }, divergence, key, firstRow = 0) => {
      const draw = { eventNdim, dtype: floatOf({ dtype }), firstRow };
      const probes = key && divergence.drawProbes(key, shape, draw);
      return { estimator: divergence, eventNdim, ...(probes && { probes }) };
    },
  };
}

const floatOf = ({ dtype }: Pick<Tensor, "dtype">): FloatDType =>
  dtype === "float64" ? "float64" : "float32";
