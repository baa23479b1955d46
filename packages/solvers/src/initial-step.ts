/**
 * First guess of Hairer's initial step: so small that the explicit Euler step changes y by about 1 %.
 *
 * @param size `‖y‖`, scaled by the tolerance
 * @param change `‖span · f(y, t0)‖`, scaled alike
 * @param span |t1 − t0|
 * @returns |h₀|, at most the span
 */
export const firstGuess = (size: number, change: number, span: number): number => {
  const guess = size < 1e-5 || change / span < 1e-5 ? 1e-6 : 0.01 * size * (span / change);
  return Math.min(guess > 0 ? guess : 1e-6, span);
};

/**
 * Hairer's initial step, from the first guess and the second derivative that a probe at its end has shown.
 *
 * @param guess |h₀| of {@link firstGuess}
 * @param change `‖span · f(y, t0)‖`, scaled by the tolerance
 * @param bend `‖h₀ · (f(y + h₀ f, t0 + h₀) − f)‖`, scaled alike; NaN falls back to the guess
 * @param span |t1 − t0|
 * @param errorOrder order of the error estimate's lower solution
 * @returns |h|, at most the span
 * @see Hairer, Nørsett, Wanner II.4, "Starting step size"
 */
export const initialStep = (
  guess: number,
  change: number,
  bend: number,
  span: number,
  errorOrder: number,
): number => {
  const steepest = Math.max(change / span, bend / guess / guess);
  const ideal =
    steepest <= 1e-15 ? Math.max(1e-6, guess * 1e-3) : (0.01 / steepest) ** (1 / (errorOrder + 1));
  return ideal > 0 ? Math.min(100 * guess, ideal, span) : guess;
};
