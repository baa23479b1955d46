import type { LineTargetName } from "../samplers/names.js";
import type { Control, KeptReport, Optimum, Start } from "../session/protocol.js";
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

/** A run, and the point that is moved through its field. */
export interface LineStart {
  readonly settings: LineSettings;
  readonly euler: EulerStart;
}

/** What the page asks of the worker. */
export type LineCommand = Start<LineStart> | Control | { readonly kind: "euler"; readonly euler: EulerStart };

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

/** Euler's steps on the learned field and on the exact one. */
export interface EulerPair {
  readonly kind: "euler";
  readonly learned: EulerSteps;
  readonly exact: EulerSteps;
}

/** What there is to see of a run in one dimension. */
export type LineShown = Optimum | LineData | LineLook | EulerPair;

/** What the worker tells the page. */
export type LineReport = KeptReport | LineShown;
