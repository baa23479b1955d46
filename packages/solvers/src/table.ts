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

/** A term `θᵖ(1 − θ)^q h Σᵢ dᵢ kᵢ` of a continuous extension: p and q, and the d. */
export interface Bump {
  /** p and q; 2 or more keep the ends of the step, and the slopes there, as they are. */
  readonly powers: readonly [number, number];
  readonly weights: readonly number[];
}

/** A table that can control its step: it has an error estimate, and its last stage is the next step's first. */
export interface EmbeddedTable extends ButcherTable {
  readonly error: readonly number[];
  readonly errorOrder: number;
  readonly fsal: true;
}

/**
 * The continuous extension of any table, as terms beyond y₁: `y(t + θh) = y₁ + Σ θᵖ(1 − θ)^q h Σᵢ dᵢ kᵢ`. The slopes are
 * the table's, then the slope f₁ at y₁ (which for FSAL methods is the last stage already), then the table's extra stages.
 *
 * It is the cubic Hermite polynomial plus the table's bumps: with `y₁ − y = h Σ bᵢ kᵢ`,
 *
 * `y(t + θh) = y₁ − (1 − θ)²(1 + 2θ)(y₁ − y) + θ(1 − θ)² h k₁ − θ²(1 − θ) h f₁`.
 *
 * Every term vanishes at θ = 1, so that the value there is y₁ to the last bit.
 *
 * @see Hairer, Nørsett, Wanner II.6, (6.7)
 */
export const extensionOf = ({ b, c, bumps = [], fsal }: ButcherTable): readonly Bump[] => [
  { powers: [0, 2], weights: b.map((w) => -w) },
  { powers: [1, 2], weights: b.map((w, i) => (i ? 0 : 1) - 2 * w) },
  { powers: [2, 1], weights: [...c.slice(fsal ? 1 : 0).map(() => 0), -1] },
  ...bumps,
];
