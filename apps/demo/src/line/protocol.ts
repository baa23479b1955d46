import type { LineTargetName } from "../samplers/names.js";
import type { TrainingReport } from "../session/protocol.js";
import type { EulerSteps, LineGrid } from "./line-grid.js";

/** All that decides a run. */
export interface LineSettings {
  readonly seed: number;
  readonly target: LineTargetName;
  readonly hidden: number;
  readonly learningRate: number;
  readonly batchSize: number;
}

/** A point that goes by Euler's method. */
export interface EulerStart {
  readonly x: number;
  readonly steps: number;
}

/** What the page asks of the worker. */
export type LineCommand =
  | {
      readonly kind: "start";
      readonly settings: LineSettings;
      readonly euler: EulerStart;
      readonly playing: boolean;
    }
  | { readonly kind: "play" | "pause" | "step" }
  | { readonly kind: "euler"; readonly euler: EulerStart };

/** What the data say by themselves, before any training. */
export interface LineData {
  readonly kind: "data";
  readonly averaged: LineGrid;
  readonly exact: LineGrid;
  readonly straight: LineGrid;
  /** A few straight paths: `[2, count]`, their places at the noise and at the data. */
  readonly pairs: Float32Array;
  /** Ways along the exact field: `[columns, count]`. */
  readonly ways: Float32Array;
}

/** What a network has learned. */
export interface LineLook {
  readonly kind: "line";
  readonly step: number;
  readonly field: LineGrid;
  readonly density: LineGrid;
  /** `[columns, count]` */
  readonly ways: Float32Array;
  /** Distance W₂ of its samples from the data. */
  readonly wasserstein: number;
  /** Mean of (u − u*)² over points of straight paths. */
  readonly fieldError: number;
}

/** What the worker tells the page. */
export type LineReport =
  | { readonly kind: "ready"; readonly computes: string; readonly optimum: number }
  | LineData
  | LineLook
  | { readonly kind: "euler"; readonly learned: EulerSteps; readonly exact: EulerSteps }
  | TrainingReport;
