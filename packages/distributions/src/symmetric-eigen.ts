import { OptionError } from "@nami/errors";

/** S = V diag(values) Vᵀ with orthogonal V. */
export interface SymmetricEigen {
  /** Eigenvalues, in no particular order. */
  readonly values: readonly number[];
  /** V, row-major: column j belongs to value j. */
  readonly vectors: readonly (readonly number[])[];
}

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations, to rounding error.
 *
 * In its eigenvectors a covariance stays diagonal under x → αx + σε, so one decomposition on the host serves every t.
 *
 * @param matrix d × d, symmetric
 * @throws OptionError when it has not settled after 60 sweeps, as with NaN
 * @see Golub, Van Loan, Matrix computations, section 8.5
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const d = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, i) => matrix.map((_, j) => Number(i === j)));
  const total = Math.hypot(...a.flat());
  for (let sweep = 0; sweep < 60; sweep++) {
    const rest = Math.hypot(...a.flatMap((row, i) => row.filter((_, j) => j > i)));
    if (rest <= 1e-17 * total) return { values: a.map((row, i) => row[i]!), vectors: straightened(v) };
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) rotate(a, v, p, q);
  }
  throw new OptionError(
    "symmetricEigen: covariances must be finite, got one without eigenvalues. Check its entries.",
  );
}

/** Turns axes p and q so that a[p][q] vanishes. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const off = a[p]![q]!;
  if (off === 0) return;
  const half = (a[q]![q]! - a[p]![p]!) / (2 * off);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const columns = (m: number[][]): void => {
    for (const row of m) {
      const [x, y] = [row[p]!, row[q]!];
      row[p] = cosine * x - sine * y;
      row[q] = sine * x + cosine * y;
    }
  };
  columns(a);
  columns(v);
  const [rowP, rowQ] = [a[p]!, a[q]!];
  for (let j = 0; j < a.length; j++) {
    const [x, y] = [rowP[j]!, rowQ[j]!];
    rowP[j] = cosine * x - sine * y;
    rowQ[j] = sine * x + cosine * y;
  }
  // Exactly zero, not a rounding error that keeps the sweeps going.
  rowP[q] = 0;
  rowQ[p] = 0;
}

/** V (3I − VᵀV)/2: the nearest orthogonal matrix to second order, which undoes what rounding of the rotations left. */
function straightened(v: readonly (readonly number[])[]): number[][] {
  const product = v.map((_, i) =>
    v.map((__, j) => 1.5 * Number(i === j) - 0.5 * v.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  return v.map((row) => v.map((_, j) => row.reduce((sum, entry, k) => sum + entry * product[k]![j]!, 0)));
}
