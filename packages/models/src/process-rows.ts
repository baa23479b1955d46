import type { DivergenceEstimator, LogDensityState } from "@nami/divergence";
import {
  cast,
  type FloatDType,
  foldIn,
  type Key,
  reshape,
  type Shape,
  sizeOf,
  stack,
  type Tensor,
  zeros,
} from "@nami/tensor-backend";
import type { DensityOptions } from "./flow-dynamics.js";
import { batchCondition } from "./model.js";
import type { ProcessDefinition } from "./process-definition.js";

/** What decides the probes of some rows. */
export interface ProbeDraw {
  readonly divergence: DivergenceEstimator;
  readonly key: Key | undefined;
  /** Draws them anew along the way. */
  readonly along?: DensityOptions["along"];
  readonly firstRow?: number;
}

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
  /** How the divergence of rows is computed, with its probes drawn: `[rows, probes, event…]`, or with an axis of times before. */
  densityOptions(x: Pick<Tensor, "shape" | "dtype">, draw: ProbeDraw): DensityOptions;
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
    densityOptions: ({ shape, dtype }, { divergence, key, along, firstRow = 0 }) => {
      const options = { estimator: divergence, eventNdim, ...(along && { along }) };
      if (!key || divergence.probes === 0) return options;
      const draw = { eventNdim, dtype: floatOf({ dtype }), firstRow };
      const drawn = (from: Key): Tensor => divergence.drawProbes(from, shape, draw)!;
      // Folded: with the same key, normal probes would be the very noise that the points came from.
      const own = foldIn(key, 2);
      const times = Array.from({ length: along?.count ?? 0 }, (_, i) => drawn(foldIn(own, i)));
      return { ...options, probes: along ? stack(times) : drawn(own) };
    },
  };
}

const floatOf = ({ dtype }: Pick<Tensor, "dtype">): FloatDType =>
  dtype === "float64" ? "float64" : "float32";
