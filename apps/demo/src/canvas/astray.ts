import type { Motion } from "../session/protocol.js";

/** Whether most points end outside of the picture, or nowhere. */
export const isAstray = ({ positions, particles }: Motion, halfWidth: number): boolean => {
  const ends = positions.subarray(positions.length - 2 * particles);
  let inside = 0;
  for (let i = 0; i < ends.length; i += 2)
    if (Math.abs(ends[i]!) <= halfWidth && Math.abs(ends[i + 1]!) <= halfWidth) inside++;
  return particles > 0 && inside < particles / 2;
};
