import { blending } from "../array-further.js";
import { requireFunction, requireThat } from "../check.js";
import { afterwards, askIn, begin, drive } from "../drive.js";
import type { StopSignal } from "../options.js";
import { type Plain, plainForm, receive } from "../plain-space.js";
import { leastOf } from "../rows.js";
import type { Saved } from "../save.js";
import { type Status, worstStatus } from "../status.js";
import type { Awaitable, Derivative, VectorSpace } from "../vector-space.js";
import { allowScore, type SourceMarks } from "./allow-score.js";
import { levelOfRatio, levelsOf, type NoiseSchedule } from "./level.js";
import { type Marched, march } from "./march.js";
import type { DiffusionMethod } from "./method.js";
import { drawsOf, type Noise } from "./noise.js";
import { type Prediction, predictionOf } from "./prediction.js";

/** Options of {@link sampleDiffusion}. A whole schedule of `@nami/schedules` may be spread into them. */
export interface SampleOptions<S> extends NoiseSchedule, SourceMarks {
  /** What the model predicts. */
  readonly predicts: Prediction;
  /** How to step: `ddim()`, `dpmSolverPP({ order: 2 })`, … */
  readonly method: DiffusionMethod;
  /** The times of the steps, from noise to data: one more than there are steps. */
  readonly grid: ArrayLike<number>;
  /** Needed by methods that draw: a key, or draws of one's own. */
  readonly noise?: Noise<S> | undefined;
  /** Times of the grid, in its order, at which to keep the state: the one at which the next step asks the model, before any churn. */
  readonly saveAt?: ArrayLike<number> | undefined;
  /** Looked at before every evaluation. Once it is aborted its reason is thrown. */
  readonly signal?: StopSignal | undefined;
}

/** Likewise, for states that bring their own space. */
export interface SampleSpaceOptions<S, T, Synchronous = false> extends SampleOptions<S> {
  /** What the state is: `tensorSpace(backend)`, or one's own. */
  readonly space: VectorSpace<S, T> & { readonly synchronous?: Synchronous };
}

/** The answer of {@link sampleDiffusion}. Its state belongs to the caller. */
export interface Sample<S> {
  /** The state at the last time of the grid; of a row that broke the last one that was finite. */
  readonly y: S;
  /** That time; where rows broke, of the one that got least far. */
  readonly t: number;
  /** The states at the times of `saveAt`; the caller's too. */
  readonly saved: Saved<S>[];
  /** The worst of the rows: `"nonFiniteDerivative"` where the model said so first, `"nonFiniteState"` where the state did. */
  readonly status: Status;
  /** What it cost: calls of the model, each for all rows at once. */
  readonly stats: { readonly evaluations: number };
  /** Of each row; only for states with a space. */
  readonly rows?: { readonly status: readonly Status[]; readonly t: Float64Array };
}

const words = { solve: "sampleDiffusion", f: "the model", y: "x" };

/**
 * Turns noise into data, with any sampler and any model of noise on a Gaussian path.
 *
 * A point at time t is `x = α(t)·data + σ(t)·noise`. Whatever the model predicts is turned into a prediction of the data,
 * so every method works on every model, on velocities of flow matching too. Methods that draw noise, and models that
 * predict the score, need a Gaussian source independent of the data.
 *
 * All factors of all steps are computed on the host in float64 before the first one; on tensors an evaluation of the model
 * and what follows from it is one compiled program, the same for all steps. The model is asked at times of the grid (with
 * churn: between them) where σ > 0, and nowhere else.
 *
 * @param model `(x, t) => prediction`, shaped like x; may fill and return its third argument, a buffer like x
 * @param x noise: a state at the first time of the grid, that is σ times standard normal numbers where α is 0 or
 *   data is small beside σ. Never changed
 * @returns at once for a number, `number[]` or `Float64Array`; with a `space` a promise, unless it is synchronous
 * @throws OptionError for an unknown `predicts`, a grid on which σ/α does not fall, a time at which the formula of a
 *   prediction divides by 0, or a method that draws without `noise`
 * @throws CapabilityError when the marks of the model forbid the score that the method needs
 * @throws SolveError with what the model threw as its `cause`
 * @throws ShapeError when the model returns something that is not shaped like x
 *
 * @example The exact denoiser of standard normal data, σ(t) = t:
 * const model = (x: number, t: number) => x / (1 + t * t);
 * const grid = karrasGrid({ steps: 18, sigmaMin: 0.002, sigmaMax: 80 });
 * sampleDiffusion(model, 80, { alpha: () => 1, sigma: (t) => t, predicts: "data", method: unipc(), grid }).y; // 1.000
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022)
 */
