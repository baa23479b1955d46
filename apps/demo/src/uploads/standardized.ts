import type { Units } from "./units.js";

/** A spread that is so small beside the mean is that of rounding. */
const roundingSpread = 1e-12;

/**
 * Rows of the plane moved and scaled as a whole, so that they lie where a standard normal source can reach them; rows
 * without spread are moved alone.
 *
 * @param rows flat, `[rows, 2]`
 */
export const standardized = (
  rows: Float64Array,
): { readonly rows: Float32Array<ArrayBuffer>; readonly units: Units } => {
  const count = rows.length / 2;
  const first = [rows[0] ?? 0, rows[1] ?? 0] as const;
  // Counted from the first row: equal numbers then have their mean to the last bit.
  const [x, y] = sumsOf(rows, (value, i) => (value - first[i % 2]!) / count);
  const mean = [first[0] + x, first[1] + y] as const;
  const [squareX, squareY] = sumsOf(rows, (value, i) => (value - mean[i % 2]!) ** 2 / rows.length);
  const spread = Math.sqrt(squareX + squareY);
  const scale = spread > roundingSpread * Math.hypot(...mean) ? spread : 1;
  return {
    rows: Float32Array.from(rows, (value, i) => (value - mean[i % 2]!) / scale),
    units: { mean, scale },
  };
};

/** Sums of shares over both coordinates. */
const sumsOf = (
  rows: Float64Array,
  share: (value: number, i: number) => number,
): readonly [x: number, y: number] => {
  let [x, y] = [0, 0];
  for (let i = 0; i < rows.length; i += 2) {
    x += share(rows[i]!, i);
    y += share(rows[i + 1]!, i + 1);
  }
  return [x, y];
};
