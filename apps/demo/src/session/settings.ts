import type { ActivationName } from "@nami/networks";
import type { Units } from "../uploads/units.js";
import type { Guidance } from "./kinds.js";

/** Toy data by name. */
export const toyNames = [
  "moons",
  "eightGaussians",
  "checkerboard",
  "swissRoll",
  "circles",
  "rings",
  "spirals",
  "pinwheel",
] as const;
export type ToyName = (typeof toyNames)[number];

/** What a flow learns. */
export type Target =
  | { readonly kind: "toy"; readonly name: ToyName }
  /** Round normal distributions of one width around some centres; `centers` is flat. */
  | { readonly kind: "mixture"; readonly centers: readonly number[]; readonly std: number }
  /** Rows from a file, flat, and the way back to its numbers. */
  | { readonly kind: "rows"; readonly values: Float32Array; readonly units: Units };

export const sourceNames = ["normal", "wide", "ring"] as const;
export const pathNames = ["linear", "cosine", "vp", "lipman", "polynomial"] as const;
export const couplingNames = ["independent", "optimalTransport", "sinkhorn", "stable"] as const;
/** What a network predicts: the velocity of flow matching, or the noise of diffusion. */
export const predictionNames = ["velocity", "noise"] as const;
export const optimizerNames = ["adam", "adamw", "lion", "sgd"] as const;
export const activationNames = [
  "elu",
  "gelu",
  "relu",
  "selu",
  "sigmoid",
  "silu",
  "sin",
  "softplus",
  "tanh",
] as const satisfies readonly ActivationName[];
/** Methods for the ODE, and one for the SDE. */
export const solverNames = ["euler", "midpoint", "heun", "rk4", "dopri5", "eulerMaruyama"] as const;
export const backendNames = ["auto", "webgpu", "webgl", "wasm", "onnx"] as const;

export type SourceName = (typeof sourceNames)[number];
export type PathName = (typeof pathNames)[number];
export type CouplingName = (typeof couplingNames)[number];
export type PredictionName = (typeof predictionNames)[number];
export type OptimizerName = (typeof optimizerNames)[number];
export type SolverName = (typeof solverNames)[number];
export type BackendChoice = (typeof backendNames)[number];
/** A backend that computes. */
export type BackendName = Exclude<BackendChoice, "auto">;

/** All that decides a training run; a change of any of it begins a new one. */
export interface TrainingSettings {
  readonly seed: number;
  readonly target: Target;
  readonly source: SourceName;
  readonly path: PathName;
  readonly coupling: CouplingName;
  readonly predicts: PredictionName;
  readonly hidden: number;
  readonly layers: number;
  readonly activation: ActivationName;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly batchSize: number;
  /** How many kinds of data the network is told apart, each mode of a mixture one; left out, it is told none. */
  readonly classes?: number;
  /** Where training ends by itself; left out, it goes on. */
  readonly lastStep?: number;
}

/**
 * Whether noise may be added on the way: for that the score must follow from what is learned, and it does where the source is
 * normal and independent of the data.
 */
export const allowsNoise = ({ source, coupling }: Pick<TrainingSettings, "source" | "coupling">): boolean =>
  source === "normal" && coupling === "independent";

/** How samples are drawn from a flow. */
export interface Sampling {
  readonly solver: SolverName;
  /** Steps of a method with even steps. */
  readonly solverSteps: number;
  /** Left out, they are of all kinds. */
  readonly guidance?: Guidance;
}

/** Whether two looks are at the same kind of data. */
export const isSameGuidance = ({ guidance: a }: Sampling, { guidance: b }: Sampling): boolean =>
  a?.kind === b?.kind && a?.scale === b?.scale;

/** Whether samples are drawn in the same way. */
export const isSameSampling = (a: Sampling, b: Sampling): boolean =>
  isSameGuidance(a, b) && a.solver === b.solver && (a.solverSteps === b.solverSteps || a.solver === "dopri5");

/** How the flow is looked at; a change of it does not touch the training. */
export interface ViewSettings extends Sampling {
  /** Points that move. */
  readonly particles: number;
  /** Whether the log-density map is wanted: it costs the most. */
  readonly density: boolean;
  /** Whether streamlines are wanted. */
  readonly streams: boolean;
}
