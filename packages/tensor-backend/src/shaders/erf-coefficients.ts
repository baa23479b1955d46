/**
 * Coefficients of the odd rational approximation erf x = x·P(x²)/Q(x²) on |x| ≤ 4 to float32 precision.
 *
 * @see the rational approximation of Eigen and XLA for float32
 */
export const erfNumerator: readonly number[] = [
  -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5,
  -7.34990630326855e-4, -2.95459980854025e-3, -1.60960333262415e-2,
];

/** Of Q, highest power first like those of P. */
export const erfDenominator: readonly number[] = [
  -1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3,
  -1.42647390514189e-2,
];
