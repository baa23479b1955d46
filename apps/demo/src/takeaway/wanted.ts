import type { Theme } from "@nami/plots";
import type { Direction } from "../canvas/clock.js";
import type { PlaneView } from "../canvas/plane-layers.js";
import type { TrainingSettings, ViewSettings } from "../session/settings.js";
import type { Units } from "../uploads/units.js";
import type { UseSettings } from "../your-model/protocol.js";
import type { KnownModel } from "./model-facts.js";

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
  /** Flat, `[rows, dim]`. */
  readonly points: Float32Array | Float64Array;
  /** Coordinates of a point; default 2. */
  readonly dim?: number;
  /** In which they are written; left out, as they are. */
  readonly units?: Units | undefined;
}

/** What the flow learned from: its rows, and their kinds where these are learned. */
export interface WantedData {
  readonly kind: "data" | "labels";
  readonly settings: TrainingSettings;
}

/** A run of the page: a host copy of its state, and how many steps it has behind it. */
export interface RunSource {
  readonly checkpoint: Uint8Array;
  readonly step: number;
  readonly settings: TrainingSettings;
}

/** A model of a visitor's files, and what is chosen where they leave it open. */
export interface FilesSource {
  readonly weights: File;
  readonly config: File | undefined;
  readonly use: UseSettings;
}

/** The weights with which a run, or a model of files, is sampled. */
export interface WantedModel {
  readonly kind: "safetensors" | "onnx";
  readonly of: RunSource | FilesSource;
}

/** What to do elsewhere what the page does. */
export interface WantedText {
  readonly kind: "config" | "program";
  readonly settings: TrainingSettings;
  readonly views: ViewSettings;
  readonly steps: number;
}

/** A program that samples a model whose weights lie beside it. */
export interface WantedSampling {
  readonly kind: "sampling";
  readonly model: KnownModel;
  readonly use: UseSettings;
  /** Of the file of weights. */
  readonly file: string;
}

/** A file that a visitor wants, and all that it is made of. */
export type Wanted = WantedPicture | WantedPoints | WantedData | WantedModel | WantedText | WantedSampling;
