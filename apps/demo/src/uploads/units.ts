/** How rows of a file were moved and scaled to be learned: a value of the file is mean + scale · value of the flow. */
export interface Units {
  readonly mean: readonly [x: number, y: number];
  readonly scale: number;
}

/** What the numbers mean, for those who find them in a file. */
export const unitsText = "value of the file = mean + scale * value of the flow";

/**
 * Points of a flow in the units of the file that it learned, to eight digits of their scale: more a float32 does not have.
 *
 * @param points flat, `[rows, 2]`
 */
export const inUnits = (
  points: Float32Array | Float64Array,
  { mean, scale }: Units,
): Float64Array<ArrayBuffer> => {
  const decimals = Math.min(100, Math.max(0, 8 - Math.floor(Math.log10(scale))));
  return Float64Array.from(points, (value, i) => {
    const center = i % 2 === 0 ? mean[0] : mean[1];
    return Number((center + scale * value).toFixed(decimals));
  });
};

/**
 * The opposite: points of the file as the flow has them.
 *
 * @param points flat, `[rows, 2]`
 */
export const inFlow = (points: Float64Array, { mean, scale }: Units): Float32Array<ArrayBuffer> =>
  Float32Array.from(points, (value, i) => (value - (i % 2 === 0 ? mean[0] : mean[1])) / scale);
