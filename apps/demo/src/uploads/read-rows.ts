import { readCsv, readNpy } from "@nami/datasets";
import { DataError } from "@nami/errors";
import { standardized } from "./standardized.js";
import type { Units } from "./units.js";

/** Rows of a file in the plane, and what a visitor should know of them. */
export interface UploadedRows {
  /** Flat, `[rows, 2]`, with mean 0 and mean square 1 over both coordinates. */
  readonly rows: Float32Array;
  /** The way back to the numbers of the file. */
  readonly units: Units;
  readonly text: string;
}

/** Largest file, fewest and most rows, and the largest number: its square is still finite. */
const [mostBytes, fewestRows, mostRows, largest] = [64 * 2 ** 20, 10, 500_000, 1e150];

/**
 * The first two columns of a csv or npy file, centred and scaled.
 *
 * @throws DataError for a file that is too large, holds something else, or has too few rows or columns
 */
export const readRows = async (file: File): Promise<UploadedRows> => {
  if (file.size > mostBytes)
    throw new DataError(
      `readRows: a file may have ${mostBytes / 2 ** 20} MiB, got ${(file.size / 2 ** 20).toFixed(1)}. Take fewer rows.`,
    );
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { values, columns } = valuesOf(bytes);
  const count = columns > 0 ? Math.min(mostRows, values.length / columns) : 0;
  if (columns < 2 || count < fewestRows)
    throw new DataError(
      `readRows: a file must have 2 columns and ${fewestRows} rows or more, got ${count} rows of ${columns}. Choose another file.`,
    );
  const rows = new Float64Array(2 * count);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < 2; k++) {
      const value = Number(values[i * columns + k]);
      if (!(Math.abs(value) <= largest))
        throw new DataError(
          `readRows: values must be finite and at most ${largest}, got ${value} in row ${i + 1}. Drop or mend the row.`,
        );
      rows[2 * i + k] = value;
    }
  const more = columns > 2 ? `, the first 2 of ${columns} columns` : "";
  return {
    ...standardized(rows),
    text: `${file.name}: ${count.toLocaleString("en")} rows${more}, centred and scaled`,
  };
};

/** An npy file by its first byte, which no text in UTF-8 has; else a csv file. */
const valuesOf = (bytes: Uint8Array): { readonly values: ArrayLike<number>; readonly columns: number } => {
  const { data, shape }: { readonly data: ArrayLike<number>; readonly shape: readonly number[] } =
    bytes[0] === 0x93 ? readNpy(bytes) : readCsv(bytes);
  if (shape.length !== 2)
    throw new DataError(
      `readRows: an array must have 2 axes, rows and columns, got ${shape.length}. Reshape it.`,
    );
  return { values: data, columns: shape[1]! };
};
