import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import {
  type FloatDType,
  isFloat,
  isTraced,
  type Key,
  onHost,
  reshape,
  type Shape,
  showShape,
  type Tensor,
  type Tree,
  treeMap,
} from "@nami/tensor-backend";

/** Options of a toy's `sample`. */
export interface ToySampleOptions {
  /** Decides the sample. Inside a compiled function, a key argument of it. */
  readonly key: Key;
  /**
   * Number of the first row, default 0. Row i of a sample, along the first axis of its shape, depends on the key and
   * on i only, so a large sample can be drawn in parts.
   */
  readonly firstRow?: number | Tensor;
  /** Default `"float32"`. */
  readonly dtype?: FloatDType;
}

/** A distribution of points in the plane to try models on. */
export interface Toy {
  readonly name: string;
  readonly eventShape: readonly [2];
  /**
   * Independent points.
   *
   * @param shape a number of points, or a shape
   * @returns `[n, 2]`, or `[...shape, 2]`; may be unevaluated: read it with `evaluate`, or feed it to a compiled
   * function as it is
   */
  sample(shape: Shape | number, options: ToySampleOptions): Tensor;
  /** ln p(x) in nats, `[..., 2]` to `[...]`, for toys whose density is known. */
  logProb?(x: Tensor): Tensor;
  /** −E ln p in nats: what the mean negative log-likelihood of a perfect model is. */
  readonly entropy?: number;
}

/** A toy with an exact density. */
export interface DensityToy extends Toy {
  logProb(x: Tensor): Tensor;
  readonly entropy: number;
}

/** A toy as a mixture of round normal distributions: options of `gaussianMixture` of `@nami/distributions`. */
export interface ToyMixture {
  /** k positive numbers with sum 1. */
  readonly weights: readonly number[];
  /** k points. */
  readonly means: readonly (readonly [number, number])[];
  /** k equal variances. */
  readonly variances: readonly number[];
}

/** A toy with an exact density that is a mixture of normal distributions, along curves or at points. */
export interface MixtureToy extends DensityToy {
  /**
   * The mixture that `logProb` evaluates (for curves: the nodes of a quadrature along them). A mixture stays one under
   * noise, so `gaussianMixture(toy.mixture).marginal(schedule)` is the exact velocity that a flow should learn.
   */
  readonly mixture: ToyMixture;
}

/** The event of every toy. */
export const planar: readonly [2] = Object.freeze([2]);

/** The batch shape of a sample. */
function batchOf(name: string, shape: Shape | number): Shape {
  const batch = typeof shape === "number" ? [shape] : shape;
  const odd = batch.find((size) => !Number.isSafeInteger(size) || size < 0);
  if (odd !== undefined)
    throw new ShapeError(
      `${name}.sample: the shape must be made of non-negative integers, got ${showShape(batch)}. Pass for example 1000.`,
    );
  return batch;
}

/** Sizes and options of the draws of a toy. */
export interface ToyRows {
  /** The batch shape, of at least one axis. */
  readonly rows: Shape;
  readonly draws: { readonly firstRow: number | Tensor; readonly dtype: FloatDType };
}

/**
 * Draws of `[...shape, features]`: with values at once for a concrete key, part of the trace for a traced one.
 *
 * @param draw gives tensors `[...rows, features]`
 */
export function drawRows<T extends Tree<Tensor>>(
  name: string,
  shape: Shape | number,
  options: ToySampleOptions,
  draw: (rows: ToyRows) => T,
): T {
  checkOptions<ToySampleOptions>(`${name}.sample`, options, { key: true, firstRow: true, dtype: true });
  const { key, firstRow = 0, dtype = "float32" } = options;
  const batch = batchOf(name, shape);
  const drawn = draw({ rows: batch.length ? batch : [1], draws: { firstRow, dtype } });
  const shaped = treeMap((x) => reshape(x, [...batch, x.shape.at(-1)!]), drawn);
  return isTraced(key) ? shaped : onHost(shaped);
}

/** @throws ShapeError when x does not end in points of the plane; OptionError when it is not of floats */
export function checkPoints(name: string, x: Tensor): void {
  if (x.shape.at(-1) !== 2)
    throw new ShapeError(
      `${name}.logProb: the last axis must have the 2 coordinates of a point, got shape ${showShape(x.shape)}. Reshape x to [..., 2].`,
    );
  if (!isFloat(x.dtype))
    throw new OptionError(`${name}.logProb: points must be floats, got ${x.dtype}. Use cast(x, "float32").`);
}

/** @throws OptionError when a number is not positive and finite */
export function checkPositive(caller: string, option: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new OptionError(
      `${caller}: ${option} must be positive and finite, got ${String(value)}. Pass for example ${option}: 0.1.`,
    );
}
