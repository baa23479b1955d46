import type { Elementwise } from "@nami/tensor-backend";
import { quarters } from "./angle.js";
import { checkPositive } from "./check-parameters.js";
import type { Formula } from "./dual.js";
import { reverseTime } from "./reverse-time.js";
import { type Schedule, schedule } from "./schedule.js";

const quarterTurn = Math.PI / 2;

/**
 * The variance-preserving quarter circle: α = cos(πt/2), σ = sin(πt/2), α² + σ² = 1.
 *
 * α is written as sin(π(1 − t)/2), which keeps all its digits near t = 1. logSnr = −2 ln tan(πt/2), with inverse
 * t = (2/π) atan(e^(−λ/2)).
 *
 * @example cosineSchedule().snr(0.5); // 1, but for rounding
 * @see Albergo, Vanden-Eijnden, Building normalizing flows with stochastic interpolants (2023). The other convention of
 * time is {@link gvpSchedule}; the schedule of Nichol and Dhariwal is {@link nicholCosineSchedule}.
 */
export function cosineSchedule(): Schedule {
  const alpha: Formula = (t, m) => m.sin(m.mul(m.sub(1, t), quarterTurn));
  const sigma: Formula = (t, m) => m.sin(m.mul(t, quarterTurn));
  return schedule({
    name: "cosine",
    interval: [0, 1],
    alpha,
    // Each slope as the other's sine, which keeps its digits where it vanishes.
    alphaDot: (t, m) => m.mul(-quarterTurn, sigma(t, m)),
    sigma,
    sigmaDot: (t, m) => m.mul(quarterTurn, alpha(t, m)),
    sigmaSigmaDot: (t, m) => m.mul(quarterTurn, m.mul(sigma(t, m), alpha(t, m))),
    timeOfLogSnr: (logSnr, m) => {
      const { cosine, sine } = onCircle(logSnr, m);
      return quarters(sine, cosine, m);
    },
  });
}

/**
 * The quarter circle in the convention of SiT and of most flow matching code, noise at t = 0 and data at t = 1:
 * α = sin(πt/2), σ = cos(πt/2). It is `reverseTime(cosineSchedule())`.
 *
 * @example gvpSchedule().orientation; // "noiseToData"
 * @see Ma et al., SiT (2024), "generalized VP"
 */
export function gvpSchedule(): Schedule {
  return reverseTime(cosineSchedule());
}

/**
 * The cosine schedule of improved diffusion models, in continuous time: with φ(t) = (π/2)(t + s)/(1 + s),
 * α = cos φ(t)/cos φ(0) and σ = √(1 − α²) = √(sin(φ − φ₀) sin(φ + φ₀))/cos φ₀.
 *
 * The offset s keeps σ from growing too slowly at the data: σ̇ is infinite there, σσ̇ is not.
 *
 * @param options.offset s, positive. Default 0.008.
 * @throws OptionError when the offset is not positive
 * @example nicholCosineSchedule().alpha(0.5) ** 2; // 0.493844
 * @see Nichol, Dhariwal, Improved denoising diffusion probabilistic models (2021), equation 17; without its bound of
 * 0.999 on the steps of a discrete grid
 */
export function nicholCosineSchedule({
  offset = 0.008,
  ...left
}: {
  readonly offset?: number;
} = {}): Schedule {
  checkPositive("nicholCosineSchedule", { offset }, left);
  const rate = quarterTurn / (1 + offset);
  const start = offset * rate;
  const [height, depth] = [Math.cos(start), Math.sin(start)];
  // cos φ as the sine of what is left to the quarter turn.
  const alpha: Formula = (t, m) => m.div(m.sin(m.mul(m.sub(1, t), rate)), Math.sin(rate));
  const alphaDot: Formula = (t, m) => m.mul(-rate / Math.sin(rate), m.sin(m.add(m.mul(t, rate), start)));
  // σ² twice: the product of sines is exact at the data, 1 − α² is at the noise.
  const sigma: Formula = (t, m) => {
    const product = m.mul(m.sin(m.mul(t, rate)), m.sin(m.add(m.mul(t, rate), 2 * start)));
    const atNoise = m.sub(1, m.square(alpha(t, m)));
    return m.sqrt(m.add(m.mul(m.sub(1, t), m.div(product, height ** 2)), m.mul(t, atNoise)));
  };
  const sigmaSigmaDot: Formula = (t, m) => m.neg(m.mul(alpha(t, m), alphaDot(t, m)));
  return schedule({
    name: "nichol-cosine",
    interval: [0, 1],
    alpha,
    alphaDot,
    sigma,
    sigmaDot: (t, m) => m.div(sigmaSigmaDot(t, m), sigma(t, m)),
    sigmaSigmaDot,
    timeOfLogSnr: (logSnr, m) => {
      const circle = onCircle(logSnr, m);
      const [cosine, sine] = [m.mul(circle.cosine, height), m.mul(circle.sine, height)];
      const longer = m.sqrt(m.add(depth ** 2, m.square(sine)));
      // The angle φ − φ₀, whose sine is that of the product over sin(φ + φ₀).
      const sineOfSum = m.add(m.mul(longer, height), m.mul(cosine, depth));
      const cosineOfDifference = m.add(m.mul(cosine, height), m.mul(longer, depth));
      return m.mul(quarters(m.div(m.square(sine), sineOfSum), cosineOfDifference, m), 1 + offset);
    },
  });
}

/** α = √sigmoid(λ) and σ = √sigmoid(−λ), through softplus, which keeps small values in every runtime. */
function onCircle<T>(logSnr: T, m: Elementwise<T>): { readonly cosine: T; readonly sine: T } {
  return {
    cosine: m.exp(m.mul(m.softplus(m.neg(logSnr)), -0.5)),
    sine: m.exp(m.mul(m.softplus(logSnr), -0.5)),
  };
}
