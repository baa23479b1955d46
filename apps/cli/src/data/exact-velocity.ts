import type { MixtureToy } from "@nami/datasets";
import { gaussianMixture, standardNormal } from "@nami/distributions";
import type { Path } from "@nami/paths";
import {
  add,
  evaluate,
  type Key,
  mul,
  referenceBackend,
  split,
  type Tensor,
  tensor,
  uniform,
} from "@nami/tensor-backend";

/** Points of a path with the velocity that a perfect model has there. */
export interface ExactPoints {
  /** `[n, dim]` */
  readonly x: Tensor;
  /** `[n]`, spread evenly over [0, 1]. */
  readonly t: Tensor;
  /** `[n, dim]` */
  readonly velocity: Tensor;
}

/** Points whose mixtures are worked on at a time, to bound memory. */
const block = 256;

/**
 * Fixed points (x_t, t) and the exact marginal velocity v* there, for data that are a Gaussian mixture.
 *
 * The mean of ‖v − v*‖² over them is a measure of a model that is 0 at the optimum. Computed in double precision, once.
 *
 * @param count points; they are drawn from the path itself
 */
export const exactPoints = async (
  toy: MixtureToy,
  path: Path,
  { key, count = 2048 }: { readonly key: Key; readonly count?: number },
): Promise<ExactPoints> => {
  const [dataKey, noiseKey, timeKey] = split(key, 3);
  const backend = referenceBackend({ dtype: "float64" });
  const dtype = "float64";
  const even = tensor(
    Array.from({ length: count }, (_, i) => i / count),
    [count],
    dtype,
  );
  const t = add(even, mul(uniform(timeKey, [count], { dtype }), 1 / count));
  const target = toy.sample(count, { key: dataKey, dtype });
  const source = standardNormal(toy.eventShape).sample([count], { key: noiseKey, dtype });
  const drawn = await evaluate({ x: path.interpolate({ target, source, t }), t }, { backend });
  // What the model sees is float32, so v* is taken at the rounded points.
  const x = Float32Array.from(await drawn.x.data());
  const times = Float32Array.from(await drawn.t.data());
  const { velocity } = gaussianMixture(toy.mixture).marginal(path);
  const exact = new Float32Array(x.length);
  const dim = toy.eventShape[0];
  for (let first = 0; first < count; first += block) {
    const rows = Math.min(block, count - first);
    const at = tensor(Float64Array.from(x.subarray(first * dim, (first + rows) * dim)), [rows, dim], dtype);
    const when = tensor(Float64Array.from(times.subarray(first, first + rows)), [rows], dtype);
    const part = await evaluate(velocity(at, when), { backend });
    exact.set(await part.data(), first * dim);
  }
  return { x: tensor(x, [count, dim]), t: tensor(times), velocity: tensor(exact, [count, dim]) };
};
