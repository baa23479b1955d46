import { DataError } from "@nami/errors";
import type { Units } from "../uploads/units.js";

/** What text has as JSON; nothing where it is none. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isNumber = (value: unknown): value is number => Number.isFinite(value);

/**
 * The units of the file that a model has learned, where the metadata of its weights have them.
 *
 * @param words text by name
 * @throws DataError when they are no mean of as many coordinates and no scale above 0
 */
export const storedUnits = (words: ReadonlyMap<string, string>, dim: number): Units | undefined => {
  const [mean, scale] = [words.get("mean"), words.get("scale")];
  if (mean === undefined && scale === undefined) return undefined;
  const [center, size] = [parsed(mean ?? ""), Number(scale)];
  if (
    dim !== 2 ||
    !Array.isArray(center) ||
    center.length !== dim ||
    !center.every(isNumber) ||
    !(size > 0 && size < Infinity)
  )
    throw new DataError(
      `yourModel: mean and scale must be two numbers and one above 0, of a model of the plane, got ${JSON.stringify(mean?.slice(0, 40))} and ${JSON.stringify(scale?.slice(0, 40))}. Save the weights again.`,
    );
  return { mean: [center[0]!, center[1]!], scale: size };
};