export function sampleDiffusion(
  model: (x: number, t: number) => number,
  x: number,
  options: SampleOptions<number>,
): Sample<number>;
export function sampleDiffusion(
  model: Derivative<Float64Array>,
  x: Float64Array,
  options: SampleOptions<Float64Array>,
): Sample<Float64Array>;
export function sampleDiffusion(
  model: Derivative<number[]>,
  x: number[],
  options: SampleOptions<number[]>,
): Sample<number[]>;
export function sampleDiffusion<S, T, Synchronous = false>(
  model: Derivative<S, T>,
  x: S,
  options: SampleSpaceOptions<S, T, Synchronous>,
): [Synchronous] extends [true] ? Sample<S> : Promise<Sample<S>>;
export function sampleDiffusion(
  model: unknown,
  x: unknown,
  options: SampleOptions<unknown> & { readonly space?: VectorSpace<unknown, unknown> },
): Sample<unknown> | Promise<Sample<unknown>> {
  requireFunction("sampleDiffusion: the model", model);
  const { space, noise } = options ?? {};
  if (space) return begin(space, () => run(model as Derivative<unknown, unknown>, x, options, space));
  const { y0, space: plain, show } = plainForm(x, words, blending);
  const drawn: Noise<Float64Array> | undefined =
    typeof noise === "function" ? (draw) => receiveDraw(noise(draw) as Plain, y0) : noise;
  const sample = run(model as Derivative<Float64Array>, y0, { ...options, noise: drawn }, plain, show);
  const { rows: _, y, saved, ...rest } = sample as Sample<Float64Array>;
  return { ...rest, y: show(y), saved: saved.map((one) => ({ t: one.t, y: show(one.y) })) };
}

/** @throws ShapeError when a draw is not as long as x */
const receiveDraw = (draw: Plain, x: Float64Array): Float64Array => {
  const out = new Float64Array(x.length);
  receive(typeof draw === "number" ? [draw] : draw, out, { ...words, f: "noise" });
  return out;
};

/** A whole solve: the plan, the run through it, and the result made of it. */
const run = <S, T>(
  model: Derivative<S, T> & SourceMarks,
  x: S,
  options: SampleOptions<S>,
  space: VectorSpace<S, T>,
  tell?: (state: S) => unknown,
): Awaitable<Sample<S>> => {
  const { predicts, method, grid, noise, saveAt = [], signal } = options;
  requireThat(
    method?.plan,
    "sampleDiffusion: method must be a diffusion sampler",
    method,
    "Pass for example ddim().",
  );
  const levels = levelsOf(options, grid);
  const end = levels.at(-1)!.t;
  const times = Array.from(grid);
  const kept = Array.from(saveAt);
  requireThat(
    times.filter((t) => kept.includes(t)).join() === kept.join(),
    "sampleDiffusion: saveAt must hold times of the grid in order",
    `[${kept}]`,
    "Pass some of the grid.",
  );
  const predict = predictionOf(predicts, options, grid);
  const marks = [options, model];
  if (method.stochastic) allowScore(method.name, marks);
  if (predicts === "score") allowScore("a model that predicts it", marks);
  const plan = method.plan({
    levels,
    levelOfRatio: (ratio, after) => levelOfRatio(options, ratio, levels[0]!.t, levels[after]!.t),
  });
  for (const { at } of plan) predict(at);
  const stats = { evaluations: 0 };
  const ask = askIn(space, model);
  const release = (state: S): void => space.release(state);
  const go = (looks: boolean): Awaitable<Marched<S>> =>
    drive(
      march<S>({
        x,
        rows: space.rows(x),
        method,
        plan,
        predict,
        draws: method.stochastic ? drawsOf(noise, space, x, method.name) : undefined,
        ask,
        release,
        saveAt: kept,
        end,
        signal,
        stats,
        tell,
        looks,
      }),
    );
  return afterwards(go(false), (first) => {
    if (first.broke) for (const { y } of [first, ...first.saved]) release(y);
    // The same way once more where rows broke, for the last points that were finite.
    return afterwards(first.broke ? go(true) : first, ({ y, saved, t, status }) => ({
      y,
      saved,
      t: leastOf(t, end),
      status: worstStatus(status),
      stats,
      rows: { status, t },
    }));
  });
};
