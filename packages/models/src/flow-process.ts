import type { DivergenceEstimator } from "@nami/divergence";
import type { Stats, Status, StopSignal } from "@nami/solvers";
import type { Key, Shape, Tensor } from "@nami/tensor-backend";
import type { TracedProcess } from "./traced-process.js";

/** How a solve of many rows went. */
export interface FlowReport {
  /** One status when all rows agree, else the worst. */
  readonly status: Status;
  /** Evaluations of the field and steps, all rows together. */
  readonly stats: Stats;
  /** Each row's own status, and the time it got to; rows are the batch in row-major order. */
  readonly rows: { readonly status: readonly Status[]; readonly t: Float64Array };
}

/** Options of every method that solves. */
export interface SolveControl {
  /** An `AbortSignal`: looked at before every step; once aborted the promise rejects with its reason. */
  readonly signal?: StopSignal | undefined;
}

/** Options of drawing samples. */
export interface SampleOptions extends SolveControl {
  /** Decides the noise. Sample i depends on the key and i alone. */
  readonly key: Key;
}

/** Options of carrying points that the caller has. */
export interface MoveOptions extends SolveControl {
  /** Decides the noise on the way, for stochastic processes. */
  readonly key?: Key | undefined;
}

/** Options of {@link FlowProcess.encode}. */
export interface EncodeOptions extends MoveOptions {
  /** The time to stop at. Default: the noise end. */
  readonly to?: number;
}

/** Options of {@link FlowProcess.decode}. */
export interface DecodeOptions extends MoveOptions {
  /** The time at which the points are. Default: the noise end. */
  readonly from?: number;
}

/** Options of evaluating log-densities. */
export interface LogProbOptions extends SolveControl {
  /** How to compute ∇·v. Default: `exactDivergence()`. */
  readonly divergence?: DivergenceEstimator;
  /** Draws the probes of a stochastic estimator. */
  readonly key?: Key;
  /**
   * Whether a stochastic estimator keeps its probes along the way, so that the estimate is a smooth function of time, or draws new
   * ones as often as the solver has steps, so that their errors average out. Default `"fixed"`; `"resampled"` needs fixed steps.
   */
  readonly probesAlong?: "fixed" | "resampled";
}

/** A log-density with what is known of its error. */
export interface LogProbEstimate {
  /** Nats, `[batch…]`. */
  readonly logProb: Tensor;
  /** Standard error from the probes, `[batch…]`: 0 when exact, NaN with one probe. The solver's error is not in it. */
  readonly standardError: Tensor;
  /** Probes for each point; 0 when exact. */
  readonly probes: number;
  /** The time at the data end: it is the log-density of the marginal there. */
  readonly t: number;
  readonly stats: Stats;
}

/** Options of {@link FlowProcess.trajectory}. */
export interface TrajectoryOptions extends SampleOptions {
  /** Times to keep, from the noise end to the data end. */
  readonly times: readonly number[];
}

/** Points on their way from noise to data. */
export interface Trajectory {
  readonly t: readonly number[];
  /** `[times, sample…, batch…, event…]` */
  readonly x: Tensor;
}

/**
 * A process with its condition bound: what `flowMatching`, `diffusion` and `interpolantProcess` give. Results are tensors with values on the host; nothing stays on the device.
 *
 * Every method but `sampleWithStats` throws SolveError unless every row succeeded, with the last good points and the
 * {@link FlowReport} in `details`. A solve costs the field evaluations of the solver; an exact log-density multiplies
 * each by about d + 1, a stochastic one by probes + 1.
 *
 * @example
 * const process = flowMatching({ field: field.with(params), base, solver, backend }).bind();
 * const x = await process.sample([2000], { key: key(0) }); // [2000, 2]
 * const logProb = await process.logProb(x); // [2000]
 */
export interface FlowProcess {
  /**
   * Noise carried from the noise end to the data end.
   *
   * @param shape sample axes; those of the condition come after them
   * @returns `[sample…, batch…, event…]`
   */
  sample(shape: Shape, options: SampleOptions): Promise<Tensor>;
  /** As `sample`, with how the solve went; rows that failed are at their last good state. */
  sampleWithStats(shape: Shape, options: SampleOptions): Promise<FlowReport & { readonly x: Tensor }>;
  /**
   * log p(x) = log p_base(x₁) + ∫₀¹ ∇·v dt, in nats.
   *
   * @param x `[batch…, event…]`
   * @returns `[batch…]`
   * @throws OptionError when the divergence needs a key and there is none
   * @throws DataError when a coordinate is not finite
   */
  logProb(x: Tensor, options?: LogProbOptions): Promise<Tensor>;
  /** As `logProb`, with the standard error of a stochastic divergence. */
  estimateLogProb(x: Tensor, options?: LogProbOptions): Promise<LogProbEstimate>;
  /**
   * Samples with their log-densities, in one solve of the ODE. Where that is the solver, they are those of `sample`: the same with fixed
   * steps, and within its tolerances with adaptive ones, which look at the log-density too.
   */
  sampleWithLogProb(
    shape: Shape,
    options: SampleOptions & LogProbOptions,
  ): Promise<{ readonly x: Tensor; readonly logProb: Tensor }>;
  /**
   * The noise that a point comes from, or a draw of what it becomes: `[batch…, event…]` to the same.
   *
   * @throws OptionError when the process is stochastic and there is no key
   */
  encode(x: Tensor, options?: EncodeOptions): Promise<Tensor>;
  /**
   * The point that some noise becomes, or points of a time between: `[batch…, event…]` to the same.
   *
   * @throws OptionError when the process is stochastic and there is no key, or the time is not between the ends
   */
  decode(noise: Tensor, options?: DecodeOptions): Promise<Tensor>;
  /**
   * Samples at several times on their way: those of `sample` with the same key at the data end. An SDE is solved with steps to these
   * times besides its own, and its samples differ from those of `sample` by the error of its steps, unless they are times of its grid.
   *
   * @throws OptionError when there is no time, or the times do not run from the noise end to the data end
   */
  trajectory(shape: Shape, options: TrajectoryOptions): Promise<Trajectory>;
  /** Samples and log-densities as formulas, for derivatives through them. */
  readonly traced: TracedProcess;
}
