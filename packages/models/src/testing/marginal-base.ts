import { type GaussianMixture, gaussianMixture } from "@nami/distributions";
import type { Schedule } from "@nami/schedules";

/** A mixture of isotropic Gaussians, as numbers. */
export interface Modes {
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly variances: readonly number[];
}

/** The law of α x₀ + σ ε at a time, for x₀ from the modes. */
export function marginalAt(modes: Modes, schedule: Schedule, t: number): GaussianMixture {
  return gaussianMixture(marginalModes(modes, schedule, t));
}

/** Its modes. */
export function marginalModes({ weights, means, variances }: Modes, schedule: Schedule, t: number): Modes {
  const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
  return {
    weights,
    means: means.map((mean) => mean.map((coordinate) => alpha * coordinate)),
    variances: variances.map((variance) => alpha ** 2 * variance + sigma ** 2),
  };
}

/** Mean and variance of each coordinate of a mixture. */
export function momentsOf({ weights, means, variances }: Modes): { mean: number; variance: number }[] {
  const total = weights.reduce((a, b) => a + b, 0);
  const average = (of: (k: number) => number): number =>
    weights.reduce((sum, w, k) => sum + (w / total) * of(k), 0);
  return means[0]!.map((_, i) => {
    const mean = average((k) => means[k]![i]!);
    return { mean, variance: average((k) => variances[k]! + (means[k]![i]! - mean) ** 2) };
  });
}
