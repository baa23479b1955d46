import type { BackendChoice, BackendName, TrainingSettings, ViewSettings } from "./settings.js";

/** What the page asks of the worker. */
export type Command =
  /** Begins a run, from its first step or from a host copy of an earlier state. */
  | {
      readonly kind: "start";
      readonly settings: TrainingSettings;
      readonly views: ViewSettings;
      readonly backend: BackendChoice;
      readonly playing: boolean;
      readonly resume?: Uint8Array;
    }
  | { readonly kind: "play" }
  | { readonly kind: "pause" }
  /** One training step, then rest. */
  | { readonly kind: "step" }
  | { readonly kind: "views"; readonly views: ViewSettings }
  /** A host copy of the state, at once. */
  | { readonly kind: "save" };

/** Half the side of the square, around the origin, that shows data and noise. */
export type HalfWidth = number;

/** Points on their way from noise to data. */
export interface Motion {
  readonly kind: "motion";
  readonly step: number;
  /** Times of the frames, from 1 down to 0. */
  readonly times: Float32Array;
  readonly particles: number;
  /** `[times, particles, 2]` */
  readonly positions: Float32Array;
  /** Evaluations of the field by the solver. */
  readonly evaluations: number;
  /** Mean of displacement over length of the ways: 1 when all are straight. */
  readonly straightness: number;
}

/** Velocities on a grid of cells, at some times. */
export interface Arrows {
  readonly kind: "arrows";
  readonly step: number;
  readonly times: Float32Array;
  /** Points along each side of the square, at the middles of the cells. */
  readonly side: number;
  /** `[times, side, side, 2]`, row by row from below. */
  readonly velocities: Float32Array;
}

/** Log-densities of the model on a grid of cells. */
export interface Density {
  readonly kind: "density";
  readonly step: number;
  readonly side: number;
  /** `[side, side]`, row by row from below. */
  readonly logDensities: Float32Array;
}

/** How good the flow is, in numbers; left out where the truth is not known. */
export interface Readings {
  readonly kind: "readings";
  readonly step: number;
  /** W₂ between samples and data, and between two sets of data of the same size. */
  readonly wasserstein: number;
  readonly wassersteinFloor: number;
  /** −mean log p of fresh data under the model, and under the truth, in nats. */
  readonly negativeLogLikelihood: number;
  readonly truth?: number;
  /** Mean of ‖v − v*‖² per dimension on fixed points. */
  readonly fieldError?: number;
}

/** What every worker that trains tells of it. */
export type TrainingReport =
  | {
      readonly kind: "progress";
      readonly step: number;
      readonly losses: Float32Array;
      readonly stepsPerSecond: number;
    }
  | { readonly kind: "paused" }
  /** The last step of the settings is done. */
  | { readonly kind: "finished" }
  /** A look at the model did not come out; training goes on. */
  | { readonly kind: "trouble"; readonly message: string }
  /** Training cannot go on as it is set: the settings, the data or the numbers do not allow it. */
  | { readonly kind: "failed"; readonly message: string };

/** What the worker tells the page. */
export type Report =
  | TrainingReport
  | {
      readonly kind: "ready";
      readonly backend: BackendName;
      /** The backend's own name, with its threads. */
      readonly computes: string;
      readonly halfWidth: HalfWidth;
      /** Data to look at, flat. */
      readonly data: Float32Array;
      /** Backends that were tried before, and why each did not run. */
      readonly refused: readonly string[];
    }
  /** The loss of a perfect model, where it is known. */
  | { readonly kind: "optimum"; readonly loss: number | undefined }
  | Motion
  | Arrows
  | Density
  | Readings
  /** A host copy of the whole state: a checkpoint as a safetensors file. */
  | { readonly kind: "checkpoint"; readonly step: number; readonly bytes: Uint8Array }
  /** The device is gone; this worker is of no use any more. */
  | { readonly kind: "lost"; readonly backend: BackendName; readonly reason: string };
