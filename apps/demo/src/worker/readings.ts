import { samplingFloor, wasserstein2 } from "@nami/diagnostics";
import { evaluate, fromHost, key, mean, referenceBackend, split, type Tensor } from "@nami/tensor-backend";
import type { Motion, Readings } from "../session/protocol.js";
import type { Sampling } from "../session/settings.js";
import type { KnownTarget } from "./target.js";
import { flowOf, type Looked } from "./views.js";

/** Points of a distance (its cost grows with the cube), and of a likelihood. */
const [distancePoints, likelihoodPoints] = [400, 400];

/** What is known of the data before any training. */
export interface Yardstick {
  /** `[distancePoints, 2]` */
  readonly distanceRows: Float32Array;
  /** Left out where there are too few rows for two sets of them. */
  readonly distanceFloor?: number;
  readonly likelihoodRows: Tensor;
  /** −mean ln p of those rows under the truth. */
  readonly truth?: number;
}

/** Rows to measure with, and what a perfect model would measure on them. */
export const yardstickOf = async (target: KnownTarget): Promise<Yardstick> => {
  const [distanceKey, likelihoodKey, floorKey] = split(key(1618), 3);
  const backend = referenceBackend();
  const rows = async (count: number, from: typeof distanceKey): Promise<Float32Array> =>
    Float32Array.from(await (await evaluate(target.sample(count, from), { backend })).data());
  const likelihoodRows = fromHost(
    await rows(likelihoodPoints, likelihoodKey),
    [likelihoodPoints, 2],
    "float32",
  );
  const hasTwoSets = (target.rows ?? Number.POSITIVE_INFINITY) >= 4 * distancePoints;
  const floor =
    hasTwoSets &&
    (await samplingFloor({
      sample: ([count = 1], { key: one }) => target.sample(count, one),
      n: distancePoints,
      key: floorKey,
      repeats: 4,
      backend,
    }));
  const logProb = target.logProb && (await evaluate(mean(target.logProb(likelihoodRows)), { backend }));
  return {
    distanceRows: await rows(distancePoints, distanceKey),
    ...(floor && { distanceFloor: floor.distance }),
    likelihoodRows,
    ...(logProb && { truth: -(await logProb.item()) }),
  };
};

/** Measures samples and likelihood of a model. */
export const readingsOf = async (
  looked: Looked & { readonly sampling: Sampling },
  motion: Motion,
  { distanceRows, distanceFloor, likelihoodRows, truth }: Yardstick,
  fieldError: number | undefined,
): Promise<Readings> => {
  const { step, signal, sampling } = looked;
  const samples = motion.positions.slice(-2 * motion.particles).subarray(0, 2 * distancePoints);
  const { distance } = await wasserstein2(samples, distanceRows, { dimension: 2 });
  const process = flowOf(looked, 16);
  const logProb = Float32Array.from(await (await process.logProb(likelihoodRows, { signal })).data());
  return {
    kind: "readings",
    step,
    sampling,
    wasserstein: distance,
    ...(distanceFloor !== undefined && { wassersteinFloor: distanceFloor }),
    negativeLogLikelihood: -logProb.reduce((sum, value) => sum + value, 0) / logProb.length,
    ...(truth !== undefined && { truth }),
    ...(fieldError !== undefined && { fieldError }),
  };
};
