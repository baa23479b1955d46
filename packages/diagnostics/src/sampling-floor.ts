import { OptionError } from "@nami/errors";
import { evaluate, type Key, split, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import { pointsIn, squaredWasserstein } from "./point-sets.js";
import { statisticsOf } from "./statistics.js";

/** Options of {@link samplingFloor}. */
export interface SamplingFloorOptions {
  /** Draws n points, such as `sample` of a toy or a distribution. */
  readonly sample: (shape: readonly number[], options: { readonly key: Key }) => Tensor;
  /** Points of each set. */
  readonly n: number;
  /** Decides the sets; each is drawn with a key of its own. */
  readonly key: Key;
  /** Pairs of sets, 2 or more. Default 10. */
  readonly repeats?: number;
  /** What evaluates the samples. */
  readonly backend: TensorBackend;
}

/** What the distance of two fresh samples is, on average. */
export interface SamplingFloor {
  /** Mean of W₂. */
  readonly distance: number;
  /** Mean of W₂². */
  readonly squared: number;
  /** Standard error of `distance`. */
  readonly standardError: number;
  /** Standard deviation of W₂ from pair to pair: how far one measured distance may lie off. */
  readonly std: number;
  readonly repeats: number;
}

/**
 * The Wasserstein-2 distance between two independent samples of n points from one distribution: what a perfect
 * model's samples measure. A distance below `distance + 2 std` cannot be told from perfection at this n.
 *
 * It falls slowly with n, about as n^(−1/2) in two dimensions and n^(−1/d) in more. Cost: `repeats` assignments.
 *
 * @throws OptionError when repeats or n is too small
 * @example
 * const { distance } = await samplingFloor({ sample: moons().sample, n: 1000, key: key(0), backend });
 */
export async function samplingFloor({
  sample,
  n,
  key,
  repeats = 10,
  backend,
}: SamplingFloorOptions): Promise<SamplingFloor> {
  if (!Number.isSafeInteger(repeats) || repeats < 2)
    throw new OptionError(
      `samplingFloor: repeats must be an integer of 2 or more, got ${repeats}. Pass for example 10.`,
    );
  if (!Number.isSafeInteger(n) || n < 1)
    throw new OptionError(
      `samplingFloor: n must be a positive integer, got ${n}. Pass the size of the samples compared.`,
    );
  const squares: number[] = [];
  const draw = async (one: Key): Promise<Tensor> => evaluate(sample([n], { key: one }), { backend });
  for (const pair of split(key, repeats)) {
    const [first, second] = split(pair);
    const a = await pointsIn("a", await draw(first));
    const b = await pointsIn("b", await draw(second));
    squares.push(squaredWasserstein(a.values, b.values, a.dimension));
  }
  const { mean: distance, std } = statisticsOf(squares.map(Math.sqrt));
  const { mean: squared } = statisticsOf(squares);
  return Object.freeze({ distance, squared, standardError: std / Math.sqrt(repeats), std, repeats });
}
