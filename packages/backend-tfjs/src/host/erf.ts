import { erfDenominator, erfNumerator } from "@nami/tensor-backend/shaders";

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
  return (clamped * horner(erfNumerator, square)) / horner(erfDenominator, square);
}
