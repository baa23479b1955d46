import { checkOptions, OptionError } from "@nami/errors";
import {
  add,
  broadcastTo,
  div,
  jvp,
  mul,
  type Numeric,
  ones,
  sub,
  Tensor,
  tensor,
} from "@nami/tensor-backend";
import { along, checkEnds, type PathArguments } from "./ends.js";
import { type PathMarks, pathMarks } from "./marks.js";
import type { ConditionalPath } from "./path.js";

/** A function of data z, `[...batch, ...event]`, and times that broadcast against them. */
export type ConditionalMoment = (z: Tensor, t: Tensor) => Tensor;

/** A Gaussian path given the target, with its velocity at any point. */
export interface GaussianPath extends ConditionalPath {
  /** u_t(x | z) = (σ̇/σ)(x − μ) + μ̇ for a target z: `[...batch, ...event]`. Not a number where σ is 0. */
  conditionalVelocity(x: Tensor, condition: { readonly target: Tensor; readonly t: Numeric }): Tensor;
}

/** What a Gaussian path is made of. */
export interface GaussianPathOptions extends PathMarks {
  /** Default `"gaussian"`. */
  readonly name?: string;
  /** μ(z, t), in the shape of z: z at t = 0. */
  readonly mean: ConditionalMoment;
  /** σ(z, t) ≥ 0, broadcasting with z. */
  readonly std: ConditionalMoment;
}

/**
 * The Gaussian path of any mean and standard deviation: x_t = μ(z, t) + σ(z, t) ε for data z and a standard normal
 * source ε, which moves by u_t(x | z) = (σ̇/σ)(x − μ) + μ̇, that is μ̇ + σ̇ ε along the path.
 *
 * Derivatives are taken by automatic differentiation in t. In formulas t has an axis of size 1 for each event axis.
 *
 * @throws OptionError when mean or std is not a function
 * @throws ShapeError, from its functions, when the ends or t do not fit
 * @example
 * const lipman = gaussianPath({ mean: (z, t) => mul(sub(1, t), z), std: (z, t) => add(0.01, mul(0.99, t)) });
 * @see Lipman et al., Flow matching for generative modeling (2023), theorem 3
 */
export function gaussianPath(options: GaussianPathOptions): GaussianPath {
  checkOptions<GaussianPathOptions>("gaussianPath", options, {
    ...pathMarks,
    name: true,
    mean: true,
    std: true,
  });
  const { name = "gaussian", mean, std, gaussianSource = true, ...marks } = options;
  for (const [key, fn] of Object.entries({ mean, std }))
    if (typeof fn !== "function")
      throw new OptionError(
        `gaussianPath: ${key} must be a function of (z, t), got ${typeof fn}. Pass for example mean: (z, t) => mul(sub(1, t), z).`,
      );
  const moving = (moment: ConditionalMoment, target: Tensor, t: Numeric): [Tensor, Tensor] => {
    if (typeof t === "number" && !(t >= 0 && t <= 1))
      throw new OptionError(`${name}: t must be in [0, 1], got ${t}. Data are at 0, noise is at 1.`);
    const time = along(t instanceof Tensor ? t : tensor(t, [], target.dtype), target) as Tensor;
    return jvp(
      (s: Tensor) => broadcastTo(moment(target, s), target.shape),
      time,
      ones(time.shape, time.dtype),
    );
  };
  const sample = (caller: string, ends: PathArguments) => {
    checkEnds(`${name}.${caller}`, ends);
    const { target, source, t } = ends;
    const [mu, muDot] = moving(mean, target, t);
    const [sigma, sigmaDot] = moving(std, target, t);
    return { xt: add(mu, mul(sigma, source)), ut: add(muDot, mul(sigmaDot, source)) };
  };
  return Object.freeze({
    name,
    orientation: "dataToNoise",
    gaussianSource,
    sample: (ends) => sample("sample", ends),
    interpolate: (ends) => sample("interpolate", ends).xt,
    velocity: (ends) => sample("velocity", ends).ut,
    conditionalVelocity(x, { target, t }) {
      checkEnds(`${name}.conditionalVelocity`, { target, source: x, t });
      const [mu, muDot] = moving(mean, target, t);
      const [sigma, sigmaDot] = moving(std, target, t);
      return add(muDot, mul(div(sigmaDot, sigma), sub(x, mu)));
    },
    ...marks,
  } satisfies GaussianPath);
}
