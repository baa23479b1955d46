import { checkOptions, OptionError } from "@nami/errors";
import { derivative, type Formula, type ScheduleFunction, scheduleFunction } from "@nami/schedules";
import type { Elementwise } from "@nami/tensor-backend";

/** How much noise of its own an interpolant has: x_t = I(t, target, source) + γ(t) z. */
export interface Gamma {
  readonly name: string;
  /** γ ≥ 0; 0 at both ends where x_t meets target and source. */
  readonly gamma: ScheduleFunction;
  /** γ̇, which may be ±∞ at the ends. */
  readonly gammaDot: ScheduleFunction;
  /** γγ̇, finite also where γ̇ is not: the factor of the score in b = v − γγ̇ s. */
  readonly gammaGammaDot: ScheduleFunction;
  /** The same as formulas in data-to-noise time, for what is composed from them. */
  readonly formulas: { readonly [Q in "gamma" | "gammaDot" | "gammaGammaDot"]: Formula };
}

/** What a γ is made of. */
export interface GammaOptions {
  /** Default `"custom"`. */
  readonly name?: string;
  /** γ(t) ≥ 0; a constant factor of a root belongs under it, √(c² t(1 − t)), for γγ̇ to be known at the ends. */
  readonly gamma: Formula;
  /** γ̇ in closed form; differentiated when left out. */
  readonly gammaDot?: Formula;
  /** γγ̇ in closed form; half the derivative of γ² when left out. */
  readonly gammaGammaDot?: Formula;
}

/** @throws OptionError for what is no formula */
export function checkFormulas(caller: string, formulas: Readonly<Record<string, unknown>>): void {
  for (const [name, formula] of Object.entries(formulas))
    if (typeof formula !== "function")
      throw new OptionError(
        `${caller}: ${name} must be a formula (t, m) => …, got ${typeof formula}. Pass for example ${name}: (t, m) => m.sub(1, t).`,
      );
}

/**
 * A γ of one's own, written over the elementwise algebra `m` as schedules are.
 *
 * @throws OptionError when gamma is no formula, or γγ̇ is not a number at an end
 * @example gamma({ gamma: (t, m) => m.mul(0.3, m.sin(m.mul(t, Math.PI))) });
 */
export function gamma(options: GammaOptions): Gamma {
  checkOptions<GammaOptions>("gamma", options, {
    name: true,
    gamma: true,
    gammaDot: true,
    gammaGammaDot: true,
  });
  const { name = "custom", gamma, ...closed } = options;
  checkFormulas("gamma", { gamma });
  const slope = derivative((t, m) => m.square(gamma(t, m)));
  const formulas = {
    gamma,
    gammaDot: closed.gammaDot ?? derivative(gamma),
    gammaGammaDot: closed.gammaGammaDot ?? (((t, m) => m.mul(0.5, slope(t, m))) as Formula),
  };
  const gammaGammaDot = scheduleFunction("gammaGammaDot", formulas.gammaGammaDot, [0, 1]);
  for (const t of [0, 1])
    if (Number.isNaN(gammaGammaDot(t)))
      throw new OptionError(
        `gamma: γγ̇ must be a number at both ends, got NaN at t = ${t}. Write a constant factor under its root, as √(c² t (1 − t)), or state gammaGammaDot.`,
      );
  return Object.freeze({
    name,
    gamma: scheduleFunction("gamma", formulas.gamma, [0, 1]),
    gammaDot: scheduleFunction("gammaDot", formulas.gammaDot, [0, 1]),
    gammaGammaDot,
    formulas,
  });
}

/** γ = 0: no noise but that of the ends. */
export function zeroGamma(): Gamma {
  return gamma({ name: "zero", gamma: () => 0, gammaDot: () => 0, gammaGammaDot: () => 0 });
}

/**
 * The Brownian bridge: γ = √(a t(1 − t)), γγ̇ = (a/2)(1 − 2t); γ̇ is ±∞ at the ends.
 *
 * @param options.scale a, positive. Default 1.
 * @throws OptionError when the scale is not positive
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), table 8
 */
export function brownianGamma(options: { readonly scale?: number } = {}): Gamma {
  checkOptions("brownianGamma", options, { scale: true });
  const { scale = 1 } = options;
  if (!(scale > 0 && scale < Infinity))
    throw new OptionError(
      `brownianGamma: scale must be positive and finite, got ${String(scale)}. Pass zeroGamma() for no noise.`,
    );
  const value: Formula = (t, m) => m.sqrt(m.mul(m.mul(scale, t), m.sub(1, t)));
  const product: Formula = (t, m) => m.mul(scale / 2, m.sub(1, m.mul(2, t)));
  return gamma({
    name: "brownian",
    gamma: value,
    gammaDot: (t, m) => m.div(product(t, m), value(t, m)),
    gammaGammaDot: product,
  });
}

/** γ = t(1 − t), with a finite slope at the ends. */
export function quadraticGamma(): Gamma {
  return gamma({ name: "quadratic", gamma: (t, m) => m.mul(t, m.sub(1, t)) });
}

/** γ = sin²(πt), flat at the ends; as 4 sin²(πt/2) sin²(π(1 − t)/2), which is exactly 0 at both. */
export function sineSquaredGamma(): Gamma {
  return gamma({
    name: "sine-squared",
    gamma: (t, m) => {
      const half = m.sin(m.mul(t, Math.PI / 2));
      const rest = m.sin(m.mul(m.sub(1, t), Math.PI / 2));
      return m.mul(4, m.square(m.mul(half, rest)));
    },
  });
}

/**
 * A plateau with sigmoid flanks: γ = σ(u + 1) − σ(u − 1) − σ(1 − f/2) + σ(−1 − f/2) for u = f(t − ½).
 *
 * Written as 2 sinh(1) sinh(ft/2) sinh(f(1 − t)/2)/((cosh u + cosh 1)(cosh(f/2) + cosh 1)), which is exactly 0 at both ends.
 *
 * @param options.sharpness f, positive. Default 10.
 * @throws OptionError when the sharpness is not positive
 */
export function sigmoidGamma(options: { readonly sharpness?: number } = {}): Gamma {
  checkOptions("sigmoidGamma", options, { sharpness: true });
  const { sharpness = 10 } = options;
  if (!(sharpness > 0 && sharpness < 100))
    throw new OptionError(
      `sigmoidGamma: sharpness must be in (0, 100), got ${String(sharpness)}. Pass for example sharpness: 10.`,
    );
  const half = sharpness / 2;
  const factor = (2 * Math.sinh(1)) / (Math.cosh(half) + Math.cosh(1));
  return gamma({
    name: "sigmoid",
    gamma: (t, m) => {
      const u = m.mul(sharpness, m.sub(t, 0.5));
      const cosh = m.mul(0.5, m.add(m.exp(u), m.exp(m.neg(u))));
      const ends = m.mul(sinh(m.mul(half, t), m), sinh(m.mul(half, m.sub(1, t)), m));
      return m.div(m.mul(factor, ends), m.add(cosh, Math.cosh(1)));
    },
  });
}

function sinh<T>(x: T, m: Elementwise<T>): T {
  return m.mul(0.5, m.sub(m.expm1(x), m.expm1(m.neg(x))));
}
