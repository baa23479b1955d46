import type { Distribution } from "@nami/distributions";
import { CapabilityError, checkOptions, OptionError } from "@nami/errors";
import { type Path, requireScore, type StochasticInterpolant } from "@nami/paths";
import type { ScheduleFunction } from "@nami/schedules";
import type { OdeMethod, SdeMethod } from "@nami/solvers";
import { neg, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import { hasNoise } from "./antithetic.js";
import { bindProcess } from "./bind-process.js";
import { odeCarrier, sdeCarrier } from "./carrier.js";
import { convertPrediction } from "./conversions.js";
import { checkTimesOfSchedule } from "./diffusion-ends.js";
import { checkEpsilon, type Epsilon, epsilonOf } from "./epsilon.js";
import type { FlowProcess } from "./flow-process.js";
import { checkModel, type Model, statedPath } from "./model.js";
import { noisyFlow, type VelocityAndNoise } from "./noisy-flow.js";
import type { OutputTransform } from "./output-transform.js";
import { checkParts } from "./process-parts.js";
import { solverKind } from "./solver-kind.js";

/** What an interpolant's process is made of. */
export interface InterpolantProcessOptions {
  /** b = E[ẋ_t | x_t], the velocity: what `interpolantLoss` teaches with `predicts: "b"`, and `fmLoss`. */
  readonly field: Model;
  /** s = ∇ log p_t, for an SDE: `predicts: "s"`. */
  readonly score?: Model;
  /** η = E[z | x_t], for an SDE: `predicts: "eta"`; then s = −η/γ. */
  readonly denoiser?: Model;
  /** What they are trained on. Default: the path of the field. */
  readonly path?: Path | StochasticInterpolant;
  /** Distribution of the source, at the noise end: any that can be drawn from. */
  readonly base: Distribution;
  /** An ODE method for dx/dt = b, or an SDE method. */
  readonly solver: OdeMethod | SdeMethod;
  /** What runs the steps. */
  readonly backend: TensorBackend;
  /** What solves the ODE of log-densities where `solver` does not. */
  readonly odeSolver?: OdeMethod;
  /** ε(t) ≥ 0 of an SDE. Default 1. `epsilonTimesWidth(c)` is c γ(t), or c σ(t) of a one-sided path. */
  readonly epsilon?: Epsilon;
  /** What points go through last: `tanhOutput()`, `affineOutput({ scale, shift })`, or one's own. Default: nothing. */
  readonly output?: OutputTransform;
  /** Time at the source. Default: that of the path. */
  readonly t0?: number;
  /** Time at the target. Default: that of the path. */
  readonly t1?: number;
}

/** A stochastic interpolant that waits for its condition. */
export interface InterpolantProcess {
  /**
   * The process for one condition, or for none.
   *
   * @param condition `[batch…, features]`; its batch axes come after the sample shape
   */
  bind(condition?: Tensor): FlowProcess;
}

/**
 * A stochastic interpolant as a process between a source (t = 1) and a target (t = 0), either of them anything.
 *
 * - An ODE method: dx/dt = b(x, t).
 * - An SDE method: dx = (b ± ε s) dt + √(2ε) dW with any ε(t) ≥ 0, − towards the target and + towards the source: `sample`
 *   and `decode` go one way, `encode` the other, and all of them have the marginals of the path.
 *
 * The score comes from `score`, from `denoiser` as −η/γ, or, on a path marked with `gaussianSource: true` such as
 * `oneSidedInterpolant()`, from b: s = (α̇ x − α b)/(σ(ασ̇ − α̇σ)). Where γ or σ is 0 at an end, `epsilonTimesWidth` needs only
 * the finite γ s or σ s.
 *
 * @throws OptionError without a path, base, solver or backend; when ε is negative, or ε s infinite at an end, saying where to stop
 * @throws CapabilityError when an SDE needs a score that nothing gives
 * @throws ShapeError when field and base state different event shapes
 * @example
 * const path = oneSidedInterpolant();
 * const process = interpolantProcess({
 *   field: b, path, base: standardNormal([2]), solver: eulerMaruyama({ steps: 80 }), epsilon: epsilonTimesWidth(2), backend,
 * });
 * const x = await process.bind().sample([20000], { key: key(0) });
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), section 3, with time reversed
 */
export function interpolantProcess(options: InterpolantProcessOptions): InterpolantProcess {
  checkOptions<InterpolantProcessOptions>("interpolantProcess", options, known);
  const { field, base, backend } = options;
  checkModel("interpolantProcess", field);
  const { path = statedPath(field) as Partial<Path> | undefined } = options;
  if (!isPath(path))
    throw new OptionError(
      `interpolantProcess: path must be a path with a schedule, got ${path ? "one without" : typeof path}. Pass for example { path: oneSidedInterpolant() }.`,
    );
  checkParts("interpolantProcess", { field, base, backend });
  const solver = solverKind("interpolantProcess", options.solver, ["ode", "sde"]);
  const [low, high] = path.schedule.interval;
  const [noiseEnd, dataEnd] = path.orientation === "dataToNoise" ? [high, low] : [low, high];
  const { t0 = noiseEnd, t1 = dataEnd } = options;
  checkTimesOfSchedule("interpolantProcess", path.schedule, { t0, t1 });
  const odeSolver = solver.kind === "ode" ? solver.method : options.odeSolver;
  const carrier =
    solver.kind === "ode"
      ? odeCarrier(field, solver.method)
      : sdeCarrier(noisy(options, path, { t0, t1 }), solver.method as SdeMethod);
  const process = {
    name: "interpolantProcess",
    base,
    backend,
    t0,
    t1,
    carrier,
    velocity: field,
    odeSolver,
    output: options.output,
  };
  return Object.freeze<InterpolantProcess>({ bind: (condition) => bindProcess(process, condition) });
}

const known = {
  field: true,
  score: true,
  denoiser: true,
  path: true,
  base: true,
  solver: true,
  backend: true,
  odeSolver: true,
  epsilon: true,
  output: true,
  t0: true,
  t1: true,
} as const;

const isPath = (path: Partial<Path> | undefined): path is Path => typeof path?.schedule?.alpha === "function";

/** The SDE, with its score from wherever it is given. */
function noisy(
  options: InterpolantProcessOptions,
  path: Path,
  ends: { readonly t0: number; readonly t1: number },
): ReturnType<typeof noisyFlow> {
  const caller = "interpolantProcess";
  const { ask, width, divided } = scoreOf(options, path);
  const found = epsilonOf(caller, options.epsilon ?? 1, width);
  const level = divided ? found : { epsilon: found.epsilon, overWidth: found.epsilon };
  checkEpsilon(caller, level, ends);
  return noisyFlow(ask, level);
}

/** How velocity and noise are asked, the width, and whether the noise is yet to be divided by it. */
function scoreOf(
  { field, score, denoiser }: InterpolantProcessOptions,
  path: Path,
): { readonly ask: VelocityAndNoise; readonly width: ScheduleFunction; readonly divided: boolean } {
  const own = hasNoise(path);
  const width = own ? path.gamma.gamma : path.schedule.sigma;
  if (!own) requireScore("interpolantProcess", path);
  if (score) {
    const ask: VelocityAndNoise = (x, t, c) => ({ velocity: field(x, t, c), noise: neg(score(x, t, c)) });
    return { ask, width, divided: false };
  }
  if (denoiser) {
    if (!own)
      throw new OptionError(
        `interpolantProcess: a denoiser needs a path with noise of its own, got "${path.name}". Pass a path with a gamma, or a score.`,
      );
    const ask: VelocityAndNoise = (x, t, c) => ({ velocity: field(x, t, c), noise: denoiser(x, t, c) });
    return { ask, width, divided: true };
  }
  if (path.gaussianSource !== true)
    throw new CapabilityError(
      `interpolantProcess: an SDE needs a score, got only the velocity of "${path.name}". Pass score or denoiser, an ODE method, or a path marked with gaussianSource: true such as oneSidedInterpolant().`,
    );
  requireScore("interpolantProcess", path);
  const { schedule } = path;
  const ask: VelocityAndNoise = (x, t, c) => {
    const velocity = field(x, t, c);
    return {
      velocity,
      noise: convertPrediction(velocity, { from: "velocity", to: "noise", x, t, schedule }),
    };
  };
  return { ask, width: schedule.sigma, divided: true };
}
