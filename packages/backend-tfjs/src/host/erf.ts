// Coefficients of the odd rational approximation x·P(x²)/Q(x²) on |x| ≤ 4.
const p = [
  -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5,
  -7.34990630326855e-4, -2.95459980854025e-3, -1.60960333262415e-2,
];
const q = [
  -1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3,
  -1.42647390514189e-2,
];

/** The numerator's coefficients in x², highest power first. */
export const erfNumerator: readonly number[] = p;

/** The denominator's coefficients in x², highest power first. */
export const erfDenominator: readonly number[] = q;

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/**
 * The error function to float32 precision, relative also near 0.
 *
 * TF.js's own (Abramowitz & Stegun 7.1.26) errs by 1.6·10⁻⁷ absolutely, so that erf(10⁻⁹) has no digit right.
 *
 * @see the rational approximation of Eigen and XLA for float32
 */
export function erf(x: number): number {
  const clamped = Math.min(Math.max(x, -4), 4);
  const square = clamped * clamped;
  return (clamped * horner(p, square)) / horner(q, square);
}
