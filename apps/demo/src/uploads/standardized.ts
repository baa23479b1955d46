/** Rows of the plane moved and scaled as a whole, so that they lie where a standard normal source can reach them. */
export const standardized = (rows: Float32Array): Float32Array => {
  const count = rows.length / 2;
  const mean = [0, 0];
  for (let i = 0; i < rows.length; i++) mean[i % 2]! += rows[i]! / count;
  let square = 0;
  for (let i = 0; i < rows.length; i++) square += (rows[i]! - mean[i % 2]!) ** 2 / rows.length;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 1;
  return rows.map((value, i) => (value - mean[i % 2]!) * scale);
};
