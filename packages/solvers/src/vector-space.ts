import type { Step } from "./step.js";

/**
 * One number a row, or a single number that all rows share: times, steps, masks, norms.
 *
 * Its length is `rows(y)` or 1. **A clock of length 1 is shared**: a space whose state has many rows broadcasts
 * it (a tensor space hands the derivative a scalar t then, and its program carries no per-row arithmetic).
 */
export type Clock = Float64Array;

/** A value that a plain space gives at once and a device space gives later. */
export type Awaitable<V> = V | Promise<V>;

/** What a {@link Program} returns: new states, and per-row numbers read back to the host. */
export interface StepOutput<S> {
  readonly states: readonly S[];
  readonly clocks: readonly Clock[];
}

/**
 * A lifted step: {@link VectorSpace.lift} made it runnable on real states.
 *
 * - `states` and `clocks` are **borrowed** for the length of the call (until the promise settles); the two
 *   argument arrays are reused by the loop afterwards, so a program must not keep them. NaN is a legal clock
 *   entry (interpolation of rows that are not wanted).
 * - The states it returns are **new and owned by the loop**: none is an argument, none is returned twice. A step
 *   may return an argument of its own (`copy` does); the space then duplicates it.
 * - Returned clocks have one entry a row, always (length `rows(y)`), and may be reused by the space from the next
 *   call of the same program on: the loop reads them at once.
 * - An exception of f passes through unchanged.
 */
export type Program<S> = (
  states: readonly S[],
  clocks: readonly Clock[],
  next?: NextStep,
) => Awaitable<StepOutput<S>>;

/**
 * Moves a solve on to its next step, and gives the clocks of that, in the arrays of the clocks before; nothing where there is
 * none.
 *
 * A program is handed it with a step after which the loop looks at nothing. One that calls it takes the next step too, on
 * the states of the one before, and so on for as long as it likes: what it returns are the states after the last. It is for
 * spaces that make one program of many steps.
 */
export type NextStep = () => readonly Clock[] | undefined;

/**
 * Everything that the solvers ask of a state: four functions, three optional members, and the {@link StepAlgebra} that `lift` hands out.
 *
 * A state `S` is anything that has **rows** (independent initial value problems solved side by side) and
 * elements in each row: a number and a `Float64Array` are one row, a tree of tensors has the leading axis as
 * rows. `T` is what the derivative receives as time (`number` for plain states, a tensor for tensor states).
 *
 * The loop runs these programs, each written once against the algebra (`programs.ts`, `runge-kutta.ts`). S is the
 * number of stages; states and clocks are the positions in the two argument lists and the two result lists:
 *
 * | program | states in → out | clocks in → out | when |
 * |---|---|---|---|
 * | finite | y → none | none → finite | once at the start; once at the end with `checks: "end"` |
 * | start | y → k₁ | t, span, one → finite, ‖y‖, ‖span·k₁‖ | once, adaptive methods |
 * | probe | y, k₁ → none | h, end → norm | once, adaptive methods without `firstStep` |
 * | attempt | y, (k₁) → y₁, (k_S) | t, h, end → finite, (norm) | every step |
 * | lean | y → y₁ | t, h, end (length 1) → none | every even step with `checks: "end"` |
 * | dense.attempt | y, (k₁) → y₁, the other slopes | as attempt | steps with a `saveAt` time inside |
 * | interpolate | y₁, k… → y(t + θh) | hθᵖ(1 − θ)^q … → none | each saved time inside a step |
 * | mark | y₁ → y₁, NaN in rows not wanted | 0 or NaN → none | each saved time at t0 and at the end of a step |
 * | select | a, a′ …, b, b′ … → a or b, a′ or b′ … | mask → none | steps where some rows moved and some did not |
 * | copy | y → y | none | the start with `keepSteps`; the result when nothing moved |
 * | diagnose | y → none | t, h, end → (‖h·k₁‖), finite(k₁) … finite(k_S) | when a row fails on something non-finite |
 *
 * In parentheses: only for methods that pass their last slope on (FSAL; every adaptive one) or have a norm. `span` and
 * `one` are |t1 − t0| and 1, in every row. A row that has ended takes part with h = 0; what is computed for it is thrown
 * away by `select`, so it may be anything, NaN included, and a space may leave it out of attempts (`Step.attempt`).
 *
 * For a space of tensors: t, h, end, hθ … are inputs of shape [rows], or scalars where the clock has length 1; the
 * weights are constants. An even step with `checks: "end"` compiles to the S stages and nothing else, and nothing is
 * read back until the end. An adaptive step reads back `finite` and `norm`, 2·rows numbers.
 *
 * **Lifetime.** The loop releases every state that it owns exactly once: trial states, slopes, superseded
 * states. It never releases the user's y0 nor what it returns (`solution.y`, `saved[i].y`), which never share
 * memory with y0 or with each other. When a program throws or rejects, the loop releases what it holds and
 * passes the error on; intermediates of the failing program are the space's own affair.
 *
 * A space of rows in a plain array, asynchronous, is `src/testing/row-space.ts`.
 *
 * @typeParam S the state; inside `lift` the same type is traced
 * @typeParam T the time that f receives
 *
 * @see DESIGN of `@nami/tensor-backend`: `tensorSpace(backend)` implements this interface structurally
 */
export interface VectorSpace<S, T = number> {
  /** How many rows the state has (0 is allowed: the solve succeeds at once). Also the place to check y0. */
  rows(y: S): number;

  /** The dtype's distance from 1 to the next number: 2⁻⁵² for float64, 2⁻²³ for float32. */
  epsilon(y: S): number;

  /**
   * Makes a step runnable: a plain space calls it with numbers, a tensor space traces it with f inside and
   * compiles one program. Called once for each program of the table that a solve needs, with **the same `step` value** for the same
   * method, so a space may cache by (f, step). Numbers inside a step (Butcher weights, rtol, atol) are constants.
   *
   * @param f the derivative, called by {@link StepAlgebra.slope}
   * @param step pure, and blind to what `Y` and `T` are
   */
  lift(f: Derivative<S, T>, step: Step): Program<S>;

  /** Gives back a state that the loop owns and no longer needs. */
  release(state: S): void;

  /**
   * A state shaped like y of numbers that are made on the host, `width` for each row, row after row; owned by the caller.
   * For solves that draw noise.
   */
  draw?(y: S, numbers: (rows: number, width: number) => Float64Array): S;

  /** Frees what the space itself holds (compiled programs). Called by the owner of the space, never by `solve`. */
  dispose?(): void;

  /**
   * When fixed steps look for non-finite numbers. `"step"` (default): after each. `"end"`, for devices where
   * reading back is slow: all rows share one clock, steps have no flags, and the end state alone is checked; if it
   * is not finite the solve runs again with flags to find each row's last good state (the evaluations of both count).
   * `"never"`, for states whose numbers nobody knows yet: fixed steps always end in success.
   */
  readonly checks?: "step" | "end" | "never";

  /**
   * Whether every program answers at once: `solve` then returns its solution, not a promise of it. For states that
   * are only written down, as when a solve becomes part of a formula.
   */
  readonly synchronous?: boolean;
}

/**
 * A derivative `dy/dt = f(y, t)`.
 *
 * @param y the state; not to be changed, nor kept after the call
 * @param t the time; a number for plain states; for rows a clock of the space's own type
 * @param out where the space offers one: a buffer shaped like y that f may fill and return, saving an allocation
 * @param rows where the space may leave out rows that have ended: which row of y0 each row of y is
 * @returns the slope, shaped like y
 */
export type Derivative<S, T = number> = (y: S, t: T, out: S, rows: T) => S;
