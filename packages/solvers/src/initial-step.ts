import type { Loop } from "./drive.js";
import type { Beginning } from "./pacer.js";

/**
 * Hairer's initial step of each row: a first guess so small that the explicit Euler step changes y by about 1 %, then one
 * slope at its end, which tells the second derivative.
 *
 * @param span |t1 − t0|, which no step exceeds
 * @param receive takes the step of a row, |h|
 * @see Hairer, Nørsett, Wanner II.4, "Starting step size"
 */
export function* initialSteps<S>(
  { ask, formula, states, clock, measured: [finite, sizes, changes] }: Beginning<S>,
  t1: number,
  receive: (row: number, size: number) => void,
): Loop<S, void> {
  const { t, h, end } = clock;
  const span = Math.abs(t1 - t[0]!);
  const direction = Math.sign(t1 - t[0]!);
  const guesses = sizes!.map((size, row) => {
    const change = changes![row]!;
    if (!finite![row]) return 0;
    const guess = size < 1e-5 || change / span < 1e-5 ? 1e-6 : 0.01 * size * (span / change);
    return Math.min(guess > 0 ? guess : 1e-6, span);
  });
  guesses.forEach((guess, row) => {
    end[row] = guess === span ? t1 : t[row]! + direction * guess;
    h[row] = direction * guess;
  });
  const { clocks: bends } = yield ask(formula.probe, states, [h, end]);
  guesses.forEach((guess, row) => {
    const steepest = Math.max(changes![row]! / span, bends[0]![row]! / guess / guess);
    const ideal =
      steepest <= 1e-15 ? Math.max(1e-6, guess * 1e-3) : (0.01 / steepest) ** (1 / (formula.errorOrder + 1));
    receive(row, ideal > 0 ? Math.min(100 * guess, ideal, span) : guess);
    h[row] = 0;
  });
}
