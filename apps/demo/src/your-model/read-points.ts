import { readCsv, readNpy } from "@nami/datasets";
import { DataError } from "@nami/errors";
import { inFlow, type Units } from "../uploads/units.js";

/** Largest file, and most points. */
const [mostBytes, mostPoints] = [32 * 2 ** 20, 100_000];

/**
 * Points of a text, or of a csv or npy file, in as many coordinates as a model has.
 *
 * @param units those of the points, where the model has others
 * @returns flat, `[rows, dim]`, as the model has them
 * @throws DataError from the readers, or when rows have another length or are too many
 */
export const readPoints = async (
  points: string | File,
  dim: number,
  units: Units | undefined,
): Promise<Float32Array> => {
  const size = typeof points === "string" ? points.length : points.size;
  if (size > mostBytes)
    throw new DataError(
      `readPoints: points may take ${mostBytes / 2 ** 20} MiB, got ${(size / 2 ** 20).toFixed(1)}. Take fewer.`,
    );
  const file = typeof points === "string" ? points : new Uint8Array(await points.arrayBuffer());
  const { data, shape }: { readonly data: ArrayLike<number>; readonly shape: readonly number[] } =
    file[0] === 0x93 ? readNpy(file as Uint8Array) : readCsv(file);
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || columns !== dim || rows < 1 || rows > mostPoints)
    throw new DataError(
      `readPoints: there must be 1 to ${mostPoints} points of ${dim} coordinates, got shape [${shape.join(", ")}]. Write one point a line.`,
    );
  const values = units ? inFlow(Float64Array.from(data), units) : Float32Array.from(data);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `readPoints: points must be finite, got ${values[bad]} in row ${Math.floor(bad / dim) + 1}. Mend the row.`,
    );
  return values;
};
