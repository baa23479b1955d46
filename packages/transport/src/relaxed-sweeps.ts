import type { Potentials } from "./potentials.js";

/** Factors of the rows and columns of a kernel: π_ij = p_i K_ij q_j. */
export interface Factors {
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/** Where sweeps end: with an error that is small enough, or after the most of them. */
export interface Stop {
  readonly enough: number;
  readonly most: number;
}

/** Sweeps between two estimates of how fast they converge. */
const period = 4;
/** Sweeps between two looks at the plan that would be returned. */
const lookEvery = 16;

/**
 * Sweeps of products, p_i = a_i / Σ_j K_ij q_j, then q_j = b_j / Σ_i p_i K_ij, each to the power ω that goes on beyond it.
 *
 * ω is 1 first. From the rate λ of the sweeps so far follows the rate θ = (λ + ω − 1)² / λω² that they would have with 1, and the
 * best ω = 2 / (1 + √(1 − θ)). Where the error grows tenfold, ω is 1 again. What goes beyond the fit is some 1/(2 − ω) times as far
 * off as the plan of rows with columns that fit them, so that plan is looked at now and then.
 *
 * @param factors changed; those of a sweep that is not safe are left out
 * @see Lehmann, von Renesse, Sambale, Uschmajew, A note on overrelaxation in the Sinkhorn algorithm (2021)
 */
export function sweepProducts(
  kernel: Float64Array,
  { a, b }: Pick<Potentials, "a" | "b">,
  { p, q }: Factors,
  { enough, most }: Stop,
): { readonly sweeps: number; readonly isSafe: boolean } {
  const next = new Float64Array(a.length);
  const sums = new Float64Array(b.length);
  let omega = 1;
  let [least, before] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let sweeps = 0;
  for (let ends = most < 1; !ends; ) {
    sums.fill(0);
    let i = 0;
    for (; i + 4 <= a.length; i += 4) fourRows(kernel, i, { a, p, q, omega, next, sums });
    for (; i < a.length; i++) oneRow(kernel, i, { a, p, q, omega, next, sums });
    if (!areSafe(next, a) || !areSafe(sums)) return { sweeps, isSafe: false };
    let error = 0;
    for (let i = 0; i < a.length; i++) {
      error += a[i]! * Math.abs((p[i]! / next[i]!) ** (1 / omega) - 1);
      p[i] = next[i]!;
    }
    // Plain sweeps fit the columns each time.
    if (omega > 1) for (let j = 0; j < b.length; j++) error += Math.abs(q[j]! * sums[j]! - b[j]!);
    sweeps++;
    // The first error tells nothing: the columns did not fit.
    ends = sweeps >= most || (sweeps > 1 && error <= enough);
    if (omega > 1 && sweeps % lookEvery === 0) {
      const fitting = b.map((mass, j) => mass / sums[j]!);
      ends ||= rowError(kernel, a, { p, q: fitting }) <= enough;
    }
    for (let j = 0; j < b.length; j++) q[j] = relaxed(q[j]!, b[j]! / sums[j]!, ends ? 1 : omega);
    if (sweeps % period === 1) {
      omega = Math.max(omega, bestOmega(omega, (error / before) ** (1 / period)));
      before = error;
    }
    if (sweeps > 1) least = Math.min(least, error);
    if (error > 10 * least) omega = 1;
  }
  return { sweeps, isSafe: true };
}

/** The best ω, from the rate of sweeps with the present one. */
function bestOmega(omega: number, rate: number): number {
  if (!(rate > omega - 1 && rate < 1)) return 1;
  const plain = Math.min((rate + omega - 1) ** 2 / (rate * omega * omega), 0.9999);
  return 2 / (1 + Math.sqrt(1 - plain));
}

function relaxed(before: number, plain: number, omega: number): number {
  return omega === 1 ? plain : before * (plain / before) ** omega;
}

/** What a pass over some rows reads, and what it writes. */
interface Pass extends Factors {
  readonly a: Float64Array;
  readonly omega: number;
  /** p of the next sweep. */
  readonly next: Float64Array;
  /** Σ_i p_i K_ij so far. */
  readonly sums: Float64Array;
}

/** Four rows at a time: four sums run beside each other, and each column is read once for them. */
function fourRows(kernel: Float64Array, i: number, { a, p, q, omega, next, sums }: Pass): void {
  const columns = q.length;
  const first = i * columns;
  const second = first + columns;
  const third = second + columns;
  const fourth = third + columns;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let j = 0; j < columns; j++) {
    const factor = q[j]!;
    s0 += kernel[first + j]! * factor;
    s1 += kernel[second + j]! * factor;
    s2 += kernel[third + j]! * factor;
    s3 += kernel[fourth + j]! * factor;
  }
  const p0 = relaxed(p[i]!, a[i]! / s0, omega);
  const p1 = relaxed(p[i + 1]!, a[i + 1]! / s1, omega);
  const p2 = relaxed(p[i + 2]!, a[i + 2]! / s2, omega);
  const p3 = relaxed(p[i + 3]!, a[i + 3]! / s3, omega);
  next[i] = p0;
  next[i + 1] = p1;
  next[i + 2] = p2;
  next[i + 3] = p3;
  for (let j = 0; j < columns; j++)
    sums[j]! +=
      p0 * kernel[first + j]! + p1 * kernel[second + j]! + p2 * kernel[third + j]! + p3 * kernel[fourth + j]!;
}

function oneRow(kernel: Float64Array, i: number, { a, p, q, omega, next, sums }: Pass): void {
  const at = i * q.length;
  let sum = 0;
  for (let j = 0; j < q.length; j++) sum += kernel[at + j]! * q[j]!;
  const factor = relaxed(p[i]!, a[i]! / sum, omega);
  next[i] = factor;
  for (let j = 0; j < q.length; j++) sums[j]! += factor * kernel[at + j]!;
}

/** Σ_i |p_i Σ_j K_ij q_j − a_i|. */
function rowError(kernel: Float64Array, a: Float64Array, { p, q }: Factors): number {
  let error = 0;
  for (let i = 0, at = 0; i < a.length; i++) {
    let sum = 0;
    for (let j = 0; j < q.length; j++, at++) sum += kernel[at]! * q[j]!;
    error += Math.abs(p[i]! * sum - a[i]!);
  }
  return error;
}

/** Whether factors, over masses where these are given, are far from the ends of the numbers. */
function areSafe(factors: Float64Array, masses?: Float64Array): boolean {
  for (let i = 0; i < factors.length; i++) {
    const size = factors[i]! / (masses ? masses[i]! : 1);
    if (!(size > 1e-50 && size < 1e50)) return false;
  }
  return true;
}
