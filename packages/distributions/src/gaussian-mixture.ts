import { checkOptions, OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import {
  add,
  cast,
  expandDims,
  gather,
  greaterEqual,
  isTraced,
  matmul,
  mul,
  type NestedArray,
  onHost,
  split,
  squeeze,
  sum,
  type Tensor,
  tensor,
  uniform,
} from "@nami/tensor-backend";
import { checkEvent, type Distribution, drawOptions, drawRows } from "./distribution.js";
import { atData, average, componentScores, logDensity, marginalTerms } from "./marginal.js";
import { type MixtureMarginal, marginalOracle } from "./marginal-oracle.js";
import {
  type GaussianMixtureOptions,
  type MixtureComponents,
  mixtureComponents,
  pairedComponents,
  type Variance,
} from "./mixture-components.js";
import { type ScheduledPath, scheduledPath } from "./scheduled-path.js";

/** A mixture of Gaussians, with exact answers about every marginal of a Gaussian path that starts from it. */
export interface GaussianMixture extends Distribution {
  /**
   * The oracle under a schedule, or under a path that carries one.
   *
   * @param options.source what the path starts from, independent of the data: a mixture, for transport between data.
   * Default N(0, I), the only one on a path with noise of its own.
   * @throws OptionError where the law of the path is another one: under a coupling that is not independent, or with a source
   * that is said not to be Gaussian and is not given
   */
  marginal(
    scheduleOrPath: Schedule | ScheduledPath,
    options?: { readonly source?: GaussianMixture },
  ): MixtureMarginal;
}

const componentsOf: WeakMap<GaussianMixture, MixtureComponents> = /* @__PURE__ */ new WeakMap();

/**
 * A mixture of Gaussians: ln p(x) = ln Σ wₖ N(x; mₖ, Sₖ), ∇ ln p = −Σ rₖ Sₖ⁻¹(x − mₖ).
 *
 * Constants take the dtype of x. Sampling chooses a component by one uniform number a row and adds one normal vector
 * a row, so that row i depends on the key and i only.
 *
 * @param options k weights, k means of d coordinates, k variances (numbers, d numbers by axis, or d × d covariances)
 * @throws ShapeError when the lists do not match
 * @throws OptionError for a weight or variance that is not positive, or a covariance that is not symmetric
 * @example
 * const mixture = gaussianMixture({ weights: [1, 1], means: [[-2, 0], [2, 0]], variances: [0.1, 0.1] });
 * const { velocity } = mixture.marginal(linearSchedule());
 * velocity(x, 0.3); // what a network trained by flow matching converges to
 */
export function gaussianMixture(options: GaussianMixtureOptions): GaussianMixture {
  checkOptions<GaussianMixtureOptions>("gaussianMixture", options, {
    weights: true,
    means: true,
    variances: true,
    dtype: true,
  });
  return mixtureOf(mixtureComponents(options), options.dtype);
}

/** Options of {@link multivariateNormal}. */
export interface MultivariateNormalOptions {
  /** d numbers. */
  readonly mean: readonly number[];
  /** d × d, symmetric and positive definite; or d variances by axis, or one variance. */
  readonly covariance: Variance;
  /** Of samples, `"float32"` unless told. */
  readonly dtype?: "float32" | "float64";
}

/**
 * N(m, S) with any covariance: ln p(x) = −½ (x − m)ᵀS⁻¹(x − m) − ½ ln det S − (d/2) ln 2π, ∇ ln p = −S⁻¹(x − m).
 *
 * It is the mixture of one component, and has its oracle: `marginal(scheduleOrPath)`.
 *
 * @throws ShapeError when mean and covariance do not match
 * @throws OptionError for a covariance that is not symmetric and positive definite
 * @example multivariateNormal({ mean: [0, 1], covariance: [[1, 0.5], [0.5, 1]] }).eventShape; // [2]
 */
export function multivariateNormal(options: MultivariateNormalOptions): GaussianMixture {
  checkOptions<MultivariateNormalOptions>("multivariateNormal", options, {
    mean: true,
    covariance: true,
    dtype: true,
  });
  const { mean, covariance, dtype } = options;
  const one = { weights: [1], means: [mean], variances: [covariance] };
  return mixtureOf(mixtureComponents(one, "multivariateNormal"), dtype);
}

function mixtureOf(components: MixtureComponents, dtype: "float32" | "float64" | undefined): GaussianMixture {
  const event: readonly number[] = Object.freeze([components.means[0]!.length]);
  const terms = (name: string, x: Tensor): ReturnType<typeof marginalTerms> => {
    checkEvent(name, x, event);
    return marginalTerms(components, x, atData);
  };
  const mixture = Object.freeze({
    eventShape: event,
    sample: mixtureSampler(components, dtype),
    logProb: (x) => logDensity(terms("logProb", x)),
    score(x) {
      const at = terms("score", x);
      return average(at, componentScores(at));
    },
    marginal: (given, options = {}) => {
      checkOptions("marginal", options, { source: true });
      const { source } = options;
      const start = source && componentsOf.get(source);
      if (source && !start)
        throw new OptionError(
          `marginal: source must be a Gaussian mixture, got ${typeof source}. Pass gaussianMixture({ … }) or multivariateNormal({ … }).`,
        );
      const path = scheduledPath(given, source !== undefined);
      return marginalOracle(start ? pairedComponents(components, start) : components, path);
    },
  } satisfies GaussianMixture);
  componentsOf.set(mixture, components);
  return mixture;
}

function mixtureSampler(
  { logWeights, means, spectrum, basis }: MixtureComponents,
  ownDType: "float32" | "float64" = "float32",
): Distribution["sample"] {
  let reached = 0;
  const steps = logWeights.map((logWeight) => (reached += Math.exp(logWeight)));
  // Out of reach, so that rounding never chooses a component after the last.
  steps[steps.length - 1] = Infinity;
  const deviations = spectrum.map((row) => row.map(Math.sqrt));
  return (shape, options) => {
    const { key, dtype, ...rows } = drawOptions(options, ownDType);
    const [choice, noise] = split(key);
    const constant = (values: NestedArray): Tensor => tensor(values, undefined, dtype);
    const u = drawRows(shape, [], { ...rows, key: choice, dtype }, uniform);
    const chosen = sum(cast(greaterEqual(expandDims(u), constant(steps)), "int32"), { axis: -1 });
    const z = drawRows(shape, [means[0]!.length], { ...rows, key: noise, dtype });
    const scaled = mul(gather(constant(deviations), chosen), z);
    const turned = basis ? squeeze(matmul(gather(constant(basis), chosen), expandDims(scaled)), -1) : scaled;
    const points = add(gather(constant(means), chosen), turned);
    return isTraced(key) ? points : onHost(points);
  };
}
