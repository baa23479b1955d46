import type { SamplingFloor } from "./sampling-floor.js";

/** A distance between point sets. */
export interface SetDistance {
  /** The root of the square; 0 where an estimate without bias is below 0. */
  readonly distance: number;
  readonly squared: number;
  /** With the option `floor`. */
  readonly samplingFloor?: SamplingFloor;
}

/** A squared distance as a record. */
export function setDistance(squared: number, samplingFloor?: SamplingFloor): SetDistance {
  return Object.freeze({
    distance: Math.sqrt(Math.max(0, squared)),
    squared,
    ...(samplingFloor && { samplingFloor }),
  });
}
