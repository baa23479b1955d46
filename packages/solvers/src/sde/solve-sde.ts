import { multiplying } from "../array-further.js";
import { requireFunction, requireThat } from "../check.js";
import { uniformGrid } from "../diffusion/grids.js";
import { begin } from "../drive.js";
import { steppingOf } from "../fixed-steps.js";
import { integrate, type Solution } from "../integrate.js";
import { requireInterval, type StopSignal } from "../options.js";
import { plainForm } from "../plain-space.js";
import type { Measure } from "../step.js";
import type { Awaitable, Derivative, VectorSpace } from "../vector-space.js";
import type { Calculus, SdeProblem } from "./calculus.js";
import { formulaOf } from "./formula.js";
import { askWithNoise, type BrownianSource } from "./noise-of.js";
import type { SdeMethod } from "./sde-method.js";

/** Options of {@link solveSde}. */
export interface SdeOptions<C extends Calculus = Calculus> {
  /** Start of the interval, where the state is y0. Finite. */
  readonly t0: number;
  /** End of the interval; may lie before t0, and the noise then acts backwards. Finite. */
  readonly t1: number;
  /** How to step: `eulerMaruyama({ steps })`, … */
  readonly method: SdeMethod<C>;
  /** The Brownian paths, one for each element of the state: `brownianTree(key)`. */
  readonly noise: BrownianSource;
  /** Times at which to keep the state, monotone from t0 towards t1. The method steps on them too. */
  readonly saveAt?: ArrayLike<number>;
  /** Looked at before every step. Once it is aborted its reason is thrown. */
  readonly signal?: StopSignal | undefined;
}

/** Likewise, for states that bring their own space. */
export interface SdeSpaceOptions<S, T, C extends Calculus = Calculus, Synchronous = false>
  extends SdeOptions<C> {
  /** What the state is: `tensorSpace(backend)`, `rowSpace({ width })`, or one's own. */
  readonly space: VectorSpace<S, T> & { readonly synchronous?: Synchronous };
}

/** The ends of steps, with the times to save among them. */
const gridOf = ({ t0, t1, method, saveAt = [] }: SdeOptions): number[] => {
  const { options } = method;
  const ends = "grid" in options ? options.grid : uniformGrid({ ...options, from: t0, to: t1 });
  const direction = Math.sign(t1 - t0);
  return [...new Set([ends, saveAt].flatMap((times) => Array.from(times)))].sort(
    (a, b) => (a - b) * direction,
  );
};

const run = <S, T>(
  { drift, diffusion, calculus }: SdeProblem<Derivative<S, T>>,
  y0: S,
  options: SdeOptions,
  space: VectorSpace<S, T>,
  show?: (state: S) => S,
): Awaitable<Solution<S>> => {
  const { t0, t1, method, noise, saveAt, signal } = options;
  requireThat(
    method?.calculus,
    "solveSde: method must be a stochastic method",
    method,
    "Pass for example eulerMaruyama({ steps: 100 }).",
  );
  requireThat(
    noise?.between,
    "solveSde: noise must be Brownian paths",
    noise,
    "Pass brownianTree(key(0)) of @nami/random.",
  );
  requireThat(
    calculus === undefined || method.calculus.includes(calculus),
    `solveSde: calculus must be that of ${method.name} (${method.calculus.join(", ")})`,
    calculus,
    "Choose another method, or convert the drift.",
  );
  requireInterval(t0, t1);
  requireFunction("solveSde: drift", drift);
  requireFunction("solveSde: diffusion", diffusion);
  const formula = formulaOf(method, diffusion as Measure);
  const stepping = steppingOf(method.name, t0 === t1 ? { steps: 1 } : { grid: gridOf(options) });
  const settings = { t0, t1, method: { formula, stepping }, signal, ...(saveAt && { saveAt }) };
  return integrate(drift, y0, settings, space, show, (ask) =>
    t0 === t1 ? ask : askWithNoise(ask, method.area, { space, y0, paths: noise.between(t0, t1) }),
  );
};

/**
 * Solves the stochastic equation `dy = f(y, t) dt + g(y, t) dW` along given Brownian paths, one for each element of y.
 *
 * The paths are functions of time, so that more steps, or another method, come nearer to the same solution. Elements are
 * numbered row by row, and path i depends on the key and i only.
 *
 * @param problem drift and diffusion, as `solve` takes a derivative; and how the equation is meant
 * @param y0 a number, an array of numbers or a `Float64Array`, solved at once; or any state with its `space`
 * @returns as `solve`; `stats.evaluations` counts calls of the drift
 * @throws OptionError when an option is missing or out of range, or the equation is meant in another calculus than the
 * method's; ShapeError when drift or diffusion return something that is not shaped like y0
 * @example Geometric Brownian motion:
 * const problem = { drift: (y: number) => 0.5 * y, diffusion: (y: number) => 0.3 * y, calculus: "ito" } as const;
 * const { y } = solveSde(problem, 1, { t0: 0, t1: 1, method: milstein({ steps: 64 }), noise: brownianTree(key(0)) });
 */
export function solveSde<C extends Calculus>(
  problem: SdeProblem<(y: number, t: number) => number, NoInfer<C>>,
  y0: number,
  options: SdeOptions<C>,
): Solution<number>;
export function solveSde<C extends Calculus>(
  problem: SdeProblem<Derivative<Float64Array>, NoInfer<C>>,
  y0: Float64Array,
  options: SdeOptions<C>,
): Solution<Float64Array>;
export function solveSde<C extends Calculus>(
  problem: SdeProblem<Derivative<number[]>, NoInfer<C>>,
  y0: number[],
  options: SdeOptions<C>,
): Solution<number[]>;
export function solveSde<S, T, C extends Calculus, Synchronous = false>(
  problem: SdeProblem<Derivative<S, T>, NoInfer<C>>,
  y0: S,
  options: SdeSpaceOptions<S, T, C, Synchronous>,
): [Synchronous] extends [true] ? Solution<S> : Promise<Solution<S>>;
export function solveSde(
  problem: SdeProblem<unknown>,
  y0: unknown,
  options: SdeOptions & { readonly space?: VectorSpace<unknown, unknown> },
): Solution<unknown> | Promise<Solution<unknown>> {
  const { space } = options;
  if (space)
    return begin(space, () => run(problem as SdeProblem<Derivative<unknown, unknown>>, y0, options, space));
  const words = { solve: "solveSde", f: "drift and diffusion", y: "y0" };
  const { y0: start, space: plain, show } = plainForm(y0, words, multiplying);
  const equation = problem as SdeProblem<Derivative<Float64Array>>;
  const solved = run(equation, start, options, plain, show as () => Float64Array);
  const { rows: _, ...solution } = solved as Solution<Float64Array>;
  return solution;
}
