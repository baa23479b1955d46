import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import {
  jvp,
  mul,
  normal,
  rademacher,
  type Shape,
  sameShape,
  showShape,
  sum,
  transpose,
} from "@nami/tensor-backend";
import { checkDivergenceOptions, checkProbeOptions, type DivergenceEstimator } from "./estimator.js";
import { batchNdim, checkedField, eventAxes } from "./event.js";

/** Options of {@link hutchinsonDivergence}. */
export interface HutchinsonOptions {
  /**
   * Distribution of the probes. Rademacher (±1) has the smaller variance, 2(‖S‖² − Σ Sᵢᵢ²) with S the symmetric part
   * of the Jacobian, against 2‖S‖² for Gaussian probes. Default `"rademacher"`.
   */
  readonly probe?: "rademacher" | "gaussian";
  /** Probes for each point; the variance falls as 1/probes. Default 1. */
  readonly probes?: number;
}

const draws = { rademacher, gaussian: normal };

/**
 * Hutchinson's unbiased estimate of the divergence: εᵀ (∂v/∂x) ε with E εεᵀ = I, mean over probes.
 *
 * Costs about as much as `probes + 1` evaluations of the field, whatever the dimension. Along a trajectory the probes
 * stay fixed, so that the estimate is a smooth function of time.
 *
 * @returns an estimator whose estimates are `[batch…, probes]`, one for each probe
 * @throws OptionError when `probes` is not a positive integer, or `apply` gets none
 * @throws ShapeError, from `apply`, when field, points and probes do not fit together
 * @example
 * const estimator = hutchinsonDivergence({ probes: 8 });
 * const probes = estimator.drawProbes(key(0), x.shape)!;
 * const [v, estimates] = estimator.apply(field, x, { probes }); // mean(estimates, { axis: -1 }) estimates ∇·v
 * @see Hutchinson 1990; Grathwohl et al. 2019 (FFJORD), https://arxiv.org/abs/1810.01367
 */
export function hutchinsonDivergence(options: HutchinsonOptions = {}): DivergenceEstimator {
  checkOptions<HutchinsonOptions>("hutchinsonDivergence", options, { probe: true, probes: true });
  const { probe = "rademacher", probes = 1 } = options;
  if (!Number.isSafeInteger(probes) || probes < 1)
    throw new OptionError(
      `hutchinsonDivergence: probes must be a positive integer, got ${probes}. Pass 1 or more.`,
    );
  if (!Object.hasOwn(draws, probe))
    throw new OptionError(
      `hutchinsonDivergence: probe must be "rademacher" or "gaussian", got "${probe}". Pass one of the two.`,
    );
  return Object.freeze<DivergenceEstimator>({
    name: `hutchinson(${probe}, ${probes})`,
    probes,
    drawProbes: (key, shape, options = {}) => {
      checkProbeOptions("hutchinsonDivergence", options);
      const { eventNdim = 1, firstRow = 0, dtype = "float32" } = options;
      return draws[probe](key, withProbes(shape, eventNdim, probes), { firstRow, dtype });
    },
    apply: (field, x, options = {}) => {
      checkDivergenceOptions("hutchinsonDivergence", options);
      const { eventNdim = 1, probes: noise } = options;
      const batch = batchNdim("hutchinsonDivergence", x.shape, eventNdim);
      if (!noise)
        throw new OptionError(
          "hutchinsonDivergence: apply needs probes, got none. Pass { probes: estimator.drawProbes(key, x.shape) }.",
        );
      const expected = withProbes(x.shape, eventNdim, probes);
      if (!sameShape(noise.shape, expected))
        throw new ShapeError(
          `hutchinsonDivergence: probes must be [batch…, probes, event…] ${showShape(expected)}, got ${showShape(noise.shape)}. Use drawProbes.`,
        );
      const first = [batch, ...noise.shape.keys()].filter((axis, i) => i === 0 || axis !== batch);
      const directions = transpose(noise, first);
      const [v, products] = jvp(checkedField("hutchinsonDivergence", field), x, directions, {
        stacked: true,
      });
      const estimates = sum(mul(products, directions), { axis: eventAxes(x.shape.length + 1, eventNdim) });
      return [v, transpose(estimates, [...Array.from({ length: batch }, (_, i) => i + 1), 0])];
    },
  });
}

/** `[batch…, event…]` with an axis of probes before the event. */
function withProbes(shape: Shape, eventNdim: number, probes: number): Shape {
  return shape.toSpliced(batchNdim("hutchinsonDivergence", shape, eventNdim), 0, probes);
}
