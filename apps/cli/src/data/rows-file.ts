import { readCsv, readNpy, writeNpy } from "@nami/datasets";
import { DataError } from "@nami/errors";
import { showShape, type Tensor, type TypedArray, tensor } from "@nami/tensor-backend";
import { readBytes, writeBytes } from "./file-bytes.js";

/** What a file says of itself by its name: everything but tables of text is an npy file. */
const isCsv = (path: string): boolean => /\.(csv|tsv)$/i.test(path);

/** Numbers of a file, and how they lie. */
export interface NumberArray {
  readonly data: TypedArray;
  readonly shape: readonly number[];
}

/**
 * @param content what the file must hold
 * @throws DataError that names the file, whatever is wrong with it
 */
export const readArray = (caller: string, path: string, content: string): NumberArray => {
  const bytes = readBytes(caller, path);
  try {
    return isCsv(path) ? readCsv(bytes) : readNpy(bytes);
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    const reason = cause.message.replace(/^read(Csv|Npy): /, "");
    throw new DataError(`${caller}: ${path} must hold ${content}, got an error: ${reason}`, { cause });
  }
};

/**
 * Rows of points from an npy file, or from a csv or tsv file of numbers, checked.
 *
 * @param options.dim coordinates that each row must have, where that is known
 * @returns `[rows, dim]` in float32
 * @throws DataError when the file can't be read, is not of shape `[rows, dim]`, is empty, or holds a number that is not
 * finite, whose row is named
 */
export const readRows = (caller: string, path: string, { dim }: { readonly dim?: number } = {}): Tensor => {
  const { data, shape } = readArray(caller, path, "rows of numbers");
  const [rows = 0, width = 0] = shape;
  if (shape.length !== 2 || rows === 0 || width === 0 || (dim !== undefined && width !== dim))
    throw new DataError(
      `${caller}: ${path} must hold rows of points, [rows, ${dim ?? "dim"}], got shape ${showShape(shape)}. Reshape it before saving.`,
    );
  const values = Float32Array.from(data);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `${caller}: ${path} must hold finite numbers, got ${data[bad]} in row ${Math.floor(bad / width)}, column ${bad % width}. Drop or mend the row.`,
    );
  return tensor(values, [rows, width]);
};

/** Writes an array as an npy file. */
export const writeArray = (
  caller: string,
  path: string,
  { data, shape }: { readonly data: TypedArray; readonly shape: readonly number[] },
): void => writeBytes(caller, path, writeNpy({ data, shape }));
