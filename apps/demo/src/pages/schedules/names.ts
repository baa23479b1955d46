import type { GridName, LineTargetName, SamplerName, ScheduleName } from "../../samplers/names.js";

/** Words with the names that people read, in the order of the menus. */
type Names<T extends string> = readonly (readonly [word: T, name: string])[];

export const scheduleTitles: Names<ScheduleName> = [
  ["linear", "Linear"],
  ["cosine", "Cosine"],
  ["nicholCosine", "Cosine with offset"],
  ["vp", "VP"],
  ["subVp", "sub-VP"],
  ["polynomial", "Polynomial, n = 2"],
  ["ve", "VE"],
  ["edm", "EDM"],
];

export const gridTitles: Names<GridName> = [
  ["uniform", "Even in t"],
  ["logSnr", "Even in log-SNR"],
  ["karras", "Karras, ρ = 7"],
  ["shifted", "Even, moved to the noise (shift 3)"],
];

export const samplerTitles: Names<SamplerName> = [
  ["ddim", "DDIM"],
  ["edmHeun", "EDM Heun"],
  ["dpmSolverPP2", "DPM-Solver++ 2M"],
  ["ipndm4", "iPNDM 4"],
  ["unipc3", "UniPC 3"],
  ["dpmSolverPP1", "DPM-Solver++ 1"],
  ["dpmSolverPP3", "DPM-Solver++ 3M"],
  ["ipndm2", "iPNDM 2"],
  ["ipndm3", "iPNDM 3"],
  ["unipc2", "UniPC 2"],
  ["ancestral", "Ancestral (DDPM)"],
  ["edmHeunChurn", "EDM Heun, churn 20"],
  ["dpmSolverPPSde", "DPM-Solver++ 2M SDE"],
  ["reverseDiffusion", "Reverse diffusion"],
  ["predictorCorrector", "Predictor–corrector"],
];

export const lineTargetTitles: Names<LineTargetName> = [
  ["twoModes", "Two uneven modes"],
  ["oneMode", "One mode"],
  ["fiveModes", "Five narrow modes"],
];

/** The name of a word. */
export const titleOf = <T extends string>(names: Names<T>, word: T): string =>
  names.find(([one]) => one === word)?.[1] ?? word;
