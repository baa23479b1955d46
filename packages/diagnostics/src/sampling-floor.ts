import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { evaluate, isKey, type Key, split, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import { type Points, pairOfSets, squaredWasserstein } from "./point-sets.js";
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
  /** The square of the distance of two sets. Default: the exact W₂². */
  readonly measure?: (a: Points, b: Points) => number;
}

/** What a distance needs to measure its own floor. */
export type FloorOptions = Omit<SamplingFloorOptions, "n" | "measure">;

/** What the distance of two fresh samples is, on average. */
export interface SamplingFloor {
  /** Mean of the distance: W₂, unless another was asked for. */
  readonly distance: number;
  /** Mean of its square. */
  readonly squared: number;
  /** Standard error of `distance`. */
  readonly standardError: number;
  /** Standard deviation of the distance from pair to pair: how far one measured distance may lie off. */
  readonly std: number;
  /** Standard deviation of the square. */
  readonly squaredStd: number;
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
export async function samplingFloor(options: SamplingFloorOptions): Promise<SamplingFloor> {
  checkOptions<SamplingFloorOptions>("samplingFloor", options, {
    sample: true,
    n: true,
    key: true,
    repeats: true,
    backend: true,
    measure: true,
  });
  const { sample, n, key, repeats = 10, backend } = options;
  const { measure = exact } = options;
  if (typeof sample !== "function")
    throw new OptionError(
      `samplingFloor: sample must be a function, got ${typeof sample}. Pass for example sample: moons().sample.`,
    );
  if (!isKey(key))
    throw new OptionError(
      `samplingFloor: a key is needed to draw samples, got ${typeof key}. Pass { key: key(0) }.`,
    );
  if (!Number.isSafeInteger(repeats) || repeats < 2)
    throw new OptionError(
      `samplingFloor: repeats must be an integer of 2 or more, got ${repeats}. Pass for example 10.`,
    );
  if (!Number.isSafeInteger(n) || n < 1)
    throw new OptionError(
      `samplingFloor: n must be a positive integer, got ${n}. Pass the size of the samples compared.`,
    );
  const place = { caller: "samplingFloor", ...(measure !== exact && { most: Infinity }) };
  const squares: number[] = [];
  const draw = async (one: Key): Promise<Tensor> => evaluate(sample([n], { key: one }), { backend });
  for (const pair of split(key, repeats)) {
    const [first, second] = split(pair);
    const [a, b] = await pairOfSets(place, await draw(first), await draw(second));
    squares.push(measure(a, b));
  }
  const { mean: distance, std } = statisticsOf(squares.map((value) => Math.sqrt(Math.max(0, value))));
  const { mean: squared, std: squaredStd } = statisticsOf(squares);
  return Object.freeze({
    distance,
    squared,
    standardError: std / Math.sqrt(repeats),
    std,
    squaredStd,
    repeats,
  });
}

/** The square of a distance of two sets. */
type Measure = (a: Points, b: Points) => number;

/** W₂². */
const exact: Measure = (a, b) => squaredWasserstein(a.values, b.values, a.dimension);

/**
 * @internal The floor of a distance at the size and dimension of its first set, where it is asked for.
 *
 * @throws OptionError for options that a floor does not have; ShapeError when its samples have another dimension
 */
export async function floorOf(
  caller: string,
  floor: FloorOptions | undefined,
  { count, dimension }: Points,
  measure: Measure = exact,
): Promise<SamplingFloor | undefined> {
  if (!floor) return undefined;
  checkOptions<FloorOptions>(`${caller}.floor`, floor, {
    sample: true,
    key: true,
    repeats: true,
    backend: true,
  });
  const alike: Measure = (a, b) => {
    if (a.dimension !== dimension)
      throw new ShapeError(
        `${caller}: floor.sample must draw points of the sets' dimension (${dimension}), got ${a.dimension}. Pass sample of the target.`,
      );
    return measure(a, b);
  };
  return samplingFloor({ ...floor, n: count, measure: alike });
}
