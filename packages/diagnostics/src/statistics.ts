/** What a number is like over a batch. NaN anywhere makes all of them NaN. */
export interface Statistics {
  readonly mean: number;
  /** With n − 1 in the denominator; NaN for one point. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** Mean, standard deviation and range of numbers, at least one, in double precision. */
export function statisticsOf(values: ArrayLike<number>): Statistics {
  const n = values.length;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return Object.freeze({ mean, std: Math.sqrt(squares / (n - 1)), min, max });
}
