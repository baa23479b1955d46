import { OptionError, ShapeError } from "@nami/errors";
import { isIndex } from "./key.js";

/** Floating-point dtypes a draw can be asked for. */
export type FloatDType = "float32" | "float64";

/** Which rows of the endless draw of a key to give back. */
export interface RowOptions {
  /**
   * Number of the first row, an integer of 0 or more (default 0). Rows run over the first axis of the shape:
   * `[5, 2]` from row 3 is rows 3 to 7 of `[100, 2]`. A shape of `[]` is one row of one entry.
   */
  readonly firstRow?: number;
}

/** Options of a draw of floating-point numbers. */
export interface FloatOptions extends RowOptions {
  /** Element type of the result (default "float32"). Both dtypes give the same numbers, float32 rounded. */
  readonly dtype?: FloatDType;
}

/** A contiguous run of the entries of a draw: entry `first + i` of the stream is entry `i` of the result. */
export interface EntryRange {
  readonly first: number;
  readonly length: number;
}

/**
 * Where the rows of a draw lie in the endless stream of entries of its key: row `r` of size `s` is entries
 * `r s … r s + s − 1`. Therefore it depends on the key, `r` and `s` only.
 *
 * @throws ShapeError when an axis is not a non-negative integer
 * @throws OptionError when `firstRow` is not one, or entries lie beyond 2⁵³
 */
export function entryRange(caller: string, shape: readonly number[], firstRow: number): EntryRange {
  if (!Array.isArray(shape) || !shape.every(isIndex)) {
    throw new ShapeError(
      `${caller}: shape must be an array of non-negative integers, got ${JSON.stringify(shape)}. Pass for example [1000, 2].`,
    );
  }
  if (!isIndex(firstRow)) {
    throw new OptionError(
      `${caller}: firstRow must be a non-negative safe integer, got ${String(firstRow)}. Pass the number of the first row.`,
    );
  }
  const rowSize = shape.slice(1).reduce((product, axis) => product * axis, 1);
  const rows = shape[0] ?? 1;
  if (!isIndex((firstRow + rows) * rowSize)) {
    throw new OptionError(
      `${caller}: entries must lie below 2^53, got rows ${firstRow} to ${firstRow + rows} of ${rowSize} entries. Fold another number into the key instead.`,
    );
  }
  return { first: firstRow * rowSize, length: rows * rowSize };
}

/** @throws OptionError when a dtype is not a floating-point one */
export function floatArray(caller: string, dtype: FloatDType, length: number): Float32Array | Float64Array {
  if (dtype === "float32") return new Float32Array(length);
  if (dtype === "float64") return new Float64Array(length);
  throw new OptionError(
    `${caller}: dtype must be "float32" or "float64", got ${JSON.stringify(dtype)}. Use randint for integers.`,
  );
}
