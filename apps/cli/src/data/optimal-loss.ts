import type { ToyMixture } from "@nami/datasets";
import type { Path } from "@nami/paths";

/** Points of the average. */
const points = 32_768;

/** Steps of an additive recurrence that fills the four-dimensional cube evenly: powers of the root of x⁵ = x + 1. */
const strides = [1, 2, 3, 4].map((power) => 1.1673039782614187 ** -power);

/** The number at which a cumulative sum first exceeds u. */
const choose = (reached: Float64Array, u: number): number => {
  let [low, high] = [0, reached.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
};

/**
 * The flow matching loss of a perfect model, E ‖u_t − v*(x_t, t)‖² / d, where the data are a mixture of round normal
 * distributions.
 *
 * Given x_t the velocity u_t of the path is itself a mixture, with components of mean uₖ = α̇mₖ + λδₖ and variance
 * α̇²s² + σ̇² − λ²c in each direction (c = α²s² + σ², λ = (αα̇s² + σσ̇)/c, δₖ = x − αmₖ). Its variance by the law of
 * total variance, averaged over x_t by a quasi-random rule, is the loss.
 *
 * @returns the mean over coordinates, to about ±0.001
 * @see Roberts 2018, The unreasonable effectiveness of quasirandom sequences, for the rule
 */
export const optimalLoss = ({ weights, means, variances }: ToyMixture, { schedule }: Path): number => {
  const s2 = variances[0]!;
  let total = 0;
  const reached = Float64Array.from(weights, (weight) => (total += weight));
  const logWeights = weights.map(Math.log);
  const terms = new Float64Array(weights.length);
  const meansX = Float64Array.from(means, ([x]) => x);
  const meansY = Float64Array.from(means, ([, y]) => y);
  let sum = 0;
  for (let i = 0; i < points; i += 1) {
    const [t, place, radius, turn] = strides.map((stride) => (0.5 + (i + 1) * stride) % 1) as [
      number,
      number,
      number,
      number,
    ];
    const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
    const [alphaDot, sigmaDot] = [schedule.alphaDot(t), schedule.sigmaDot(t)];
    const c = alpha * alpha * s2 + sigma * sigma;
    const lambda = (alpha * alphaDot * s2 + sigma * sigmaDot) / c;
    const drawn = choose(reached, place * total);
    const length = Math.sqrt(-2 * c * Math.log(1 - radius));
    const x = alpha * meansX[drawn]! + length * Math.cos(2 * Math.PI * turn);
    const y = alpha * meansY[drawn]! + length * Math.sin(2 * Math.PI * turn);
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < terms.length; k += 1) {
      const dx = x - alpha * meansX[k]!;
      const dy = y - alpha * meansY[k]!;
      terms[k] = logWeights[k]! - (dx * dx + dy * dy) / (2 * c);
      if (terms[k]! > most) most = terms[k]!;
    }
    // uₖ differ by (α̇ − λα) mₖ only, so their variance is that of the means, scaled.
    let [w, wx, wy, wxx] = [0, 0, 0, 0];
    for (let k = 0; k < terms.length; k += 1) {
      const r = Math.exp(terms[k]! - most);
      w += r;
      wx += r * meansX[k]!;
      wy += r * meansY[k]!;
      wxx += r * (meansX[k]! ** 2 + meansY[k]! ** 2);
    }
    const between = wxx / w - (wx * wx + wy * wy) / (w * w);
    const within = alphaDot * alphaDot * s2 + sigmaDot * sigmaDot - lambda * lambda * c;
    sum += within + ((alphaDot - lambda * alpha) ** 2 * between) / 2;
  }
  return sum / points;
};
