import type { Elementwise } from "@nami/tensor-backend";
import { type Schedule, schedule } from "./schedule.js";

const quarterTurn = Math.PI / 2;

/**
 * The variance-preserving quarter circle: α = cos(πt/2), σ = sin(πt/2), α² + σ² = 1.
 *
 * α is written as sin(π(1 − t)/2), which keeps all its digits near t = 1. logSnr = −2 ln tan(πt/2), with inverse
 * t = (2/π) atan(e^(−λ/2)).
 *
 * @example cosineSchedule().snr(0.5); // 1, but for rounding
 * @see Albergo, Vanden-Eijnden, Building normalizing flows with stochastic interpolants (2023). The schedule of
 * Nichol and Dhariwal (2021) differs: it has an offset near t = 0.
 */
export function cosineSchedule(): Schedule {
  return schedule({
    name: "cosine",
    alpha: (t, m) => m.sin(m.mul(m.sub(1, t), quarterTurn)),
    sigma: (t, m) => m.sin(m.mul(t, quarterTurn)),
    timeOfLogSnr: (logSnr, m) => {
      // α² = sigmoid(λ) and σ² = sigmoid(−λ), through softplus, which keeps small values in every runtime.
      const cosine = m.exp(m.mul(m.softplus(m.neg(logSnr)), -0.5));
      const sine = m.exp(m.mul(m.softplus(logSnr), -0.5));
      const turned = angle(sine, cosine, m);
      return m.div(turned, m.add(turned, angle(cosine, sine, m)));
    },
  });
}

/**
 * Half the angle with a given sine and cosine in the first quadrant: atan u for u = sin/(1 + cos), twice halved by
 * atan u = 2 atan(u/(1 + √(1 + u²))), and then by its power series, whose first term left out is below 2⁻⁵⁴.
 */
function angle<T>(sine: T, cosine: T, m: Elementwise<T>): T {
  const halved = (u: T): T => m.div(u, m.add(1, m.sqrt(m.add(1, m.square(u)))));
  const u = halved(halved(m.div(sine, m.add(1, cosine))));
  const minusSquare = m.neg(m.square(u));
  let series: T | number = 1 / 21;
  for (let odd = 19; odd > 0; odd -= 2) series = m.add(m.mul(minusSquare, series), 1 / odd);
  return m.mul(u, series);
}
