import type { GaussianMixture } from "@nami/distributions";
import type { Model } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import type { Path } from "@nami/paths";
import {
  add,
  type Compiled,
  compile,
  evaluate,
  fromHost,
  key,
  mean,
  mul,
  referenceBackend,
  split,
  square,
  sub,
  type Tensor,
  type TensorBackend,
  tensor,
  uniform,
} from "@nami/tensor-backend";

/** Fixed points of a path, and the velocity that a perfect model has there. */
export interface ExactPoints {
  readonly x: Tensor;
  readonly t: Tensor;
  readonly velocity: Tensor;
}

/** Points of the comparison, and how many are worked on between two breaths. */
const [count, block] = [1024, 128];

/**
 * Points (x_t, t) drawn from the path, with t spread evenly, and the exact velocity there, in double precision.
 *
 * @param rest awaited between blocks, so that the caller can do something else meanwhile
 */
export const exactPoints = async (
  mixture: GaussianMixture,
  source: GaussianMixture,
  path: Path,
  rest: () => Promise<void>,
): Promise<ExactPoints> => {
  const [dataKey, sourceKey, timeKey] = split(key(2718), 3);
  const backend = referenceBackend({ dtype: "float64" });
  const [start, end] = path.schedule.interval;
  const even = tensor(
    Array.from({ length: count }, (_, i) => start + ((end - start) * i) / count),
    [count],
    "float64",
  );
  const times = add(even, mul(uniform(timeKey, [count], { dtype: "float64" }), (end - start) / count));
  const ends = {
    target: mixture.sample([count], { key: dataKey, dtype: "float64" }),
    source: source.sample([count], { key: sourceKey, dtype: "float64" }),
  };
  const drawn = await evaluate({ x: path.interpolate({ ...ends, t: times }), t: times }, { backend });
  // What the model sees is float32, so the exact velocity is taken at the rounded points.
  const x = Float32Array.from(await drawn.x.data());
  const t = Float32Array.from(await drawn.t.data());
  const { velocity } = mixture.marginal(path, { source });
  const exact = new Float32Array(2 * count);
  for (let first = 0; first < count; first += block) {
    await rest();
    const at = fromHost(Float64Array.from(x.subarray(2 * first, 2 * (first + block))), [block, 2], "float64");
    const when = fromHost(Float64Array.from(t.subarray(first, first + block)), [block], "float64");
    exact.set(await (await evaluate(velocity(at, when), { backend })).data(), 2 * first);
  }
  return {
    x: fromHost(x, [count, 2], "float32"),
    t: fromHost(t, [count], "float32"),
    velocity: fromHost(exact, [count, 2], "float32"),
  };
};

/** Mean of ‖v − v*‖² per dimension over the fixed points, compiled once. @param velocityWith the model with some weights */
export const fieldError = (
  velocityWith: (params: MlpParams) => Model,
  { x, t, velocity }: ExactPoints,
  backend: TensorBackend,
): Compiled<[MlpParams], Tensor> =>
  compile((params: MlpParams) => mean(square(sub(velocityWith(params)(x, t), velocity))), { backend });
