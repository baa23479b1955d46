/**
 * How straight some ways are: the sum of their displacements over the sum of their lengths, 1 when all are straight.
 *
 * @param positions `[frames, count, 2]`
 */
export const straightnessOf = (positions: Float32Array, count: number): number => {
  const stride = 2 * count;
  const distance = (a: number, b: number): number =>
    Math.hypot(positions[a]! - positions[b]!, positions[a + 1]! - positions[b + 1]!);
  let [displaced, travelled] = [0, 0];
  for (let at = 0; at < stride; at += 2) {
    displaced += distance(at, at + positions.length - stride);
    for (let from = at; from + stride < positions.length; from += stride)
      travelled += distance(from, from + stride);
  }
  return travelled > 0 ? displaced / travelled : 1;
};
