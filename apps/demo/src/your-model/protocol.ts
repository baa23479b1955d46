import type { Guidance } from "../session/kinds.js";
import type { Arrows, Density, Motion } from "../session/protocol.js";
import type { BackendChoice, BackendName, SolverName, TrainingSettings } from "../session/settings.js";
import type { Units } from "../uploads/units.js";
import type { ConfigUse, FactName } from "./joined-facts.js";

/** Methods for the ODE of a model, which is all that a file of weights stands for. */
export const odeSolverNames = [
  "euler",
  "midpoint",
  "heun",
  "rk4",
  "dopri5",
] as const satisfies readonly SolverName[];

/** How a model is used; where its files say something of it, they are right. */
export interface UseSettings {
  readonly activation: TrainingSettings["activation"];
  readonly path: TrainingSettings["path"];
  readonly source: TrainingSettings["source"];
  readonly solver: (typeof odeSolverNames)[number];
  readonly solverSteps: number;
  readonly particles: number;
  readonly seed: number;
  readonly density: boolean;
  /** Which kind of data is looked at, and how strongly it is asked for; 0 is all, and one that there is not. */
  readonly kind: number;
  readonly guidance: number;
}

/** What the page asks of the worker. */
export type ModelCommand =
  | {
      readonly kind: "open";
      readonly weights: File;
      readonly config: File | undefined;
      readonly backend: BackendChoice;
      readonly use: UseSettings;
      /** Whether it is looked at too. */
      readonly look: boolean;
    }
  /** Looks at the model in another way. */
  | { readonly kind: "use"; readonly use: UseSettings }
  /** Log-densities of points: text as of a csv file, or a file. */
  | { readonly kind: "evaluate"; readonly points: string | File }
  | { readonly kind: "stop" }
  /** Fresh samples in all coordinates. */
  | { readonly kind: "draw"; readonly count: number };

/** What is known of an open model. */
export interface ModelSummary {
  readonly kind: "model";
  readonly dim: number;
  readonly hidden: number;
  readonly layers: number;
  /** Kinds of data that it was told apart; 0 where it learned without. */
  readonly classes: number;
  readonly weights: number;
  readonly step: number | undefined;
  /** What its files say. */
  readonly said: Partial<Pick<UseSettings, FactName>>;
  /** What the config did, where there is one. */
  readonly config: ConfigUse | undefined;
  /** Of points, samples and log-densities, where they are others than those of the model. */
  readonly units: Units | undefined;
  readonly backend: BackendName;
  readonly computes: string;
  readonly refused: readonly string[];
}

/** Points on their way, and the kind of data that they are of; nothing where it is all. */
export interface FollowedMotion extends Motion {
  readonly guidance: Guidance | undefined;
}

/** What may take long besides an evaluation. */
export type Doing = "reading" | "following" | "arrows" | "density" | "drawing";

/** What the worker tells. */
export type ModelReport =
  | ModelSummary
  | { readonly kind: "view"; readonly halfWidth: number }
  | FollowedMotion
  | Arrows
  | Density
  | { readonly kind: "doing"; readonly what: Doing | undefined }
  | { readonly kind: "progress"; readonly done: number; readonly of: number }
  | {
      readonly kind: "densities";
      /** The first rows, flat, for a table of them. */
      readonly points: Float32Array | Float64Array;
      readonly dim: number;
      readonly logDensities: Float32Array;
      /** The kind of data that they are of; nothing where it is all. */
      readonly guidance: Guidance | undefined;
    }
  | { readonly kind: "samples"; readonly values: Float32Array | Float64Array; readonly dim: number }
  /** Nothing is left to do of so many commands, which are all that have come. */
  | { readonly kind: "idle"; readonly after: number }
  /** A file or points that are no good, or a computation that did not come out; the worker goes on. */
  | { readonly kind: "trouble"; readonly about: "model" | "points"; readonly message: string }
  | { readonly kind: "lost"; readonly backend: BackendName; readonly reason: string };
