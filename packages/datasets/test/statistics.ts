/**
 * Kolmogorov's statistic `√n sup |F_n − F|`. Under the law `F` it exceeds 2.5 with probability `2 e^{−12.5}` = 7e-6.
 */
export function kolmogorov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let largest = 0;
  for (const [i, x] of sorted.entries()) {
    const p = cdf(x);
    largest = Math.max(largest, p - i / n, (i + 1) / n - p);
  }
  return Math.sqrt(n) * largest;
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

/** Mean, and its standard error. */
export function meanAndError(sample: ArrayLike<number>): { readonly mean: number; readonly error: number } {
  const values = Array.from(sample);
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}
