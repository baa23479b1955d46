import { steps } from "../book/numbers.js";

/**
 * W₂ between numbers and a density on [−4, 4]: in one dimension the i-th of n sorted numbers goes to the quantile at (i + ½)/n.
 *
 * @param density at places, on the host
 */
export const wasserstein = (numbers: Float32Array, density: (x: Float64Array) => Float64Array): number => {
  const x = steps(-4, 4, 20_001);
  const p = density(x);
  const reached = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) reached[i] = reached[i - 1]! + (p[i - 1]! + p[i]!) / 2;
  const all = reached.at(-1)!;
  let [place, sum] = [1, 0];
  for (const [i, value] of Float64Array.from(numbers).sort().entries()) {
    const aim = ((i + 0.5) / numbers.length) * all;
    while (place < x.length - 1 && reached[place]! < aim) place++;
    const share = (aim - reached[place - 1]!) / (reached[place]! - reached[place - 1]!);
    sum += (value - x[place - 1]! - share * (x[place]! - x[place - 1]!)) ** 2;
  }
  return Math.sqrt(sum / numbers.length);
};
