import type { Arrows, Motion } from "../session/protocol.js";

/** Two neighbouring frames, and how far between them a place is. */
interface Between {
  readonly before: number;
  readonly after: number;
  readonly share: number;
}

/** @param place from 0 at the first frame to 1 at the last */
const between = (frames: number, place: number): Between => {
  const at = Math.min(1, Math.max(0, place)) * (frames - 1);
  const before = Math.min(frames - 1, Math.floor(at));
  return { before, after: Math.min(frames - 1, before + 1), share: at - before };
};

const mixed = (values: Float32Array, frames: number, place: number): Float32Array => {
  const { before, after, share } = between(frames, place);
  const size = values.length / frames;
  const result = values.slice(before * size, (before + 1) * size);
  if (share > 0)
    for (let i = 0; i < size; i++) result[i] = result[i]! + share * (values[after * size + i]! - result[i]!);
  return result;
};

/**
 * Where the particles are.
 *
 * @param place 0 at the noise, 1 at the data
 */
export const positionsAt = ({ positions, times }: Motion, place: number): Float32Array =>
  mixed(positions, times.length, place);

/** The velocities on the grid: flat, `[side², 2]`. */
export const velocitiesAt = ({ velocities, times }: Arrows, place: number): Float32Array =>
  mixed(velocities, times.length, place);

/** The time at a place. */
export const timeAt = (times: Float32Array, place: number): number =>
  mixed(times, times.length, place)[0] ?? 0;

/** The number of the frame nearest to a place. */
export const nearestFrame = (frames: number, place: number): number => {
  const { before, share } = between(frames, place);
  return before + Math.round(share);
};
