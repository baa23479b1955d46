import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import {
  type Key,
  normal,
  reshape,
  type Shape,
  sameShape,
  showShape,
  type Tensor,
} from "@nami/tensor-backend";

/** Floating dtypes of samples. */
export type SampleDType = "float32" | "float64";

/** Options of {@link Distribution.sample}. */
export interface SampleOptions {
  /** Decides the sample. Inside a compiled function, a key argument of it. */
  readonly key: Key;
  /**
   * Number of the first row (default 0). Row i of a sample, along the first axis of its shape, depends on the key and
   * on i only. Inside a compiled function it may be a number argument of it.
   */
  readonly firstRow?: number | Tensor;
  /** Default `"float32"`, or what the distribution was made with. */
  readonly dtype?: SampleDType;
}

/** A distribution over arrays of one shape, with an exact density. */
export interface Distribution {
  /** Shape of one event. */
  readonly eventShape: readonly number[];
  /**
   * Independent draws, of shape `[...shape, ...eventShape]`. With a concrete key it is called outside of compiled
   * functions; what comes back may be an unevaluated tensor.
   */
  sample(shape: Shape, options: SampleOptions): Tensor;
  /** ln p(x) in nats, summed over the event: `[..., ...eventShape]` to `[...]`. */
  logProb(x: Tensor): Tensor;
  /** ∇ₓ ln p(x), in the shape of x. */
  score(x: Tensor): Tensor;
}

/** @throws ShapeError when the last axes of x are not the event */
export function checkEvent(name: string, x: Tensor, eventShape: Shape): void {
  const rank = eventShape.length;
  if (x.shape.length < rank || !sameShape(x.shape.slice(x.shape.length - rank), eventShape))
    throw new ShapeError(
      `${name}: the last axes must be the event ${showShape(eventShape)}, got ${showShape(x.shape)}. Reshape x to [..., ${eventShape.join(", ")}].`,
    );
}

/** @throws OptionError when a shape is not an array (a number, for one) of non-negative integers */
export function checkShape(name: string, shape: unknown): void {
  if (!Array.isArray(shape))
    throw new OptionError(
      `${name} must be an array, got ${String(shape)}. Pass for example [${typeof shape === "number" ? shape : 2}].`,
    );
  const sizes: readonly unknown[] = shape;
  if (!sizes.every((size) => Number.isSafeInteger(size) && Number(size) >= 0))
    throw new OptionError(
      `${name} must hold non-negative integers, got [${sizes.join(", ")}]. Pass for example [2].`,
    );
}

/**
 * The options of a draw, with the dtype of the distribution where none is asked for.
 *
 * @throws OptionError for an option that nobody reads
 */
export function drawOptions(
  options: SampleOptions,
  ownDType: SampleDType,
): SampleOptions & { readonly dtype: SampleDType } {
  checkOptions<SampleOptions>("sample", options, { key: true, firstRow: true, dtype: true });
  return { ...options, dtype: options.dtype ?? ownDType };
}

/** The last `count` axes, for a reduction over the event. */
export function lastAxes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i - count);
}

/**
 * Draws of shape `[...shape, ...eventShape]` whose rows run over the first axis of `shape`; an empty shape is one row.
 *
 * @param draw one of the draws of tensor-backend
 */
export function drawRows(
  shape: Shape,
  eventShape: Shape,
  { key, firstRow = 0, dtype = "float32" }: SampleOptions,
  draw: typeof normal = normal,
): Tensor {
  checkShape("sample: shape", shape);
  const options = { firstRow, dtype };
  if (shape.length || firstRow === 0) return draw(key, [...shape, ...eventShape], options);
  return reshape(draw(key, [1, ...eventShape], options), eventShape);
}
