/** Potentials of rows and columns, their masses, and ε. */
export interface Potentials {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly epsilon: number;
}

/**
 * Sweeps on the kernel K = a b e^((u + v − c)/ε) of potentials that nearly fit: products p and q, taken into the potentials at
 * the end. A sweep has no exponential in it; it stops where a sum leaves the range in which products are safe.
 *
 * @returns the number of sweeps
 */
export function scaleKernel(
  cost: ArrayLike<number>,
  { u, v, a, b, epsilon }: Potentials,
  { enough, most }: { readonly enough: number; readonly most: number },
): number {
  if (most < 1) return 0;
  const [rows, columns] = [a.length, b.length];
  const kernel = kernelOf(cost, { u, v, a, b, epsilon });
  const p = new Float64Array(rows).fill(1);
  const q = new Float64Array(columns).fill(1);
  const sums = new Float64Array(columns);
  let sweeps = 0;
  for (let safe = true; safe && sweeps < most; sweeps++) {
    let error = 0;
    sums.fill(0);
    for (let i = 0, at = 0; i < rows; i++, at += columns) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += kernel[at + j]! * q[j]!;
      error += Math.abs(p[i]! * sum - a[i]!);
      const next = a[i]! / sum;
      safe &&= isSafe(next);
      p[i] = isSafe(next) ? next : 1;
      for (let j = 0; j < columns; j++) sums[j]! += p[i]! * kernel[at + j]!;
    }
    for (let j = 0; j < columns; j++) {
      const next = b[j]! / sums[j]!;
      safe &&= isSafe(next);
      q[j] = isSafe(next) ? next : 1;
    }
    if (error <= enough) break;
  }
  for (let i = 0; i < rows; i++) u[i]! += epsilon * Math.log(p[i]!);
  for (let j = 0; j < columns; j++) v[j]! += epsilon * Math.log(q[j]!);
  return sweeps;
}

function isSafe(factor: number): boolean {
  return factor > 1e-50 && factor < 1e50;
}

/** π_ij = a_i b_j exp((u_i + v_j − c_ij)/ε), row-major. */
export function kernelOf(cost: ArrayLike<number>, { u, v, a, b, epsilon }: Potentials): Float64Array {
  const kernel = new Float64Array(a.length * b.length);
  for (let i = 0, at = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++, at++)
      kernel[at] = a[i]! * b[j]! * Math.exp((u[i]! + v[j]! - cost[at]!) / epsilon);
  return kernel;
}
