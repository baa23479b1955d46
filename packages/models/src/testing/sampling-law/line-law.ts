/** A mixture of Gaussians on the line. */
export interface LineLaw {
  /** Of sum 1. */
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

const sumOver = (
  { weights, means, deviations }: LineLaw,
  term: (z: number, s: number) => number,
  x: number,
) => weights.reduce((sum, w, k) => sum + w * term((x - means[k]!) / deviations[k]!, deviations[k]!), 0);

/** F(x) = Σ w Φ((x − m)/s). */
export const cumulative = (law: LineLaw, x: number): number => sumOver(law, normalCumulative, x);

/** f(x) = Σ w φ((x − m)/s)/s. */
export const density = (law: LineLaw, x: number): number => sumOver(law, (z, s) => normalDensity(z) / s, x);

/** E|x − Y| for Y of the law: Σ w s (z (2Φ(z) − 1) + 2φ(z)) with z = (x − m)/s. */
export const meanDistance = (law: LineLaw, x: number): number =>
  sumOver(law, (z, s) => s * (z * (2 * normalCumulative(z) - 1) + 2 * normalDensity(z)), x);

/** E|Y − Y′| for two independent ones of the law: the mean distance from 0 of a mixture of the differences. */
export function meanDistanceOfTwo({ weights, means, deviations }: LineLaw): number {
  const all = <T>(of: (k: number, l: number) => T): T[] =>
    weights.flatMap((_, k) => weights.map((__, l) => of(k, l)));
  const differences = {
    weights: all((k, l) => weights[k]! * weights[l]!),
    means: all((k, l) => means[k]! - means[l]!),
    deviations: all((k, l) => Math.hypot(deviations[k]!, deviations[l]!)),
  };
  return meanDistance(differences, 0);
}

/** Where F(x) = u, by halving an interval. */
export function quantile(law: LineLaw, u: number): number {
  const reach = 9 * Math.max(...law.deviations);
  let [low, high] = [Math.min(...law.means) - reach, Math.max(...law.means) + reach];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (cumulative(law, middle) < u) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** Φ, to 1e-15, by the series of Marsaglia (2004). */
function normalCumulative(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let [sum, term] = [z, z];
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}
