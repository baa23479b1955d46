import { type Distribution, diagonalNormal } from "@nami/distributions";
import { checkOptions, OptionError } from "@nami/errors";
import { type Path, requireScore } from "@nami/paths";
import type { Schedule } from "@nami/schedules";
import type { DiffusionMethod, OdeMethod, SdeMethod } from "@nami/solvers";
import type { Shape, Tensor, TensorBackend } from "@nami/tensor-backend";
import { bindProcess } from "./bind-process.js";
import { odeCarrier, samplerCarrier, sdeCarrier } from "./carrier.js";
import { convertPrediction, type Parameterization } from "./conversions.js";
import { checkFlowEnds, checkTimesOfSchedule } from "./diffusion-ends.js";
import { checkEpsilon, type Epsilon, epsilonOf, halfDiffusionSquared } from "./epsilon.js";
import type { FlowProcess } from "./flow-process.js";
import { type BoundModel, checkModel, type Model, statedEventShape, statedPath } from "./model.js";
import { noisyFlow } from "./noisy-flow.js";
import type { OutputTransform } from "./output-transform.js";
import { checkParts } from "./process-parts.js";
import { type SolverKind, solverKind } from "./solver-kind.js";

/** What a diffusion is made of. */
export interface DiffusionOptions {
  /** The model, e.g. `field.with(params)`: any function `(x, t, condition?) => prediction`. */
  readonly field: Model;
  /** α and σ that it is trained with. Default: the schedule of the path of the model. */
  readonly schedule?: Schedule;
  /** What the model predicts. Default: what it says itself, else `"noise"`. */
  readonly predicts?: Parameterization;
  /**
   * Decides how samples are drawn: by the probability-flow ODE (`rk4({ steps })`, `dopri5({ rtol, atol })`), by the reverse
   * SDE (`eulerMaruyama({ steps })`), or by a diffusion sampler (`ddim()`, `dpmSolverPP()`, with a `grid`).
   */
  readonly solver: OdeMethod | SdeMethod | DiffusionMethod;
  /** What runs the steps. */
  readonly backend: TensorBackend;
  /** The times of a diffusion sampler, from noise to data: `uniformGrid({ steps })`. */
  readonly grid?: ArrayLike<number>;
  /** What solves the ODE of log-densities where `solver` does not. */
  readonly odeSolver?: OdeMethod;
  /** ε(t) of an SDE, for dx = (v − ε s) dt + √(2ε) dW. Default ½g², the reverse of the noising process. */
  readonly epsilon?: Epsilon;
  /** Distribution at the noise end. Default N(0, σ(t0)²). */
  readonly base?: Distribution;
  /** Shape of one point, where neither model nor base says it. */
  readonly eventShape?: Shape;
  /** What points go through last: `tanhOutput()`, `affineOutput({ scale, shift })`, or one's own. Default: nothing. */
  readonly output?: OutputTransform;
  /** Time at the noise end. Default: that of the grid, else of the schedule. */
  readonly t0?: number;
  /** Time at the data end, where σ must be above 0 for whatever needs it. Default: that of the grid, else of the schedule. */
  readonly t1?: number;
}

/** A diffusion that waits for its condition. */
export interface Diffusion {
  /**
   * The process for one condition, or for none.
   *
   * @param condition `[batch…, features]`; its batch axes come after the sample shape
   */
  bind(condition?: Tensor): FlowProcess;
}

/**
 * A diffusion model as a process, x_t = α(t) data + σ(t) ε. The solver picks how it samples:
 *
 * - an ODE method: dx/dt = v = α̇ E[x₀ | x] + σ̇ E[ε | x] = f x − ½g² s;
 * - an SDE method: dx = (v − ε s) dt + √(2ε) dW from noise to data, ε = ½g² unless told;
 * - a diffusion sampler on its grid.
 *
 * Log-densities follow the ODE in every case; they are those of the marginal at t1, which `estimateLogProb` states. The default
 * base is not exactly the marginal at t0 where α is not 0 there: about 1e-2 nats for VP, VE and EDM.
 *
 * @throws OptionError without a schedule, solver or backend; when a time is outside the schedule's interval, or σ is 0 at the data
 * end of something that divides by it
 * @throws CapabilityError when something needs the score of a model whose path has no Gaussian independent of the data
 * @throws ShapeError when model and base state different event shapes
 * @example
 * const process = diffusion({ field: field.with(params), schedule: edmSchedule(), solver: rk4({ steps: 500 }), t1: 1e-3, backend });
 * const x = await process.bind().sample([500], { key: key(0) });
 * @see Song et al., Score-based generative modeling through SDEs (2021), https://arxiv.org/abs/2011.13456
 */
