import { requireNumber } from "../check.js";
import { type DiffusionMethod, stepwise } from "./method.js";

/** Options of {@link ddim}. */
export interface DdimOptions {
  /** Noise, from 0 (default, none) to 1 (that of the ancestral sampler of DDPM). */
  readonly eta?: number;
}

/**
 * Denoising diffusion implicit models: first order, one evaluation a step. With D the predicted data and ε̂ = (x − αD)/σ,
 *
 * `x′ = α′D + √(σ′² − ς²) ε̂ + ς z`, `ς² = η² (σ′²/σ²) (σ² − (α/α′)² σ′²)`.
 *
 * With η = 0 it is Euler's method on the velocity of the linear path, and Euler's method in σ/α on any other.
 *
 * @throws OptionError when `eta` is not in [0, 1]
 * @see Song, Meng, Ermon, Denoising diffusion implicit models (2021), equations 12 and 16
 */
export const ddim = ({ eta = 0 }: DdimOptions = {}): DiffusionMethod => {
  requireNumber("ddim", "eta", eta, eta >= 0 && eta <= 1, "from 0 to 1");
  return stepwise("ddim", 0, eta > 0, (at, { alpha, sigma, lambda }) => {
    // 1 − (α σ′/(α′ σ))²: the part of the noise that the data do not explain.
    const fresh = -Math.expm1(2 * (at.lambda - lambda));
    const kept = (sigma / at.sigma) * Math.sqrt(1 - eta ** 2 * fresh);
    const noise = eta * sigma * Math.sqrt(fresh);
    return [{ x: kept, data: alpha - at.alpha * kept, noise }];
  });
};

/**
 * The ancestral sampler of DDPM: {@link ddim} with η = 1.
 *
 * @see Ho, Jain, Abbeel, Denoising diffusion probabilistic models (2020), equation 7
 */
export const ancestral = (): DiffusionMethod => Object.freeze({ ...ddim({ eta: 1 }), name: "ancestral" });
