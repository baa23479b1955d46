import type { BackendChoice, BackendName, Sampling, TrainingSettings, ViewSettings } from "./settings.js";

/** Begins a run, from its first step or from a host copy of an earlier state. */
export type Start<Settings> = Settings & {
  readonly kind: "start";
  /** Its number among the runs that were asked for. */
  readonly run: number;
  readonly backend: BackendChoice;
  readonly playing: boolean;
  readonly resume?: Uint8Array;
};

/** What is asked of any run: to go on, to rest, or to take one step and rest. */
export interface Control {
  readonly kind: "play" | "pause" | "step";
}

/** All that decides a run in the plane, and how it is looked at. */
export interface PlaneSettings {
  readonly settings: TrainingSettings;
  readonly views: ViewSettings;
}

/** What the page asks of the worker. */
export type Command =
  | Start<PlaneSettings>
  | Control
  | { readonly kind: "views"; readonly views: ViewSettings };

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

/** A motion, and how it was drawn. */
export interface SampledMotion extends Motion {
  readonly sampling: Sampling;
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
  /** Streamlines at each time, where they are wanted. */
  readonly streams?: readonly Streams[];
}

/** Lines along the velocity at one time. */
export interface Streams {
  /** Flat, `x₀ y₀ x₁ y₁ …`, one line after the other, the way of growing t. */
  readonly places: Float32Array;
  /** How many places are in each line. */
  readonly lengths: Int32Array;
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
  /** How the samples were drawn whose distance was taken. */
  readonly sampling: Sampling;
  /** W₂ between samples and data, and between two sets of data of the same size. */
  readonly wasserstein: number;
  readonly wassersteinFloor?: number;
  /** −mean log p of fresh data under the model, and under the truth, in nats. */
  readonly negativeLogLikelihood: number;
  readonly truth?: number;
  /** Mean of ‖v − v*‖² per dimension on fixed points. */
  readonly fieldError?: number;
}

/** What every worker that trains tells of the training. */
export type TrainingReport =
  | {
      readonly kind: "progress";
      readonly step: number;
      readonly losses: Float32Array;
      readonly stepsPerSecond: number;
    }
  | { readonly kind: "playing" }
  | { readonly kind: "paused" }
  /** The last step of the settings is done. */
  | { readonly kind: "finished" }
  /** A look at the model did not come out; training goes on. */
  | { readonly kind: "trouble"; readonly message: string }
  /** Training cannot go on as it is set: the settings, the data or the numbers do not allow it. */
  | { readonly kind: "failed"; readonly message: string };

/** What keeps a run: that it is ready, where it could begin again, and that it must. */
export type KeptReport =
  | TrainingReport
  | {
      readonly kind: "ready";
      /** The number of the run: another one may have been asked for since. */
      readonly run: number;
      readonly backend: BackendName;
      /** The backend's own name, with its threads. */
      readonly computes: string;
      /** Backends that were tried before, and why each did not run. */
      readonly refused: readonly string[];
    }
  /** A host copy of the whole state: a checkpoint as a safetensors file. */
  | { readonly kind: "checkpoint"; readonly step: number; readonly bytes: Uint8Array }
  /** The device is gone; this worker is of no use any more. */
  | { readonly kind: "lost"; readonly backend: BackendName; readonly reason: string };

/** The loss of a perfect model, where it is known. */
export interface Optimum {
  readonly kind: "optimum";
  readonly loss: number | undefined;
}

/** Data to look at, flat, and how much of the plane they take. */
export interface ShownData {
  readonly kind: "data";
  readonly halfWidth: HalfWidth;
  readonly data: Float32Array;
}

/** What there is to see of a run in the plane. */
export type PlaneReport = ShownData | Optimum | SampledMotion | Arrows | Density | Readings;

/** What the worker tells the page. */
export type Report = KeptReport | PlaneReport;
