/**
 * An explicit Runge–Kutta method as numbers (a Butcher table).
 *
 * `k₁ = f(y, t)`, `kᵢ = f(y + h Σⱼ aᵢⱼ kⱼ, t + cᵢ h)`, `y₁ = y + h Σᵢ bᵢ kᵢ`, error `h Σᵢ eᵢ kᵢ`.
 *
 * @see Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I, II.1 and II.4
 */
export interface ButcherTable {
  /** Name of the method, as error messages say it. */
  readonly name: string;
  /** Order of y₁: its error at a fixed time is O(h^order). */
  readonly order: number;
  /** Row i: the weights of k₁ … kᵢ₋₁ in stage i; the first row is empty. */
  readonly a: readonly (readonly number[])[];
  /** Weights of y₁. */
  readonly b: readonly number[];
  /** Stage times in units of h, within [0, 1]; exactly 1 asks f at the end of the step itself. */
  readonly c: readonly number[];
  /** Weights of the error estimate, `b − b̂`. Only methods with one can control their step. */
  readonly error?: readonly number[];
  /** Order of the embedded solution b̂, which the step-size exponent −1/(errorOrder + 1) follows. */
  readonly errorOrder?: number;
  /** First same as last: the last stage is taken at y₁ (its row of a is b) and is the next step's first. */
  readonly fsal?: boolean;
  /**
   * Makes the continuous extension fourth order: weights of `θ²(1 − θ)² h Σᵢ dᵢ kᵢ`, added to the cubic Hermite
   * polynomial. Left out, the extension is that polynomial.
   */
  readonly bump?: readonly number[];
}

/** A table that can control its step: it has an error estimate, and its last stage is the next step's first. */
export interface EmbeddedTable extends ButcherTable {
  readonly error: readonly number[];
  readonly errorOrder: number;
  readonly fsal: true;
}

/**
 * The continuous extension of any table, `y(t + θh) = y + h Σᵢ kᵢ Σⱼ wᵢⱼ θʲ⁺¹`, four
 * powers of θ: row i belongs to kᵢ. Taken over the table's slopes and, last, the slope f₁
 * at y₁ (which for FSAL methods is the last stage already): cubic Hermite, third order, plus the table's bump.
 *
 * With `y₁ − y = h Σ bᵢ kᵢ` the polynomial `h₀₁(θ)(y₁ − y) + h (h₁₀(θ) k₁ + h₁₁(θ) f₁)` is linear in slopes, where
 * `h₀₁ = 3θ² − 2θ³`, `h₁₀ = θ − 2θ² + θ³`, `h₁₁ = −θ² + θ³`.
 *
 * @example continuousExtension(eulerTable) // [[1, 1, -1, 0], [0, -1, 1, 0]], since b = [1]
 * @see Hairer, Nørsett, Wanner II.6, (6.7)
 */
export const continuousExtension = ({ b, bump = [], fsal }: ButcherTable): readonly (readonly number[])[] => {
  const weights = fsal ? b : [...b, 0];
  return weights.map((w, i) => {
    const first = i === 0 ? 1 : 0;
    const last = i === weights.length - 1 ? 1 : 0;
    const d = bump[i] ?? 0;
    return [first, 3 * w - 2 * first - last + d, first + last - 2 * w - 2 * d, d];
  });
};
