import { checkOptions, OptionError } from "@nami/errors";
import {
  derivative,
  type Formula,
  type Schedule,
  type ScheduleFunction,
  schedule,
  scheduleFunction,
} from "@nami/schedules";
import { add, mul, normal, type Tensor, zeros } from "@nami/tensor-backend";
import { along, checkEnds, type PathArguments } from "./ends.js";
import { checkFormulas, type Gamma, zeroGamma } from "./gamma.js";
import { type PathMarks, pathMarks } from "./marks.js";
import type { Path, PathSample } from "./path.js";

/** A point of a stochastic interpolant, all in the shape of the target. */
export interface InterpolantSample extends PathSample {
  /** ẋ_t = İ + γ̇ z: what b regresses on. */
  readonly ut: Tensor;
  /** İ = α̇ target + β̇ source: what v regresses on. */
  readonly vt: Tensor;
  /** z, what the denoiser η regresses on; give −z as `noise` for the antithetic point. */
  readonly noise: Tensor;
}

/** A path with noise of its own: x_t = α(t) target + β(t) source + γ(t) z, z ~ N(0, I). */
export interface StochasticInterpolant extends Path {
  /** For the relations b = v − γγ̇ s and s = −η/γ, in data-to-noise time. */
  readonly gamma: Gamma;
  sample(ends: PathArguments): InterpolantSample;
}

/** What an interpolant is made of, as formulas over the elementwise algebra `m`. */
export interface StochasticInterpolantOptions extends PathMarks {
  /** Default `"custom"`. */
  readonly name?: string;
  /** α(t), the factor of the target: 1 at t = 0. */
  readonly alpha: Formula;
  /** β(t), the factor of the source: 1 at t = 1. */
  readonly beta: Formula;
  /** Default: none. */
  readonly gamma?: Gamma;
  /** α̇ in closed form; differentiated when left out. */
  readonly alphaDot?: Formula;
  /** β̇ in closed form; differentiated when left out. */
  readonly betaDot?: Formula;
}

/**
 * A stochastic interpolant between any source and target: x_t = α(t) target + β(t) source + γ(t) z.
 *
 * Its velocity is b = E[ẋ_t | x_t] = v − γγ̇ s with v = E[İ | x_t] and, where γ > 0, the score s = −E[z | x_t]/γ, whatever
 * the source is. For a standard normal source independent of the target, x_t has the law of α target + √(β² + γ²) ε: that is its
 * `schedule`, for exact marginals.
 *
 * @throws OptionError when alpha or beta is no formula; from its functions, when z must be drawn and there is neither noise nor key
 * @throws ShapeError from its functions, when the ends or t do not fit
 * @example
 * const bridge = stochasticInterpolant({ alpha: (t, m) => m.sub(1, t), beta: (t) => t, gamma: brownianGamma() });
 * bridge.sample({ target, source, t, key: key(0) }); // { xt, ut, vt, noise }
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), definition 1, with time reversed
 */
export function stochasticInterpolant(options: StochasticInterpolantOptions): StochasticInterpolant {
  checkOptions<StochasticInterpolantOptions>("stochasticInterpolant", options, {
    ...pathMarks,
    name: true,
    alpha: true,
    beta: true,
    gamma: true,
    alphaDot: true,
    betaDot: true,
  });
  checkFormulas("stochasticInterpolant", { alpha: options.alpha, beta: options.beta });
  const { name = "custom", alpha, beta, gamma = zeroGamma(), ...further } = options;
  const { alphaDot = derivative(alpha), betaDot = derivative(beta), ...marks } = further;
  const noisy = gamma.name !== "zero";
  const ofTime = (quantity: string, formula: Formula): ScheduleFunction =>
    scheduleFunction(`${name}.${quantity}`, formula, [0, 1]);
  const point = { target: ofTime("alpha", alpha), source: ofTime("beta", beta) };
  const slope = { target: ofTime("alphaDot", alphaDot), source: ofTime("betaDot", betaDot) };
  const combine = ({ target, source, t }: PathArguments, factors: typeof point): Tensor =>
    add(mul(target, along(factors.target(t), target)), mul(source, along(factors.source(t), source)));
  const plus = (x: Tensor, factor: ScheduleFunction, { t }: PathArguments, noise: Tensor): Tensor =>
    noisy ? add(x, mul(noise, along(factor(t), noise))) : x;
  const sample = (caller: string, ends: PathArguments): InterpolantSample => {
    checkEnds(caller, ends);
    const noise = noisy ? noiseOf(caller, ends) : zeros(ends.target.shape, ends.target.dtype);
    const vt = combine(ends, slope);
    return {
      xt: plus(combine(ends, point), gamma.gamma, ends, noise),
      ut: plus(vt, gamma.gammaDot, ends, noise),
      vt,
      noise,
    };
  };
  return Object.freeze({
    name,
    schedule: scheduleOf(name, { alpha, alphaDot, beta, betaDot }, noisy ? gamma : undefined),
    orientation: "dataToNoise",
    gamma,
    sample: (ends) => sample(`${name}.sample`, ends),
    interpolate: (ends) => sample(`${name}.interpolate`, ends).xt,
    velocity: (ends) => sample(`${name}.velocity`, ends).ut,
    ...marks,
  } satisfies StochasticInterpolant);
}

/** α and √(β² + γ²), of which half the slope of the square is ββ̇ + γγ̇. */
function scheduleOf(
  name: string,
  { alpha, alphaDot, beta, betaDot }: Readonly<Record<"alpha" | "alphaDot" | "beta" | "betaDot", Formula>>,
  gamma: Gamma | undefined,
): Schedule {
  if (!gamma) return schedule({ name, interval: [0, 1], alpha, alphaDot, sigma: beta, sigmaDot: betaDot });
  const { formulas } = gamma;
  const sigma: Formula = (t, m) => m.sqrt(m.add(m.square(beta(t, m)), m.square(formulas.gamma(t, m))));
  const sigmaSigmaDot: Formula = (t, m) =>
    m.add(m.mul(beta(t, m), betaDot(t, m)), formulas.gammaGammaDot(t, m));
  return schedule({
    name,
    interval: [0, 1],
    alpha,
    alphaDot,
    sigma,
    sigmaDot: (t, m) => m.div(sigmaSigmaDot(t, m), sigma(t, m)),
    sigmaSigmaDot,
  });
}

function noiseOf(caller: string, { target, noise, key }: PathArguments): Tensor {
  if (noise) return noise;
  if (!key)
    throw new OptionError(
      `${caller}: the path has noise of its own and needs a key or the noise, got neither. Pass { target, source, t, key }.`,
    );
  return normal(key, target.shape, { dtype: target.dtype === "float64" ? "float64" : "float32" });
}
