import { requireFunction, requireThat } from "./check.js";
import { begin } from "./drive.js";
import { integrate, type Solution } from "./integrate.js";
import type { SolveOptions, StoppableOptions } from "./options.js";
import { plainForm } from "./plain-space.js";
import type { Derivative, VectorSpace } from "./vector-space.js";

/** Options of {@link solve} for states that bring their own space. */
export interface SpaceOptions<S, T, Synchronous = false> extends StoppableOptions {
  /**
   * What the state is: `tensorSpace(backend)`, or one's own. With a synchronous one, as `graphSpace()` is, a short solve
   * becomes part of a formula.
   */
  readonly space: VectorSpace<S, T> & { readonly synchronous?: Synchronous };
}

/**
 * Solves the initial value problem `dy/dt = f(y, t)`, `y(t0) = y0`, forward or backward to t1.
 *
 * Plain states (a number, an array of numbers, a `Float64Array`) are solved at once. Any other state brings its
 * `space`, and the answer is a promise, unless the space is `synchronous`. f is never asked outside of [t0, t1], and y0 is never changed.
 *
 * Numerical trouble is an answer, not an exception: `status` says how the solve ended and `y`, `t` are the last good
 * state and its time (see {@link Solution}).
 *
 * @param f the derivative; may fill and return its third argument, a buffer like y, to save an allocation. On a
 * `Float64Array` it may return any array of numbers. It reads y during the call only: arrays are used again for the next call
 * @param y0 the state at t0
 * @throws OptionError when an option is missing or out of range, `saveAt` leaves [t0, t1] or is not monotone, `rtol`
 * is below 10 ε of the state's dtype, or y0 needs a space
 * @throws ShapeError when f returns something that is not shaped like y0
 * @throws SolveError when f or an event throws: with that as its `cause`, and the last good state in its `details`
 *
 * @example One number:
 * solve((y) => -y, 1, { t0: 0, t1: 1, method: rk4({ steps: 20 }) }).y // 0.36787946…, error 2e-8
 *
 * @example A system, filling the buffer:
 * const f = (y: Float64Array, t: number, out: Float64Array) => {
 *   out[0] = y[1]!;
 *   out[1] = -y[0]!;
 *   return out;
 * };
 * solve(f, Float64Array.of(1, 0), { t0: 0, t1: Math.PI, method: dopri5({ rtol: 1e-8, atol: 1e-8 }) }).y // [-1, 0]
 */
export function solve(
  f: (y: number, t: number) => number,
  y0: number,
  options: SolveOptions,
): Solution<number>;
export function solve(
  f: (...args: Parameters<Derivative<Float64Array>>) => ArrayLike<number>,
  y0: Float64Array,
  options: SolveOptions,
): Solution<Float64Array>;
export function solve(f: Derivative<number[]>, y0: number[], options: SolveOptions): Solution<number[]>;
export function solve<S, T, Synchronous = false>(
  f: Derivative<S, T>,
  y0: S,
  options: SpaceOptions<S, T, Synchronous>,
): [Synchronous] extends [true] ? Solution<S> : Promise<Solution<S>>;
export function solve(
  f: unknown,
  y0: unknown,
  options: SolveOptions & { readonly space?: VectorSpace<unknown, unknown> } = {} as SolveOptions,
): Solution<unknown> | Promise<Solution<unknown>> {
  const { space } = options;
  requireFunction("solve: f", f);
  if (space) {
    requireThat(space.lift, "solve: space must be a space", space, "Pass for example tensorSpace(backend).");
    return begin(space, () => integrate(f as Derivative<unknown, unknown>, y0, options, space));
  }
  const { y0: start, space: plain, show } = plainForm(y0);
  const solved = integrate(f as Derivative<Float64Array>, start, options, plain, show as () => Float64Array);
  const { rows: _, ...solution } = solved as Solution<Float64Array>;
  return solution;
}
