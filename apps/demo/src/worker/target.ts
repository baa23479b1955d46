import {
  checkerboard,
  circles,
  eightGaussians,
  type MixtureToy,
  moons,
  pinwheel,
  rings,
  spirals,
  swissRoll,
  type Toy,
} from "@nami/datasets";
import { type GaussianMixture, gaussianMixture } from "@nami/distributions";
import { evaluate, fromHost, type Key, key, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import type { Target, ToyName } from "../session/settings.js";
import { learnedRows, toyOptions } from "../session/toy-options.js";

const toys: Readonly<Record<ToyName, () => Toy | MixtureToy>> = {
  moons,
  eightGaussians: () => eightGaussians(toyOptions.eightGaussians),
  checkerboard: () => checkerboard(toyOptions.checkerboard),
  swissRoll,
  circles,
  rings,
  spirals,
  pinwheel,
};

/** What a flow learns, as far as it is known. */
export interface KnownTarget {
  /** Rows to learn from and to compare with: drawn, or those of a file again. */
  sample(count: number, key: Key): Tensor;
  /** How many rows there are, where they are those of a file. */
  readonly rows?: number;
  /** ln p in nats, where there is a formula. */
  readonly logProb?: (x: Tensor) => Tensor;
  /** The data as a mixture of normal distributions, where they are one: then the exact field is known. */
  readonly mixture?: GaussianMixture;
  /** How many components the mixture has. */
  readonly components?: number;
  /** Its components, where each of them is a kind of data by itself. */
  readonly modes?: Modes;
}

/** Round normal distributions of equal weight and one width. */
export interface Modes {
  readonly means: readonly (readonly number[])[];
  readonly std: number;
}

/** The data of some modes. */
export const ofModes = (modes: Modes): KnownTarget => {
  const { means, std } = modes;
  const mixture = gaussianMixture({
    weights: means.map(() => 1),
    means,
    variances: means.map(() => std ** 2),
  });
  return {
    sample: (count, from) => mixture.sample([count], { key: from }),
    logProb: mixture.logProb,
    mixture,
    components: means.length,
    modes,
  };
};

const ofToy = (name: ToyName): KnownTarget => {
  const toy = toys[name]();
  const mixture = "mixture" in toy ? toy.mixture : undefined;
  return {
    sample: (count, from) => toy.sample(count, { key: from }),
    ...(toy.logProb && { logProb: toy.logProb }),
    ...(mixture && { mixture: gaussianMixture(mixture), components: mixture.weights.length }),
    // Components of other toys are places along curves.
    ...(name === "eightGaussians" &&
      mixture && { modes: { means: mixture.means, std: Math.sqrt(mixture.variances[0]!) } }),
  };
};

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** A step through so many rows that comes to each of them before the first again, and soon to all parts of them. */
const strideThrough = (rows: number): number => {
  let stride = Math.max(1, Math.round(0.618 * rows));
  while (commonDivisor(rows, stride) !== 1) stride++;
  return stride;
};

/** Rows from all parts of a file, which may be sorted: the first depends on the key, the others follow by a stride. */
const ofRows = (values: Float32Array): KnownTarget => {
  const rows = values.length / 2;
  const stride = strideThrough(rows);
  return {
    rows,
    sample: (count, { words }) => {
      const first = (words[0] ?? 0) % rows;
      const taken = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        const row = (first + i * stride) % rows;
        taken.set(values.subarray(2 * row, 2 * row + 2), 2 * i);
      }
      return fromHost(taken, [count, 2], "float32");
    },
  };
};

/** The target of some settings. */
export const targetOf = (target: Target): KnownTarget => {
  if (target.kind === "toy") return ofToy(target.name);
  if (target.kind === "rows") return ofRows(target.values);
  const count = target.centers.length / 2;
  const means = Array.from({ length: count }, (_, k) => [target.centers[2 * k]!, target.centers[2 * k + 1]!]);
  return ofModes({ means, std: target.std });
};

/** The rows that a run learns from: those of a file, or as many drawn ones as every run has. */
export const trainingRows = (target: Target, seed: number): Tensor =>
  target.kind === "rows"
    ? fromHost(target.values, [target.values.length / 2, 2], "float32")
    : targetOf(target).sample(learnedRows, key(seed));

/** Host values of rows. */
export const rowsOnHost = async (rows: Tensor, backend: TensorBackend): Promise<Float32Array> =>
  Float32Array.from(await (await evaluate(rows, { backend })).data());
