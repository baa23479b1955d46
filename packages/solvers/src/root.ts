/** A search for the sign change of a function: x₁ and x₂ enclose it, x₃ was x₁ or x₂ before. */
export interface Bracket {
  /** Sign of the function before the change; 0 is behind it. */
  readonly sign: number;
  x1: number;
  x2: number;
  x3: number;
  f1: number;
  f2: number;
  f3: number;
}

/** A search between two points: f₁ has a sign, and f₂ another or none. */
export const openBracket = (x1: number, f1: number, x2: number, f2: number): Bracket => ({
  sign: Math.sign(f1),
  x1,
  x2,
  x3: x2,
  f1,
  f2,
  f3: f2,
});

/**
 * Where to look next: by inverse quadratic interpolation where that is safe, else in the middle.
 *
 * @param tolerance least distance worth looking at
 * @returns a point inside of the bracket; NaN when the bracket is no wider than twice the tolerance
 * @see Chandrupatla, A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
 * using derivatives, Adv. Eng. Softw. 28 (1997)
 */
export const nextGuess = ({ x1, x2, x3, f1, f2, f3 }: Bracket, tolerance: number): number => {
  const least = tolerance / Math.abs(x2 - x1);
  if (!(least < 0.5)) return NaN;
  const xi = (x1 - x2) / (x3 - x2);
  const phi = (f1 - f2) / (f3 - f2);
  const safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
  const part = safe
    ? (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + ((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
    : 0.5;
  return x1 + (x2 - x1) * Math.min(1 - least, Math.max(least, part));
};

/**
 * Narrows the bracket by the value f at a point x inside of it.
 *
 * @returns whether x is at or behind the change
 */
export const tighten = (bracket: Bracket, x: number, f: number): boolean => {
  const { sign, x1, x2, f1, f2 } = bracket;
  const behind = f * sign <= 0;
  const others = behind === f1 * sign <= 0 ? { x3: x1, f3: f1 } : { x2: x1, f2: f1, x3: x2, f3: f2 };
  Object.assign(bracket, others, { x1: x, f1: f });
  return behind;
};
