import type { Theme } from "@nami/plots";
import type { Direction } from "../canvas/clock.js";
import type { PlaneView } from "../canvas/plane-layers.js";
import type { TrainingSettings, ViewSettings } from "../session/settings.js";
import type { Units } from "../uploads/units.js";

/** A picture of the plane at a place between noise (0) and data (1). */
export interface WantedPicture {
  readonly kind: "png" | "svg" | "gif";
  readonly view: PlaneView;
  readonly place: number;
  readonly direction: Direction | undefined;
  readonly theme: Theme;
  readonly isDark: boolean;
  /** For those who cannot see it. */
  readonly title: string;
}

/** Points as a table. */
export interface WantedPoints {
  readonly kind: "csv" | "npy";
  /** Flat, `[rows, 2]`. */
  readonly points: Float32Array;
  /** In which they are written; left out, as they are. */
  readonly units?: Units | undefined;
}

/** What the flow learned from: its rows, and their kinds where these are learned. */
export interface WantedData {
  readonly kind: "data" | "labels";
  readonly settings: TrainingSettings;
}

/** The averaged weights of a run, with which it is sampled. */
export interface WantedModel {
  readonly kind: "safetensors" | "onnx";
  /** A host copy of the run's state, and how many steps it has behind it. */
  readonly checkpoint: Uint8Array;
  readonly step: number;
  readonly settings: TrainingSettings;
}

/** What to do elsewhere what the page does. */
export interface WantedText {
  readonly kind: "config" | "program";
  readonly settings: TrainingSettings;
  readonly views: ViewSettings;
  readonly steps: number;
}

/** A file that a visitor wants, and all that it is made of. */
export type Wanted = WantedPicture | WantedPoints | WantedData | WantedModel | WantedText;
