/** Potentials of rows and columns, their masses, and ε: π_ij = a_i b_j e^((u_i + v_j − c_ij)/ε). */
export interface Potentials {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly epsilon: number;
}

/** Fits the masses of the rows in the log domain: u_i = −ε ln Σ_j b_j e^((v_j − c_ij)/ε). */
export function fitRows(cost: ArrayLike<number>, { u, v, b, epsilon }: Potentials): void {
  const logB = b.map(Math.log);
  const exponents = new Float64Array(v.length);
  for (let i = 0, at = 0; i < u.length; i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < v.length; j++, at++) {
      const exponent = logB[j]! + (v[j]! - cost[at]!) / epsilon;
      exponents[j] = exponent;
      if (exponent > most) most = exponent;
    }
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += Math.exp(exponents[j]! - most);
    u[i] = -epsilon * (most + Math.log(sum));
  }
}

/** Fits the masses of the columns in the log domain: v_j = −ε ln Σ_i a_i e^((u_i − c_ij)/ε), row by row as the costs lie. */
export function fitColumns(cost: ArrayLike<number>, { u, v, a, epsilon }: Potentials): void {
  const logA = a.map(Math.log);
  const most = new Float64Array(v.length).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0, at = 0; i < u.length; i++)
    for (let j = 0; j < v.length; j++, at++) {
      const exponent = logA[i]! + (u[i]! - cost[at]!) / epsilon;
      if (exponent > most[j]!) most[j] = exponent;
    }
  const sums = new Float64Array(v.length);
  for (let i = 0, at = 0; i < u.length; i++)
    for (let j = 0; j < v.length; j++, at++)
      sums[j]! += Math.exp(logA[i]! + (u[i]! - cost[at]!) / epsilon - most[j]!);
  for (let j = 0; j < v.length; j++) v[j] = -epsilon * (most[j]! + Math.log(sums[j]!));
}
