import type { GridName, LineTargetName, SamplerName, ScheduleName } from "./names.js";

/** What samplers are measured on. */
export interface SamplerSetting {
  readonly target: LineTargetName;
  readonly schedule: ScheduleName;
  readonly grid: GridName;
}

/** What the page asks of the worker. A request ends the one before. */
export type SamplerCommand =
  | { readonly kind: "measure"; readonly setting: SamplerSetting; readonly samplers: readonly SamplerName[] }
  | { readonly kind: "stop" };

/** A sampler with so many steps. */
export interface SamplerPoint {
  readonly kind: "point";
  readonly sampler: SamplerName;
  readonly steps: number;
  readonly evaluations: number;
  /** Root of the mean square of the distance to where each point belongs. */
  readonly error: number;
}

/** What the worker tells the page. */
export type SamplerReport =
  | {
      readonly kind: "begun";
      readonly setting: SamplerSetting;
      /** The same distance for points drawn from the data: noise on the way leads no closer. */
      readonly floor: number;
      /** Points that the request asks for. */
      readonly total: number;
    }
  | SamplerPoint
  /** A sampler that the setting does not allow. */
  | { readonly kind: "refused"; readonly sampler: SamplerName; readonly reason: string }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };

/** Steps that are tried, each about √2 times as many as before. */
export const stepCounts = [3, 5, 7, 10, 14, 20, 28, 40, 56, 80, 112, 160] as const;
