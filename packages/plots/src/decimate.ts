/**
 * The indices of the points that a drawing of a line needs: of each run of points in the same column of pixels
 * the first, the lowest, the highest and the last, in their order. No extreme is lost and the picture is that of
 * all points.
 *
 * @param x - pixels, in the order of the line
 * @param y - pixels; a point with a y that is not finite is kept, since it breaks the line
 * @returns ascending indices, at most four for each run
 *
 * @example
 * decimate([0.1, 0.2, 0.3, 0.4, 0.5], [0, 9, 5, -9, 1]) // [0, 1, 3, 4]
 *
 * @see Jugel, Jerzak, Hackenbroich and Markl (2014), "M4: a visualization-oriented time series data aggregation"
 */
export const decimate = (x: ArrayLike<number>, y: ArrayLike<number>): number[] => {
  const kept: number[] = [];
  let start = 0;
  while (start < x.length) {
    const column = Math.floor(x[start]!);
    let low = start;
    let high = start;
    let end = start;
    const broken = !Number.isFinite(y[start]!);
    while (
      !broken &&
      end + 1 < x.length &&
      Math.floor(x[end + 1]!) === column &&
      Number.isFinite(y[end + 1]!)
    ) {
      end += 1;
      if (y[end]! < y[low]!) low = end;
      if (y[end]! > y[high]!) high = end;
    }
    kept.push(...[...new Set([start, low, high, end])].sort((a, b) => a - b));
    start = end + 1;
  }
  return kept;
};
