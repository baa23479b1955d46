import { checkOptions } from "@nami/errors";
import type { FloatDType, Key, Shape, Tensor } from "@nami/tensor-backend";

/** A vector field at a fixed time: `x [batch…, event…] → v` of the same shape. */
export type VectorField = (x: Tensor) => Tensor;

/** Options of drawing probes. */
export interface ProbeOptions {
  /** Number of trailing axes that form one point. Default 1. */
  readonly eventNdim?: number;
  /** Index of the first row of x. Default 0. */
  readonly firstRow?: number;
  /** Default `"float32"`. */
  readonly dtype?: FloatDType;
}

/** Options of applying an estimator. */
export interface DivergenceOptions {
  /** Number of trailing axes that form one point. Default 1. */
  readonly eventNdim?: number;
  /** Probes of `drawProbes`, `[batch…, probes, event…]`; for estimators that have them. */
  readonly probes?: Tensor;
}

/** @throws OptionError for an option of `drawProbes` that nobody reads */
export function checkProbeOptions(caller: string, options: ProbeOptions): void {
  checkOptions<ProbeOptions>(`${caller}.drawProbes`, options, {
    eventNdim: true,
    firstRow: true,
    dtype: true,
  });
}

/** @throws OptionError for an option of `apply` that nobody reads */
export function checkDivergenceOptions(caller: string, options: DivergenceOptions): void {
  checkOptions<DivergenceOptions>(`${caller}.apply`, options, { eventNdim: true, probes: true });
}

/** A way to compute ∇·v = Σᵢ ∂vᵢ/∂xᵢ next to v itself, in one forward sweep. */
export interface DivergenceEstimator {
  readonly name: string;
  /** Number of random probes for each point; 0 for an exact one. */
  readonly probes: number;
  /**
   * Random probes for points of a shape. Row i depends on the key and i alone.
   *
   * @param shape `[batch…, event…]` of the points
   * @returns `[batch…, probes, event…]`; undefined for an exact estimator
   */
  drawProbes(key: Key, shape: Shape, options?: ProbeOptions): Tensor | undefined;
  /**
   * The field and estimates of its divergence.
   *
   * @param x `[batch…, event…]`
   * @returns v of the shape of x, and estimates `[batch…, probes]` (one, `[batch…, 1]`, when exact), whose mean over
   *   the last axis is the divergence
   */
  apply(field: VectorField, x: Tensor, options?: DivergenceOptions): [v: Tensor, estimates: Tensor];
}
