/**
 * Rows to compute with when at most half of them have a step: those and, up to half of all rows (or a quarter, …), others, so
 * that programs see few shapes.
 *
 * @param steps 0 in rows without a step
 * @returns row numbers, ascending
 */
export function rowsToKeep(steps: Float64Array): Int32Array {
  const left = steps.reduce((count, h) => count + (h !== 0 ? 1 : 0), 0);
  let size = steps.length;
  while (size > 1 && left <= size >> 1) size = (size + 1) >> 1;
  let spare = size - left;
  const kept: number[] = [];
  steps.forEach((h, row) => {
    if (h !== 0 || spare-- > 0) kept.push(row);
  });
  return Int32Array.from(kept);
}
