import { DataError, OptionError, ShapeError } from "@nami/errors";
import {
  broadcastTo,
  evaluate,
  isFloat,
  type Numeric,
  type Shape,
  showShape,
  sizeOf,
  Tensor,
  type TensorBackend,
} from "@nami/tensor-backend";

/**
 * The field that is looked at: any function of points and times, such as `field.with(params)` of `@nami/models`.
 *
 * x is `[batch…, event…]`, t `[batch…]`, the condition `[batch…, features]`; the result has the shape of x.
 */
export interface DiagnosedModel {
  (x: Tensor, t: Tensor, condition?: Tensor): Tensor;
  /** Shape of one point; its last axis alone when left out. */
  readonly eventShape?: Shape;
  /** The model's own formula of ∇·v, `[batch…]`. */
  readonly divergence?: (x: Tensor, t: Tensor, condition?: Tensor) => Tensor;
}

/** Points and times of a model, taken apart. */
export interface Points {
  readonly batch: Shape;
  readonly event: Shape;
}

/**
 * The batch and the event of points.
 *
 * @throws OptionError when the model is no function or x is not of floats; ShapeError when it does not end in the model's event, or is empty
 */
export function pointsOf(caller: string, model: DiagnosedModel, x: Tensor): Points {
  if (typeof model !== "function")
    throw new OptionError(
      `${caller}: the model must be a function (x, t, condition?) => v, got ${typeof model}. Pass field.with(params).`,
    );
  if (!(x instanceof Tensor))
    throw new OptionError(`${caller}: points must be a Tensor, got ${typeof x}. Pass tensor(rows).`);
  const ndim = model.eventShape?.length ?? 1;
  const event = x.shape.slice(Math.max(0, x.shape.length - ndim));
  const expected = model.eventShape ?? event;
  if (x.shape.length < ndim || event.some((size, i) => size !== expected[i]))
    throw new ShapeError(
      `${caller}: points must end in the event shape ${model.eventShape ? showShape(model.eventShape) : "[d]"}, got ${showShape(x.shape)}. Put the batch axes first.`,
    );
  if (!isFloat(x.dtype))
    throw new OptionError(`${caller}: points must be floats, got ${x.dtype}. Use cast(x, "float32").`);
  if (x.size === 0)
    throw new ShapeError(
      `${caller}: there must be at least one point, got shape ${showShape(x.shape)}. Pass some points.`,
    );
  return { batch: x.shape.slice(0, x.shape.length - ndim), event };
}

/**
 * Points with their values on the host, which are finite.
 *
 * @throws DataError naming the first row that is not
 */
export async function finitePoints(
  caller: string,
  x: Tensor,
  { batch, event }: Points,
  backend: TensorBackend,
): Promise<Tensor> {
  const points = await evaluate(x, { backend });
  const values = await points.data();
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return points;
  const row = placeIn(batch, Math.floor(bad / sizeOf(event)));
  throw new DataError(
    `${caller}: points must be finite, got ${values[bad]} in row ${row}. Remove the row, or look at the solve that made it.`,
  );
}

/** The index of a row: a number for one batch axis, else as a list. */
function placeIn(batch: Shape, row: number): string {
  const place = batch.map((size, i) => Math.floor(row / sizeOf(batch.slice(i + 1))) % size);
  return place.length > 1 ? `[${place.join(", ")}]` : String(row);
}

/**
 * Time for each point.
 *
 * @throws OptionError when it is none; ShapeError when it has more axes than the batch; DataError when a time is not finite
 */
export async function finiteTime(
  caller: string,
  t: Numeric,
  batch: Shape,
  backend: TensorBackend,
): Promise<Tensor> {
  if (typeof t !== "number" && !(t instanceof Tensor))
    throw new OptionError(
      `${caller}: t must be a number or a Tensor, got ${typeof t}. Pass for example 0.5.`,
    );
  if (typeof t !== "number" && t.shape.length > batch.length)
    throw new ShapeError(
      `${caller}: t must be a number or have the batch shape ${showShape(batch)}, got ${showShape(t.shape)}. Drop the event axes.`,
    );
  const times = broadcastTo(t, batch);
  const values = typeof t === "number" ? [t] : await (await evaluate(times, { backend })).data();
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return times;
  const place = values.length > 1 ? ` in row ${placeIn(batch, bad)}` : "";
  throw new DataError(`${caller}: times must be finite, got ${values[bad]}${place}. Pass for example 0.5.`);
}

/** The model at points, with its condition repeated over the batch axes that it lacks. */
export function conditioned(
  model: (x: Tensor, t: Tensor, condition?: Tensor) => Tensor,
  condition: Tensor | undefined,
  batch: Shape,
): (x: Tensor, t: Tensor) => Tensor {
  if (!condition) return (x, t) => model(x, t);
  const features = broadcastTo(condition, [...batch, ...condition.shape.slice(-1)]);
  return (x, t) => model(x, t, features);
}
