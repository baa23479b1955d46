import { OptionError } from "@nami/errors";
import type { ConditionalPath, InterpolantSample, PathSample, StochasticInterpolant } from "@nami/paths";
import { add, mul, neg, type Tensor } from "@nami/tensor-backend";
import type { LossDraws } from "./loss-draws.js";

/** The points of a path for a batch: one, or those with z and −z. @throws OptionError where there is no z */
export function pathPoints(
  caller: string,
  path: ConditionalPath,
  draws: LossDraws,
  antithetic: boolean,
): readonly PathSample[] {
  if (!antithetic) return [path.sample(draws)];
  if (!hasNoise(path))
    throw new OptionError(
      `${caller}: antithetic points need a path with noise of its own, got "${path.name}". Pass a stochasticInterpolant with a gamma, or leave it out.`,
    );
  return interpolantPoints(path, draws, true);
}

/** The points of an interpolant for a batch: one, or those with z and −z. */
export function interpolantPoints(
  path: StochasticInterpolant,
  draws: LossDraws,
  antithetic: boolean,
): readonly InterpolantSample[] {
  const point = path.sample(draws);
  return antithetic ? [point, path.sample({ ...draws, noise: neg(point.noise) })] : [point];
}

/** Whether a path is an interpolant with γ ≠ 0. */
export function hasNoise(path: ConditionalPath): path is StochasticInterpolant {
  const { gamma } = path as Partial<StochasticInterpolant>;
  return gamma !== undefined && gamma.name !== "zero";
}

/** The mean of one tensor or two. */
export function averaged(losses: readonly Tensor[]): Tensor {
  const total = losses.reduce((a, b) => add(a, b));
  return losses.length === 1 ? total : mul(total, 1 / losses.length);
}
