import { DataError, OptionError, ShapeError } from "@nami/errors";
import {
  evaluate,
  fromHost,
  type Key,
  type Shape,
  sameShape,
  showShape,
  Tensor,
  type TensorBackend,
  type TypedArray,
} from "@nami/tensor-backend";
import { describeValue, hasMethods } from "../describe-value.js";
import { inFloatsOf } from "./backend-floats.js";

/** Rows of data, with the condition of each where there are conditions. Axis 0 counts rows. */
export interface DataRows {
  readonly target: Tensor;
  readonly condition?: Tensor;
}

/**
 * Draws fresh rows for every step, on the host. Toy data of `@nami/datasets` are such. It may be asked for the rows of some steps
 * ahead: those of the next while a step computes, which are not used when the loop is left, and up to ten small steps run as one program.
 */
export interface DataSampler {
  sample(shape: Shape, options: { readonly key: Key }): Tensor | DataRows | Promise<Tensor | DataRows>;
}

/** What a trainer learns from. */
export type TrainingData = Tensor | DataRows | DataSampler;

/** Whether rows are drawn, not stored. */
export const isSampler = (data: TrainingData): data is DataSampler =>
  !(data instanceof Tensor) && hasMethods(data, "sample");

/** Rows and their conditions, if there are any. */
export const asRows = (data: Tensor | DataRows): DataRows =>
  data instanceof Tensor ? { target: data } : data;

/**
 * @param eventShape of the base distribution
 * @throws OptionError when data are neither tensors nor a sampler, ShapeError as {@link checkRows} does
 */
export function checkData(data: TrainingData, eventShape: Shape): void {
  if (isSampler(data)) return;
  const { target, condition } = data instanceof Tensor ? { target: data } : (data ?? {});
  if (!(target instanceof Tensor))
    throw new OptionError(
      `trainer: data must be a tensor, { target, condition } or a sampler, got ${describeValue(data)}. Pass tensor(rows) for an array of rows.`,
    );
  if (condition !== undefined && !(condition instanceof Tensor))
    throw new OptionError(
      `trainer: the condition of data must be a tensor, got ${describeValue(condition)}. Pass tensor(conditions).`,
    );
  checkRows(asRows(data), eventShape);
}

/**
 * @param eventShape of the base distribution, which the rows must have
 * @throws ShapeError when rows have another shape, are none, or conditions are not one for each
 */
export function checkRows({ target, condition }: DataRows, eventShape: Shape): void {
  const [count = 0, ...event] = target.shape;
  if (count < 1 || !sameShape(event, eventShape))
    throw new ShapeError(
      `trainer: data must have the shape [rows, ...eventShape] with eventShape ${showShape(eventShape)} of the base, got ${showShape(target.shape)}. Reshape the data, or choose the base to fit.`,
    );
  if (condition && condition.shape[0] !== count)
    throw new ShapeError(
      `trainer: there must be one condition for each of the ${count} rows, got ${showShape(condition.shape)}. Axis 0 counts rows.`,
    );
}

/** Stored rows, read once. */
export interface StoredRows {
  readonly count: number;
  /** The rows at these places, copied. */
  take(places: Int32Array): DataRows;
}

/**
 * Reads rows to the host and checks them.
 *
 * @throws DataError naming the first row with a NaN or an infinity
 */
export async function storedRows(data: DataRows, backend: TensorBackend): Promise<StoredRows> {
  const target = await readColumn("data", data.target, backend);
  const condition = data.condition && (await readColumn("condition", data.condition, backend));
  return {
    count: data.target.shape[0]!,
    take: (places) => ({ target: target(places), ...(condition && { condition: condition(places) }) }),
  };
}

async function readColumn(
  name: string,
  column: Tensor,
  backend: TensorBackend,
): Promise<(places: Int32Array) => Tensor> {
  const [count = 0, ...event] = column.shape;
  const known = await evaluate(inFloatsOf(backend, column), { backend });
  const { dtype } = known;
  const values = await known.data();
  const width = values.length / count;
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `trainer: ${name} must be finite, got ${values[bad]} in row ${Math.floor(bad / width)}. Drop or mend the row.`,
    );
  return (places) => {
    const rows = new (values.constructor as new (length: number) => TypedArray)(places.length * width);
    for (let row = 0, at = 0; row < places.length; row++)
      for (let from = places[row]! * width, end = from + width; from < end; ) rows[at++] = values[from++]!;
    return fromHost(rows, [places.length, ...event], dtype);
  };
}
