import type { Model } from "@nami/models";
import { type OdeMethod, solve } from "@nami/solvers";
import {
  evaluate,
  reshape,
  type Tensor,
  type TensorBackend,
  tensor,
  tensorSpace,
  treeDispose,
} from "@nami/tensor-backend";

/** Options of {@link curvesFrom}. */
export interface CurveOptions {
  /** Steps from t = 1 to t = 0, after each of which the places are kept. */
  readonly steps: number;
  readonly method: (options: { readonly steps: number }) => OdeMethod;
  readonly backend: TensorBackend;
}

/**
 * The way of points on a line from noise to data.
 *
 * @param starts where the curves begin
 * @returns one curve for each start, with `steps + 1` places
 */
export const curvesFrom = async (
  model: Model,
  starts: ArrayLike<number>,
  { steps, method, backend }: CurveOptions,
): Promise<Float64Array[]> => {
  const space = tensorSpace<Tensor>(backend);
  const float = backend.dtypes.has("float32") ? "float32" : "float64";
  const start = tensor(Float64Array.from(starts), [starts.length, 1], float);
  const velocity = (x: Tensor, t: Tensor): Tensor => model(x, reshape(t, t.shape.slice(0, 1)));
  const saveAt = Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps);
  const { y, saved } = await solve(velocity, start, {
    t0: 1,
    t1: 0,
    method: method({ steps }),
    space,
    saveAt,
  });
  const states = await Promise.all(saved.map(async (one) => (await evaluate(one.y, { backend })).data()));
  treeDispose([y, ...saved.map((one) => one.y)]);
  space.dispose();
  return Array.from(starts, (_, row) => Float64Array.from(states, (state) => state[row]!));
};