export function diffusion(options: DiffusionOptions): Diffusion {
  checkOptions<DiffusionOptions>("diffusion", options, known);
  const { field, backend, epsilon } = options;
  checkModel("diffusion", field);
  const path = statedPath(field) as Partial<Path> | undefined;
  const { schedule = path?.schedule, predicts = (field as Partial<BoundModel>).predicts ?? "noise" } =
    options;
  if (typeof schedule?.alpha !== "function")
    throw new OptionError(
      `diffusion: schedule must be a schedule, got ${typeof schedule}. Pass for example { schedule: vpSchedule() }.`,
    );
  const solver = solverKind("diffusion", options.solver);
  const { t0, t1 } = timesOf(options, schedule, solver);
  const base = options.base ?? defaultBase(options, schedule.sigma(t0));
  checkParts("diffusion", { field, base, backend });
  if (path && (predicts === "score" || solver.kind === "sde" || stochastic(solver)))
    requireScore("diffusion", path);

  const odeSolver = solver.kind === "ode" ? solver.method : options.odeSolver;
  const as =
    (to: Parameterization): Model =>
    (x, t, condition) =>
      convertPrediction(field(x, t, condition), { from: predicts, to, x, t, schedule });
  const velocity = predicts === "velocity" ? field : as("velocity");
  const flow = odeSolver && odeCarrier(velocity, odeSolver);
  const ends = { schedule, predicts, t0, t1 };
  if (flow || solver.kind === "sde") checkFlowEnds(ends, solver.kind === "sde");
  const process = { name: "diffusion", base, backend, t0, t1, velocity, odeSolver, output: options.output };
  const bindWith = (carriers: Pick<Parameters<typeof bindProcess>[0], "carrier" | "encoder">): Diffusion =>
    Object.freeze<Diffusion>({ bind: (condition) => bindProcess({ ...process, ...carriers }, condition) });

  switch (solver.kind) {
    case "ode":
      return bindWith({ carrier: odeCarrier(velocity, solver.method) });
    case "sde": {
      const noiseLevel = epsilonOf(
        "diffusion",
        epsilon ?? { of: halfDiffusionSquared(schedule.diffusion) },
        schedule.sigma,
      );
      checkEpsilon("diffusion", noiseLevel, { t0, t1 });
      const ask = (x: Tensor, t: Tensor, condition?: Tensor) => {
        const y = field(x, t, condition);
        const given = { from: predicts, x, t, schedule };
        return {
          velocity: convertPrediction(y, { ...given, to: "velocity" }),
          noise: convertPrediction(y, { ...given, to: "noise" }),
        };
      };
      return bindWith({ carrier: sdeCarrier(noisyFlow(ask, noiseLevel), solver.method) });
    }
    case "sampler": {
      const plain = predicts === "vPrediction" ? "data" : predicts;
      const model = predicts === "vPrediction" ? as("data") : field;
      const carrier = samplerCarrier({
        model,
        predicts: plain,
        schedule,
        method: solver.method,
        grid: options.grid!,
      });
      return bindWith({ carrier, encoder: flow ?? needsOdeSolver });
    }
  }
}

const known = {
  field: true,
  schedule: true,
  predicts: true,
  solver: true,
  backend: true,
  grid: true,
  odeSolver: true,
  epsilon: true,
  base: true,
  eventShape: true,
  output: true,
  t0: true,
  t1: true,
} as const;

const stochastic = (solver: SolverKind): boolean => solver.kind === "sampler" && solver.method.stochastic;

/** From data to noise a sampler does not go. */
const refuse = (): never => {
  throw new OptionError(
    "encode: samplers run from noise to data only, got no odeSolver. Pass diffusion({ odeSolver: dopri5({ rtol: 1e-5, atol: 1e-5 }), … }).",
  );
};
const needsOdeSolver = { stochastic: false, carry: refuse, trace: refuse };

function timesOf(
  { grid, t0, t1 }: DiffusionOptions,
  schedule: Schedule,
  { kind, method }: SolverKind,
): { readonly t0: number; readonly t1: number } {
  const sampled = kind === "sampler";
  if (sampled && !(grid && grid.length > 1))
    throw new OptionError(
      `diffusion: the sampler ${method.name} needs a grid of times, got ${grid ? `${grid.length} of them` : typeof grid}. Pass for example grid: uniformGrid({ steps: 50 }).`,
    );
  const [start, end] = schedule.interval;
  const [noiseEnd, dataEnd] = schedule.orientation === "dataToNoise" ? [end, start] : [start, end];
  const times = {
    t0: t0 ?? (sampled ? grid![0]! : noiseEnd),
    t1: t1 ?? (sampled ? grid![grid!.length - 1]! : dataEnd),
  };
  checkTimesOfSchedule("diffusion", schedule, times);
  return times;
}

function defaultBase(
  { field, eventShape = statedEventShape(field) }: DiffusionOptions,
  sigma: number,
): Distribution {
  if (!eventShape)
    throw new OptionError(
      "diffusion: the shape of a point must be known for the default base, got a model that does not state it. Pass eventShape: [2], or a base.",
    );
  if (!(sigma > 0 && sigma < Infinity))
    throw new OptionError(
      `diffusion: the default base N(0, σ(t0)²) needs a positive σ, got ${sigma}. Pass t0 at the noise end, or a base.`,
    );
  type Nested = number | Nested[];
  const filled = (value: number): Nested =>
    eventShape.reduceRight<Nested>((inner, size) => new Array<Nested>(size).fill(inner), value);
  return diagonalNormal({ mean: filled(0), std: filled(sigma) });
}
