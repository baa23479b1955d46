import type { StoredTensor } from "@nami/training";

/** Tensors by name. */
export type Results = ReadonlyMap<string, StoredTensor>;

/** Results may differ by this much, in units of the largest value of their tensor. */
export const tolerance = 1e-4;

/**
 * The largest difference of two sets of results, each tensor in units of its largest value.
 *
 * @throws Error when names or shapes differ, or a value is not finite
 */
export function differenceOf(results: Results, expected: Results): number {
  if ([...results.keys()].sort().join() !== [...expected.keys()].sort().join())
    throw new Error(`agreement: results must be ${[...expected.keys()]}, got ${[...results.keys()]}.`);
  let largest = 0;
  for (const [name, { shape, values }] of expected) {
    const found = results.get(name)!;
    if (found.values.length !== values.length)
      throw new Error(`agreement: ${name} must have shape ${shape}, got ${found.shape}.`);
    let scale = 0;
    let gap = 0;
    values.forEach((value, i) => {
      const other = found.values[i]!;
      if (!Number.isFinite(value) || !Number.isFinite(other))
        throw new Error(`agreement: ${name} must be finite, got ${other} and ${value} at ${i}.`);
      scale = Math.max(scale, Math.abs(value));
      gap = Math.max(gap, Math.abs(other - value));
    });
    largest = Math.max(largest, gap / (scale || 1));
  }
  return largest;
}
