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
  /** Weights of y₁; stages after the last weight have none. */
  readonly b: readonly number[];
  /** Stage times in units of h, within [0, 1]; exactly 1 asks f at the end of the step itself. */
  readonly c: readonly number[];
  /** Weights of the error estimate, `b − b̂`. Only methods with one can control their step. */
  readonly error?: readonly number[];
  /**
   * Weights of a second, lower estimate e₃ that corrects the first, e₅: the error is then
   * `‖e₅‖² / √(‖e₅‖² + ‖e₃‖²/100)`, which shrinks as O(h⁸).
   */
  readonly lowerError?: readonly number[];
  /** Order q of what the estimate measures: the step-size exponent is −1/(q + 1). */
  readonly errorOrder?: number;
  /** First same as last: the last stage is taken at y₁ (its row of a is b) and is the next step's first. */
  readonly fsal?: boolean;
  /** Raise the order of the continuous extension; without them it is the cubic Hermite polynomial. */
  readonly bumps?: readonly Bump[];
  /** Stages that only the continuous extension needs: their rows of a, over all slopes before, and their c. */
  readonly extra?: { readonly a: readonly (readonly number[])[]; readonly c: readonly number[] };
}

/**
 * A term `β(θ) h Σᵢ dᵢ kᵢ` of a continuous extension, where β and its slope vanish at both ends of the step.
 *
 * `basis` are the coefficients of θ, θ², θ³, … in β; `weights` are the d.
 */
export interface Bump {
  readonly basis: readonly number[];
  readonly weights: readonly number[];
}

/** `θ²(1 − θ)²`, the lowest bump. */
export const quartic: readonly number[] = [0, 1, -2, 1];

/** A table that can control its step: it has an error estimate, and its last stage is the next step's first. */
export interface EmbeddedTable extends ButcherTable {
  readonly error: readonly number[];
  readonly errorOrder: number;
  readonly fsal: true;
}

/**
 * The continuous extension of any table, `y(t + θh) = y + h Σᵢ kᵢ Σⱼ wᵢⱼ θʲ⁺¹`: row i belongs to kᵢ. Taken over the
 * table's slopes, then the slope f₁ at y₁ (which for FSAL methods is the last stage already), then the table's extra
 * stages: cubic Hermite, third order, plus the table's bumps.
 *
 * With `y₁ − y = h Σ bᵢ kᵢ` the polynomial `h₀₁(θ)(y₁ − y) + h (h₁₀(θ) k₁ + h₁₁(θ) f₁)` is linear in slopes, where
 * `h₀₁ = 3θ² − 2θ³`, `h₁₀ = θ − 2θ² + θ³`, `h₁₁ = −θ² + θ³`.
 *
 * @example continuousExtension(eulerTable) // [[1, 1, -1], [0, -1, 1]], since b = [1]
 * @see Hairer, Nørsett, Wanner II.6, (6.7)
 */
export const continuousExtension = ({
  b,
  c,
  bumps = [],
  extra,
  fsal,
}: ButcherTable): readonly (readonly number[])[] => {
  const slopes = c.length + (fsal ? 0 : 1);
  const powers = Math.max(3, ...bumps.map(({ basis }) => basis.length));
  return Array.from({ length: slopes + (extra?.c.length ?? 0) }, (_, i) => {
    const first = i === 0 ? 1 : 0;
    const last = i === slopes - 1 ? 1 : 0;
    const w = b[i] ?? 0;
    const hermite = [first, 3 * w - 2 * first - last, first + last - 2 * w];
    return Array.from({ length: powers }, (_, j) =>
      bumps.reduce((sum, { basis, weights }) => sum + (basis[j] ?? 0) * (weights[i] ?? 0), hermite[j] ?? 0),
    );
  });
};
