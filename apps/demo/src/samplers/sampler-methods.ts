import type { Schedule } from "@nami/schedules";
import {
  ancestral,
  type DiffusionMethod,
  ddim,
  dpmSolverPP,
  edmHeun,
  ipndm,
  karrasGrid,
  logSnrGrid,
  predictorCorrector,
  reverseDiffusion,
  shiftGrid,
  timesOfSigma,
  uniformGrid,
  unipc,
} from "@nami/solvers";
import type { GridName, SamplerName } from "./names.js";

/** Every sampler. */
export const samplers: Readonly<Record<SamplerName, DiffusionMethod>> = {
  ddim: ddim(),
  edmHeun: edmHeun(),
  dpmSolverPP1: dpmSolverPP({ order: 1 }),
  dpmSolverPP2: dpmSolverPP({ order: 2 }),
  dpmSolverPP3: dpmSolverPP({ order: 3 }),
  ipndm2: ipndm({ order: 2 }),
  ipndm3: ipndm({ order: 3 }),
  ipndm4: ipndm({ order: 4 }),
  unipc2: unipc({ order: 2 }),
  unipc3: unipc({ order: 3 }),
  ancestral: ancestral(),
  edmHeunChurn: edmHeun({ churn: 20 }),
  dpmSolverPPSde: dpmSolverPP({ order: 2, eta: 1 }),
  reverseDiffusion: reverseDiffusion(),
  predictorCorrector: predictorCorrector(),
};

/** The most noise that a solve starts from, and the least level above none, as σ/α. */
const [mostNoise, leastNoise] = [80, 0.002];

/**
 * Times of so many steps, from σ/α = 80 (or where the schedule ends before) to the data.
 *
 * Grids of levels end with a step to no noise at all, where the schedule has that.
 */
export const timesFor = (schedule: Schedule, grid: GridName, steps: number): Float64Array => {
  const level = (t: number): number => schedule.sigma(t) / schedule.alpha(t);
  const [to, end] = schedule.interval;
  const from = level(end) > mostNoise ? schedule.timeOfLogSnr(-2 * Math.log(mostNoise)) : end;
  const toZero = level(to) === 0;
  const [sigmaMin, sigmaMax] = [Math.max(leastNoise, level(to)), level(from)];
  switch (grid) {
    case "uniform":
      return uniformGrid({ steps, from, to });
    case "shifted":
      return Float64Array.from(shiftGrid(uniformGrid({ steps }), 3), (u) => to + u * (from - to));
    case "karras":
      return timesOfSigma(schedule, karrasGrid({ steps, sigmaMin, sigmaMax, toZero }), [from, to]);
    case "logSnr": {
      const low = toZero ? schedule.timeOfLogSnr(-2 * Math.log(sigmaMin)) : to;
      const levels = logSnrGrid(schedule, { steps: toZero ? steps - 1 : steps, from, to: low });
      return toZero ? Float64Array.of(...levels, to) : levels;
    }
  }
};
