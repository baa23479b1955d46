/** Tolerances of an error norm: an error counts as 1 where it equals `atol + rtol·|y|`. */
export interface Tolerance {
  /** One number, or one for each component of a row. */
  readonly rtol: number | ArrayLike<number>;
  /** Likewise. */
  readonly atol: number | ArrayLike<number>;
}

/** A method, and so open to functions of any state and time. */
interface Measures {
  of(y: unknown, t: unknown, rows?: unknown): unknown;
}

/**
 * A function `g(y, t)` of a state and a time of the space's own types: one number a row where it is the measure of an
 * event, a state where it is the diffusion of a stochastic equation.
 */
export type Measure = Measures["of"];

/**
 * The arithmetic that steps are written in. A {@link VectorSpace} supplies it to each step that it lifts.
 *
 * `Y` is a state (or, while tracing, a symbol for one); `T` is one number a row, or one number that all rows
 * share (see `Clock`). Nothing here changes an argument; every method returns a new value. In the formulas
 * r runs over rows; where h, t or a mask is shared, `h_r` is that one number. A weight of exactly 0 means
 * "absent": its slope takes no part, not even as 0·NaN. `weights` may be shorter than `slopes`, never longer, and the
 * slopes beyond it may be undefined; a method reads the arrays during the call only.
 */
export interface StepAlgebra<Y, T> {
  /** The derivative given to `lift`: `f(y, t)`. The only call that costs an evaluation. */
  slope(y: Y, t: T): Y;

  /** `y_r + h_r · Σᵢ wᵢ · kᵢ_r` for each row. */
  combine(y: Y, h: T, weights: readonly number[], slopes: readonly Y[]): Y;

  /**
   * `Σᵢ cᵢ_r · yᵢ_r` for each row: a combination whose factors are not known when the step is lifted. Only for diffusion
   * samplers.
   */
  blend?(factors: readonly T[], states: readonly Y[]): Y;

  /** `g(y, t)` of another function like the one given to `lift`. Only for stochastic equations. */
  apply?(g: Measure, y: Y, t: T): Y;

  /** The product of elements at equal places. Only for stochastic equations. */
  times?(a: Y, b: Y): Y;

  /** `t_r + c · h_r`. */
  shift(t: T, h: T, c: number): T;

  /**
   * Scaled root mean square of `e = h_r · Σᵢ wᵢ · kᵢ_r`, for each row over its n elements (all leaves of a tree):
   * `sqrt( (1/n) Σ (e / (atol + rtol·max(|y|, |z|)))² )`.
   *
   * Where e is 0 the quotient is 0, also over a zero scale; n = 0 gives 0; a non-finite e gives a non-finite norm.
   * Always one number a row, also for a shared h.
   */
  norm(h: T, weights: readonly number[], slopes: readonly Y[], y: Y, z: Y, tolerance: Tolerance): T;

  /** Row r of `a` where `mask_r` is not 0, else row r of `b`; what is not chosen leaves no trace (no 0·NaN). */
  select(mask: T, a: Y, b: Y): Y;

  /** 1 for each row of which all elements are finite, else 0. Always one number a row. */
  finite(y: Y): T;

  /** `g(y, t)`, one number a row. Only where there are events. */
  measure?(g: Measure, y: Y, t: T): T;
}

/** What a step gives back: states, and per-row numbers for the host. */
export interface StepResult<Y, T> {
  readonly states: readonly Y[];
  readonly clocks: readonly T[];
}

/**
 * A pure function over states and clocks, blind to their type. A whole solver step is one of these, so that a
 * space can trace it into one program.
 *
 * @example The explicit Euler step:
 * const eulerStep: Step = (a, [y], [t, h]) => ({ states: [a.combine(y!, h!, [1], [a.slope(y!, t!)])], clocks: [] });
 */
export interface Step {
  <Y, T>(algebra: StepAlgebra<Y, T>, states: readonly Y[], clocks: readonly T[]): StepResult<Y, T>;
  /**
   * What the step computes, where it is an attempt of a table: a space may have a faster way to the same numbers, and may
   * leave out rows whose h is 0, for nobody looks at what comes back for them.
   */
  readonly attempt?: Attempt;
  /** Whether it only asks if its state is finite: a space may look at the numbers itself. */
  readonly asksIfFinite?: boolean;
}

/** An attempt of an explicit Runge–Kutta method. */
export interface Attempt {
  /** Weights and times of the stages; where the last state is no stage of the table its weights are a further row. */
  readonly rows: readonly Float64Array[];
  readonly times: readonly number[];
  /** How many slopes are computed, and the row of y₁. */
  readonly count: number;
  readonly last: number;
  /** Whether the slope at y₁ comes back (FSAL), or all slopes do; the one that was given is not among them. */
  readonly carries: boolean;
  readonly dense: boolean;
  /** Numbers come back besides: whether y₁ (and the slope that is carried on) is finite, and the norms of these. */
  readonly estimates: readonly Float64Array[];
  readonly tolerance: Tolerance | undefined;
}
