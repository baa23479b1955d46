/** Mean of a sample. */
export function mean(sample: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += sample[i]!;
  return sum / sample.length;
}

/** Mean of `f` over a sample. */
export function meanOf(sample: ArrayLike<number>, f: (x: number, index: number) => number): number {
  return mean(Array.from(sample, f));
}

/**
 * Kolmogorov's statistic `√n sup |F_n − F|`. Under the law `F` it exceeds 2.5 with probability `2 e^{−12.5}` = 7e-6.
 */
export function kolmogorov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let largest = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    largest = Math.max(largest, p - i / n, (i + 1) / n - p);
  });
  return Math.sqrt(n) * largest;
}

/** Pearson's χ² against equal cell probabilities, as a standard normal score (Wilson and Hilferty 1931). */
export function equalCellsScore(counts: ArrayLike<number>): number {
  const expected = mean(counts);
  const chiSquare = Array.from(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const k = counts.length - 1;
  return ((chiSquare / k) ** (1 / 3) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k));
}

/** How often each of 0 … cells − 1 occurs. */
export function countCells(sample: ArrayLike<number>, cells: number): Float64Array {
  const counts = new Float64Array(cells);
  for (let i = 0; i < sample.length; i++) counts[sample[i]!]! += 1;
  return counts;
}

/** `√n` times the mean of `x_i x_{i+lag}`: standard normal for independent numbers of mean 0 and variance 1. */
export function serialScore(sample: ArrayLike<number>, lag: number): number {
  const n = sample.length - lag;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sample[i]! * sample[i + lag]!;
  return sum / Math.sqrt(n);
}

/** FNV-1a over the bytes of an array, as 8 hexadecimal digits: a fingerprint to compare engines by. */
export function fingerprint(values: ArrayBufferView): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Standard normal distribution function, to 1e-15: the series of Marsaglia (2004). */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let sum = x;
  let term = x;
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x) * 0.3989422804014327;
}
