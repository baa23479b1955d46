import {
  cosineSchedule,
  edmSchedule,
  karrasSchedule,
  linearSchedule,
  nicholCosineSchedule,
  polynomialSchedule,
  reverseTime,
  type Schedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import {
  ancestral,
  bosh3,
  ddim,
  dop853,
  dopri5,
  dpmSolverPP,
  edmHeun,
  eulerMaruyama,
  ipndm,
  logSnrGrid,
  milstein,
  predictorCorrector,
  reverseDiffusion,
  rk4,
  sra1,
  stochasticHeun,
  unipc,
} from "@nami/solvers";
import { type DiffusionOptions, diffusion, type Parameterization } from "../../index.js";
import { marginalAt, marginalModes } from "../marginal-base.js";
import { type Case, stepsAt } from "./case.js";
import { dataModes, exactField } from "./exact-fields.js";
import { statisticsOfPlane } from "./plane-law.js";

/** A schedule, the ends of a run on it, and what the model predicts there. */
export interface Setting {
  readonly name: string;
  readonly schedule: Schedule;
  readonly t0: number;
  readonly t1: number;
  readonly predicts: Parameterization;
}

const setting = (
  name: string,
  schedule: Schedule,
  [t0, t1]: readonly [number, number],
  predicts: Parameterization,
): Setting => ({ name, schedule, t0, t1, predicts });

/** Every schedule; every parameterization is with one at least. */
export const settings: readonly Setting[] = [
  setting("vp", vpSchedule(), [1, 1e-3], "noise"),
  setting("sub-vp", subVpSchedule(), [1, 1e-2], "vPrediction"),
  setting("ve", veSchedule(), [1, 0], "score"),
  setting("edm", edmSchedule(), [1, 0], "data"),
  setting("karras", karrasSchedule({ sigmaMax: 20 }), [20, 1e-2], "data"),
  setting("linear", linearSchedule(), [1 - 1e-3, 1e-3], "velocity"),
  setting("cosine", cosineSchedule(), [1 - 1e-3, 1e-3], "vPrediction"),
  setting("nichol cosine", nicholCosineSchedule(), [1 - 1e-2, 1e-3], "noise"),
  setting("polynomial", polynomialSchedule({ power: 3 }), [1 - 1e-1, 1e-3], "velocity"),
  setting("vp to t = 0.4", vpSchedule(), [1, 0.4], "noise"),
  setting("reversed vp", reverseTime(vpSchedule()), [0, 1 - 1e-3], "noise"),
];

/** The setting of a name. */
export function settingNamed(name: string): Setting {
  const found = settings.find((one) => one.name === name);
  if (!found) throw new Error(`no setting is named ${name}`);
  return found;
}

/** A solver, of a grid of so many steps a unit of ln(α/σ) and a fineness, which the steps follow by the order of the method. */
type How = (
  grid: (stepsPerUnit: number, order: number) => Float64Array,
  fineness: number,
) => Pick<DiffusionOptions, "solver" | "grid" | "epsilon">;

/** A solver's name, and it. */
type Family = readonly [name: string, how: How];

const adaptive =
  (method: typeof dopri5): How =>
  (_, fineness) => ({ solver: method({ rtol: 5e-5 / fineness, atol: 5e-5 / fineness }) });

/** One family of each kind, which goes with every schedule. */
const families: readonly Family[] = [
  ["rk4", (grid) => ({ solver: rk4({ grid: grid(4, 4) }) })],
  ["dopri5", adaptive(dopri5)],
  ["stochasticHeun", (grid) => ({ solver: stochasticHeun({ grid: grid(7, 2) }) })],
  ["dpmSolverPP", (grid) => ({ solver: dpmSolverPP(), grid: grid(10, 2) })],
];

/** The others, each on one schedule; those of first order on a short way, where they need less than a thousand steps. */
const others: readonly (readonly [setting: string, ...Family])[] = [
  ["vp", "bosh3", adaptive(bosh3)],
  ["edm", "dop853", adaptive(dop853)],
  ["vp", "sra1, ε = 0.5", (grid) => ({ solver: sra1({ grid: grid(10, 2) }), epsilon: 0.5 })],
  ["ve", "eulerMaruyama", (grid) => ({ solver: eulerMaruyama({ grid: grid(36, 1) }) })],
  ["ve", "milstein", (grid) => ({ solver: milstein({ grid: grid(36, 1) }) })],
  ["vp to t = 0.4", "ddim", (grid) => ({ solver: ddim(), grid: grid(50, 1) })],
  ["vp to t = 0.4", "ancestral", (grid) => ({ solver: ancestral(), grid: grid(70, 1) })],
  ["vp to t = 0.4", "reverseDiffusion", (grid) => ({ solver: reverseDiffusion(), grid: grid(150, 1) })],
  // The error of its Langevin steps goes with the square of snr, not with the grid.
  [
    "vp to t = 0.4",
    "predictorCorrector",
    (grid, fineness) => ({
      solver: predictorCorrector({ snr: 0.02 / Math.sqrt(fineness) }),
      grid: grid(70, 1),
    }),
  ],
  ["vp", "dpmSolverPP, order 3", (grid) => ({ solver: dpmSolverPP({ order: 3 }), grid: grid(10, 2) })],
  ["cosine", "dpmSolverPP, η = 1", (grid) => ({ solver: dpmSolverPP({ eta: 1 }), grid: grid(15, 2) })],
  ["edm", "edmHeun", (grid) => ({ solver: edmHeun(), grid: grid(10, 2) })],
  ["edm", "edmHeun with churn", (grid) => ({ solver: edmHeun({ churn: 4 }), grid: grid(15, 2) })],
  ["linear", "ipndm", (grid) => ({ solver: ipndm(), grid: grid(8, 2) })],
  ["vp", "unipc", (grid) => ({ solver: unipc(), grid: grid(7, 2) })],
];

function caseOf({ name, schedule, t0, t1, predicts }: Setting, [solver, how]: Family): Case {
  const field = exactField(schedule, predicts);
  const base = marginalAt(dataModes, schedule, t0);
  const units = Math.abs(schedule.logSnr(t1) - schedule.logSnr(t0)) / 2;
  return {
    name: `diffusion, ${name}, ${solver}`,
    statistics: () => statisticsOfPlane(marginalModes(dataModes, schedule, t1)),
    draw: async ({ count, key, fineness, backend }) => {
      const grid = (stepsPerUnit: number, order: number): Float64Array =>
        logSnrGrid(schedule, { steps: stepsAt(units * stepsPerUnit, order, fineness), from: t0, to: t1 });
      const parts = { field, schedule, predicts, base, t0, t1, backend };
      return diffusion({ ...parts, ...how(grid, fineness) }).bind().sample([count], { key }); // biome-ignore format: a call
    },
  };
}

/** Every schedule with every kind of solver, then every other solver. */
export const diffusionCases: readonly Case[] = [
  ...settings
    .filter(({ name }) => name !== "vp to t = 0.4")
    .flatMap((setting) => families.map((family) => caseOf(setting, family))),
  ...others.map(([name, ...family]) => caseOf(settingNamed(name), family)),
];
