import { checkOptions, OptionError } from "@nami/errors";
import type { Formula } from "@nami/schedules";
import { brownianGamma, type Gamma, gamma, sineSquaredGamma, zeroGamma } from "./gamma.js";
import { type PathMarks, pathMarks } from "./marks.js";
import { type StochasticInterpolant, stochasticInterpolant } from "./stochastic-interpolant.js";

/** Options of the interpolants that take a γ. */
export interface InterpolantOptions extends PathMarks {
  /** Noise of its own. Default `brownianGamma()`. */
  readonly gamma?: Gamma;
}

const rise: Formula = (t) => t;
const fall: Formula = (t, m) => m.sub(1, t);
const straight = { alpha: fall, beta: rise };

/** x_t = (1 − t) target + t source + γ z. With `zeroGamma()` it is the straight path. */
export function linearInterpolant(options: InterpolantOptions = {}): StochasticInterpolant {
  checkOptions<InterpolantOptions>("linearInterpolant", options, { ...pathMarks, gamma: true });
  const { gamma = brownianGamma(), ...marks } = options;
  return stochasticInterpolant({ name: "linear interpolant", ...straight, gamma, ...marks });
}

/**
 * x_t = √(1 − γ²)(cos(πt/2) target + sin(πt/2) source) + γ z, which keeps the variance of normalized ends.
 *
 * @throws OptionError when γ reaches 1, where the ends would vanish
 */
export function trigonometricInterpolant(options: InterpolantOptions = {}): StochasticInterpolant {
  checkOptions<InterpolantOptions>("trigonometricInterpolant", options, { ...pathMarks, gamma: true });
  const { gamma = brownianGamma(), ...marks } = options;
  for (let i = 0; i <= 64; i++) {
    const size = gamma.gamma(i / 64);
    if (!(size < 1 - 1e-9))
      throw new OptionError(
        `trigonometricInterpolant: gamma must stay below 1, got ${size} at t = ${i / 64}. Pass for example brownianGamma().`,
      );
  }
  const turned =
    (quarters: Formula): Formula =>
    (t, m) =>
      m.mul(
        m.sqrt(m.sub(1, m.square(gamma.formulas.gamma(t, m)))),
        m.sin(m.mul(quarters(t, m), Math.PI / 2)),
      );
  return stochasticInterpolant({
    name: "trigonometric interpolant",
    alpha: turned(fall),
    beta: turned(rise),
    gamma,
    ...marks,
  });
}

/**
 * The target is encoded as pure noise at t = ½, and the source decoded from it:
 * x_t = cos²(πt) (1{t ≤ ½} target + 1{t > ½} source) + sin²(πt) z.
 *
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), table 8
 */
export function encodingDecodingInterpolant(marks: PathMarks = {}): StochasticInterpolant {
  checkOptions<PathMarks>("encodingDecodingInterpolant", marks, pathMarks);
  const [target, source] = [halfWave(1), halfWave(-1)];
  return stochasticInterpolant({
    name: "encoding-decoding interpolant",
    alpha: target.value,
    alphaDot: target.slope,
    beta: source.value,
    betaDot: source.slope,
    gamma: sineSquaredGamma(),
    ...marks,
  });
}

/**
 * The target, noised in the middle: x_t = target + γ z. Both ends are the target; it learns scores, not a transport.
 */
export function mirrorInterpolant(options: InterpolantOptions = {}): StochasticInterpolant {
  checkOptions<InterpolantOptions>("mirrorInterpolant", options, { ...pathMarks, gamma: true });
  const { gamma = brownianGamma(), ...marks } = options;
  return stochasticInterpolant({
    name: "mirror interpolant",
    alpha: () => 1,
    beta: () => 0,
    gamma,
    ...marks,
  });
}

/**
 * The path of conditional flow matching with a width: x_t = (1 − t) target + t source + σ z, u_t = source − target.
 *
 * With σ = 0 it is {@link linearPath}; under an optimal transport coupling it is OT-CFM.
 *
 * @param options.sigma 0 or more. Default 0.1.
 * @throws OptionError when sigma is negative or not finite
 * @see Tong et al., Improving and generalizing flow-based generative models (2024), equation 14, with time reversed
 */
export function icfmPath(options: PathMarks & { readonly sigma?: number } = {}): StochasticInterpolant {
  checkOptions("icfmPath", options, { ...pathMarks, sigma: true });
  const { sigma = 0.1, ...marks } = options;
  if (!(sigma >= 0 && sigma < Infinity))
    throw new OptionError(
      `icfmPath: sigma must be 0 or more and finite, got ${String(sigma)}. Pass sigma: 0 for linearPath().`,
    );
  const width =
    sigma === 0
      ? zeroGamma()
      : gamma({ name: "constant", gamma: () => sigma, gammaDot: () => 0, gammaGammaDot: () => 0 });
  return stochasticInterpolant({ name: "icfm", ...straight, gamma: width, ...marks });
}

/**
 * The Schrödinger bridge path: x_t = (1 − t) target + t source + σ √(t(1 − t)) z,
 * u_t = (1 − 2t)/(2t(1 − t)) (x_t − μ_t) + source − target.
 *
 * Pair it with `sinkhornCoupling({ regularization: 2 * sigma ** 2 })`; then it is the bridge of a Brownian motion of
 * diffusion σ. At the ends u_t is infinite: draw times inside.
 *
 * @param options.sigma positive. Default 1.
 * @throws OptionError when sigma is not positive
 * @see Tong et al., Improving and generalizing flow-based generative models (2024), section 3.2.4
 */
export function schrodingerBridgePath(
  options: PathMarks & { readonly sigma?: number } = {},
): StochasticInterpolant {
  checkOptions("schrodingerBridgePath", options, { ...pathMarks, sigma: true });
  const { sigma = 1, ...marks } = options;
  if (!(sigma > 0 && sigma < Infinity))
    throw new OptionError(
      `schrodingerBridgePath: sigma must be positive and finite, got ${String(sigma)}. Pass icfmPath({ sigma: 0 }) for none.`,
    );
  const bridge = brownianGamma({ scale: sigma ** 2 });
  return stochasticInterpolant({ name: "schrödinger-bridge", ...straight, gamma: bridge, ...marks });
}

/** cos²(πt) where ±cos πt is positive, 0 elsewhere, and its slope: by |c| = √c², which needs no comparison. */
function halfWave(side: 1 | -1): { readonly value: Formula; readonly slope: Formula } {
  const wave: Formula = (t, m) => {
    const cosine = m.mul(side, m.cos(m.mul(t, Math.PI)));
    return m.mul(0.5, m.add(cosine, m.sqrt(m.square(cosine))));
  };
  return {
    value: (t, m) => m.square(wave(t, m)),
    slope: (t, m) => {
      // sin πt, exactly 0 at both ends.
      const half = m.mul(m.sin(m.mul(t, Math.PI / 2)), m.sin(m.mul(m.sub(1, t), Math.PI / 2)));
      return m.mul(-4 * Math.PI * side, m.mul(wave(t, m), half));
    },
  };
}
