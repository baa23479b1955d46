import type { Loop } from "./drive.js";
import type { Beginning } from "./pacer.js";
import type { Clock } from "./vector-space.js";

/**
 * Hairer's initial step of each row: a first guess so small that the explicit Euler step changes y by about 1 %, then one
 * slope at its end, which tells the second derivative.
 *
 * @param t1 end of the interval, which no step passes
 * @param errorOrder q of the table
 * @param minStep least step
 * @param sizes receives the step of each row, |h|
 * @see Hairer, Nørsett, Wanner II.4, "Starting step size"
 */
export function* initialSteps<S>(
  { ask, probe, states, clock, measured: [finite, norms, changes] }: Beginning<S>,
  t1: number,
  errorOrder: number,
  minStep: number,
  sizes: Clock,
): Loop<S, void> {
  const { t, h, end } = clock;
  const span = Math.abs(t1 - t[0]!);
  const direction = Math.sign(t1 - t[0]!);
  const guesses = norms!.map((norm, row) => {
    const change = changes![row]!;
    if (!finite![row]) return 0;
    const guess = norm < 1e-5 || change / span < 1e-5 ? 1e-6 : 0.01 * norm * (span / change);
    return Math.min(guess > 0 ? guess : 1e-6, span);
  });
  guesses.forEach((guess, row) => {
    end[row] = guess === span ? t1 : t[row]! + direction * guess;
    h[row] = direction * guess;
  });
  const { clocks: bends } = yield ask(probe, states, [h, end]);
  guesses.forEach((guess, row) => {
    const steepest = Math.max(changes![row]! / span, bends[0]![row]! / guess / guess);
    const ideal =
      steepest <= 1e-15 ? Math.max(1e-6, guess * 1e-3) : (0.01 / steepest) ** (1 / (errorOrder + 1));
    sizes[row] = Math.max(minStep, ideal > 0 ? Math.min(100 * guess, ideal, span) : guess);
    h[row] = 0;
  });
}
