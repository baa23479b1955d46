import type {
  BackendChoice,
  CouplingName,
  OptimizerName,
  PathName,
  PredictionName,
  SolverName,
  SourceName,
} from "../../session/settings.js";
import { allowsNoise } from "../../session/settings.js";
import type { PlaygroundState } from "./state.js";

/** Words of the settings with the names that people read, in the order of the menus. */
type Names<T extends string> = readonly (readonly [word: T, name: string])[];

export const targetNames: Names<PlaygroundState["target"]> = [
  ["moons", "Two moons"],
  ["eightGaussians", "Eight Gaussians"],
  ["checkerboard", "Checkerboard"],
  ["swissRoll", "Swiss roll"],
  ["circles", "Two circles"],
  ["rings", "Rings"],
  ["spirals", "Spirals"],
  ["pinwheel", "Pinwheel"],
  ["mixture", "Your mixture, to drag"],
  ["drawing", "Your drawing"],
  ["file", "Your file, csv or npy"],
];

export const sourceNames: Names<SourceName> = [
  ["normal", "Standard normal"],
  ["wide", "Normal, twice as wide"],
  ["ring", "Ring of eight Gaussians"],
];

export const pathNames: Names<PathName> = [
  ["linear", "Straight lines"],
  ["cosine", "Quarter circles"],
  ["vp", "Variance-preserving diffusion"],
  ["lipman", "Straight, with a width left"],
  ["polynomial", "Polynomial"],
];

export const couplingNames: Names<CouplingName> = [
  ["independent", "Independent"],
  ["optimalTransport", "Optimal transport"],
  ["sinkhorn", "Entropic transport (Sinkhorn)"],
  ["stable", "Stable matching"],
];

export const predictionNames: Names<PredictionName> = [
  ["velocity", "Velocity: a flow"],
  ["noise", "Noise: diffusion"],
];

export const optimizerNames: Names<OptimizerName> = [
  ["adam", "Adam"],
  ["adamw", "AdamW"],
  ["lion", "Lion"],
  ["sgd", "Gradient descent with momentum"],
];

const solverNames: Names<SolverName> = [
  ["euler", "Euler"],
  ["midpoint", "Midpoint"],
  ["heun", "Heun"],
  ["rk4", "Runge–Kutta 4"],
  ["dopri5", "Dormand–Prince 5(4), adaptive"],
  ["eulerMaruyama", "Euler–Maruyama, with noise (SDE)"],
];

/** The solvers that go with a source and a coupling. */
export const solverNamesFor = (settings: Parameters<typeof allowsNoise>[0]): Names<SolverName> =>
  allowsNoise(settings) ? solverNames : solverNames.filter(([word]) => word !== "eulerMaruyama");

export const backendNames: Names<BackendChoice> = [
  ["auto", "Choose for me"],
  ["webgpu", "WebGPU"],
  ["webgl", "WebGL"],
  ["wasm", "WebAssembly"],
  ["onnx", "ONNX Runtime (WebAssembly)"],
];
