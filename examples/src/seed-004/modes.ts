/** How samples lie around the modes of their target. */
export interface ModeStatistics {
  /** Root mean square of the distance to the nearest mode. */
  readonly rms: number;
  /** The share of the samples for each mode that is their nearest. */
  readonly shares: readonly number[];
}

/**
 * @param points flat, `x₀ y₀ x₁ y₁ …`
 * @param modes their places
 */
export const modeStatistics = (
  points: ArrayLike<number>,
  modes: readonly (readonly [number, number])[],
): ModeStatistics => {
  const counts = modes.map(() => 0);
  const rows = points.length / 2;
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const squares = modes.map(([x, y]) => (points[2 * i]! - x) ** 2 + (points[2 * i + 1]! - y) ** 2);
    const least = Math.min(...squares);
    sum += least;
    counts[squares.indexOf(least)]! += 1;
  }
  return { rms: Math.sqrt(sum / rows), shares: counts.map((count) => count / rows) };
};
