import type { Case } from "./case.js";
import { coupledCase } from "./coupled-case.js";
import { densityCase } from "./density-case.js";
import { diffusionCases } from "./diffusion-cases.js";
import { flowCases } from "./flow-cases.js";
import { interpolantCases } from "./interpolant-cases.js";

/** Every process with every family of solvers. */
export const cases: readonly Case[] = [
  ...flowCases,
  coupledCase,
  ...diffusionCases,
  ...interpolantCases,
  densityCase,
];

/** The case of a name. */
export function caseNamed(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`no case is named ${name}`);
  return found;
}

/** One case of every process and kind of solver: fixed steps, adaptive steps, noise on the way, a sampler. */
export const oneOfEachKind: readonly Case[] = [
  "flow matching, linear, rk4",
  "flow matching, linear, dopri5",
  "diffusion, vp, rk4",
  "diffusion, vp, dopri5",
  "diffusion, vp, stochasticHeun",
  "diffusion, vp, dpmSolverPP",
  "diffusion, vp to t = 0.4, ancestral",
  "interpolant, one-sided, rk4",
  "interpolant, one-sided, dopri5",
  "interpolant, one-sided, stochasticHeun, ε = 0.5, to t = 0.05",
  "interpolant, data to data, encoded, sra1, ε = 0.4",
].map(caseNamed);
