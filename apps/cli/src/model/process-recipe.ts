import { type Distribution, diagonalNormal, standardNormal } from "@nami/distributions";
import { DataError } from "@nami/errors";
import {
  type BoundModel,
  convertPrediction,
  denoisingLoss,
  diffusion,
  edmWeight,
  epsilonTimesWidth,
  type FlowProcess,
  flowMatching,
  fmLoss,
  interpolantLoss,
  interpolantProcess,
  type LossWeight,
  type Model,
  minSnrWeight,
  precondition,
  snrWeight,
  softMinSnrWeight,
  uniformWeight,
} from "@nami/models";
import {
  brownianGamma,
  linearInterpolant,
  type Path,
  quadraticGamma,
  sigmoidGamma,
  sineSquaredGamma,
  zeroGamma,
} from "@nami/paths";
import {
  cosineSchedule,
  edmSchedule,
  linearSchedule,
  type Schedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import { eulerMaruyama, type OdeMethod } from "@nami/solvers";
import { broadcastTo, type TensorBackend } from "@nami/tensor-backend";
import type { Loss } from "@nami/training";
import type {
  Config,
  DiffusionConfig,
  InterpolantConfig,
  ProcessConfig,
  ScheduleConfig,
} from "../config/config.js";
import { timesOf } from "./times.js";

/** What a process is trained on, and how a trained model becomes it. */
export interface ProcessRecipe {
  /** What training draws: the noise, or the source. */
  readonly base: Distribution;
  /** Where samples start. */
  readonly prior: Distribution;
  /** The time at which samples start. */
  readonly t0: number;
  /** The time at which samples end. */
  readonly t1: number;
  readonly loss: Loss<BoundModel, Distribution>;
  /** The velocity that follows from what the model predicts. */
  velocityOf(model: BoundModel): BoundModel;
  /** @param velocity of {@link velocityOf} */
  bind(velocity: BoundModel, solver: OdeMethod, backend: TensorBackend): FlowProcess;
}

/** What a model must know of its data. */
export interface DataShape {
  readonly dim: number;
  /** How many labels the data have, where they have some. */
  readonly classes?: number | undefined;
  /** Their standard deviation, over all coordinates. */
  readonly spread?: number | undefined;
}

/** The schedule of a config. */
export const scheduleOf = (choice: ScheduleConfig): Schedule => {
  const config: Exclude<ScheduleConfig, string> = typeof choice === "string" ? { name: choice } : choice;
  switch (config.name) {
    case "subVp":
    case "vp": {
      const { betaMin = 0.1, betaMax = 20 } = config;
      return (config.name === "vp" ? vpSchedule : subVpSchedule)({ betaMin, betaMax });
    }
    case "ve": {
      const { sigmaMin = 0.01, sigmaMax = 50 } = config;
      return veSchedule({ sigmaMin, sigmaMax });
    }
    case "edm": {
      const { sigmaMin = 0.002, sigmaMax = 80 } = config;
      return edmSchedule({ sigmaMin, sigmaMax });
    }
    default:
      return (config.name === "cosine" ? cosineSchedule : linearSchedule)();
  }
};

/** A process config in its long form. */
export const namedProcess = (choice: ProcessConfig): Exclude<ProcessConfig, string> =>
  typeof choice === "string" ? { name: choice } : choice;

const weights: Readonly<Record<NonNullable<DiffusionConfig["weight"]>, (sigmaData: number) => LossWeight>> = {
  uniform: () => uniformWeight(),
  snr: () => snrWeight(),
  minSnr: () => minSnrWeight(),
  softMinSnr: () => softMinSnrWeight(),
  edm: (sigmaData) => edmWeight({ sigmaData }),
};

/** How far from an end, as a share of the way, a process stays that can't reach it. */
const inset = 1e-3;

/** Under schedules whose noise grows without bound a network needs inputs of one size. */
const needsScale = (schedule: ScheduleConfig): boolean =>
  ["ve", "edm"].includes(typeof schedule === "string" ? schedule : schedule.name);

const diffusionRecipe = (
  { schedule: named = "vp", sampler = "ode", end = 1e-3, ...config }: DiffusionConfig,
  { training }: Config,
  { dim, spread: sigmaData = 0.5 }: DataShape,
): ProcessRecipe => {
  const schedule = scheduleOf(named);
  const { precondition: scaled = needsScale(named) && config.predicts === undefined } = config;
  const { predicts = scaled ? "data" : "noise", weight = scaled ? "edm" : "uniform" } = config;
  if ((scaled || weight === "edm") && !(sigmaData > 0))
    throw new DataError(
      "train: the data must differ from row to row for a network that is scaled by how much they do, got the same in all. Pass more rows, or process.precondition: false with another weight than edm.",
    );
  const predictor = (model: BoundModel): Model =>
    scaled ? precondition(model, { schedule, sigmaData }) : model;
  const base = standardNormal([dim]);
  // Where α is 0, noise and score say nothing of the data, and the reverse SDE has infinite noise.
  const dividesByAlpha = predicts === "noise" || predicts === "score" || sampler === "sde";
  const t0 = dividesByAlpha && !(schedule.alpha(1) > 0) ? 1 - inset * (1 - end) : 1;
  const prior = diagonalNormal({
    mean: new Array<number>(dim).fill(0),
    std: new Array<number>(dim).fill(schedule.sigma(t0)),
  });
  const times = timesOf(training.times, { interval: [end, t0], schedule });
  const weigh = weights[weight](sigmaData);
  return {
    base,
    prior,
    t0,
    t1: end,
    loss: (model, target, source, options) =>
      denoisingLoss(predictor(model), target, source, {
        ...options,
        schedule,
        predicts,
        weight: weigh,
        times,
      }),
    velocityOf: (model) => {
      const predict = predictor(model);
      const velocity: BoundModel["divergence"] = (x, t, condition) => {
        const time = broadcastTo(t, x.shape.slice(0, -1));
        return convertPrediction(predict(x, time, condition), {
          from: predicts,
          to: "velocity",
          x,
          t: time,
          schedule,
        });
      };
      return Object.freeze(
        Object.assign(velocity, { eventShape: model.eventShape, predicts: "velocity" as const }),
      );
    },
    bind: (field, solver, backend) => {
      const parts = {
        field,
        schedule,
        predicts: "velocity",
        base: prior,
        t0,
        t1: end,
        odeSolver: solver,
        backend,
      } as const;
      const steps = solver.stepping.steps ?? 500;
      return diffusion({ ...parts, solver: sampler === "sde" ? eulerMaruyama({ steps }) : solver }).bind();
    },
  };
};

const gammas = {
  brownian: () => brownianGamma(),
  quadratic: () => quadraticGamma(),
  sineSquared: () => sineSquaredGamma(),
  sigmoid: () => sigmoidGamma(),
  zero: () => zeroGamma(),
} as const;

const interpolantRecipe = (
  { gamma = "brownian", form = "square", sampler = "ode" }: InterpolantConfig,
  { training }: Config,
  { dim }: DataShape,
): ProcessRecipe => {
  // Its source is standard normal and independent of the data, so the velocity has the score in it.
  const path = linearInterpolant({ gamma: gammas[gamma](), gaussianSource: true });
  const base = standardNormal([dim]);
  // γ̇ may be infinite at the ends.
  const times = timesOf(training.times, { interval: gamma === "zero" ? [0, 1] : [inset, 1 - inset] });
  return {
    base,
    prior: base,
    t0: 1,
    t1: 0,
    loss: (model, target, source, options) =>
      interpolantLoss(model, target, source, { ...options, path, form, times }),
    velocityOf: (model) => model,
    bind: (field, solver, backend) => {
      const parts = { field, path, base, odeSolver: solver, backend };
      if (sampler === "ode") return interpolantProcess({ ...parts, solver }).bind();
      const noisy = eulerMaruyama({ steps: solver.stepping.steps ?? 500 });
      return interpolantProcess({ ...parts, solver: noisy, epsilon: epsilonTimesWidth(1) }).bind();
    },
  };
};

/**
 * The process of a config.
 *
 * @param path of a flow
 * @param shape of the data
 */
export const processRecipe = (config: Config, path: Path, shape: DataShape): ProcessRecipe => {
  const process = namedProcess(config.process);
  if (process.name === "diffusion") return diffusionRecipe(process, config, shape);
  if (process.name === "interpolant") return interpolantRecipe(process, config, shape);
  const base = standardNormal([shape.dim]);
  const times = timesOf(config.training.times, { interval: [0, 1], schedule: path.schedule });
  return {
    base,
    prior: base,
    t0: 1,
    t1: 0,
    loss: (model, target, source, options) => fmLoss(model, target, source, { path, times, ...options }),
    velocityOf: (model) => model,
    bind: (field, solver, backend) => flowMatching({ field, base, solver, backend }).bind(),
  };
};
