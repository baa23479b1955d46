import type { Distribution } from "@nami/distributions";
import { type Model, velocityToNoise } from "@nami/models";
import type { Path } from "@nami/paths";
import { brownianTree, type Key } from "@nami/random";
import { eulerMaruyama, solveSde } from "@nami/solvers";
import {
  add,
  broadcastTo,
  evaluate,
  mul,
  reshape,
  split,
  sqrt,
  type Tensor,
  type TensorBackend,
  tensorSpace,
} from "@nami/tensor-backend";

/** Options of {@link sampleSde}. */
export interface SdeSampling {
  readonly path: Path;
  readonly base: Distribution;
  readonly count: number;
  /** ε(t) = eps · σ(t): nothing is infinite at the data. */
  readonly eps: number;
  readonly steps: number;
  readonly key: Key;
  readonly backend: TensorBackend;
}

/**
 * dX = (v − ε s) dt + √(2ε) dW from t = 1 down to t = 0.01, with s = −ε̂/σ from the velocity: for ε = eps·σ the drift is
 * v + eps·ε̂.
 */
export const sampleSde = async (
  model: Model,
  { path, base, count, eps, steps, key, backend }: SdeSampling,
): Promise<Tensor> => {
  const [noiseKey, pathKey] = split(key);
  const space = tensorSpace<Tensor>(backend);
  const { schedule } = path;
  const timeOf = (t: Tensor): Tensor => reshape(t, t.shape.slice(0, 1));
  const start = await evaluate(base.sample([count], { key: noiseKey }), { backend });
  const { y } = await solveSde(
    {
      drift: (x: Tensor, time: Tensor) => {
        const t = timeOf(time);
        const v = model(x, t);
        return add(v, mul(eps, velocityToNoise(v, { x, t, schedule })));
      },
      diffusion: (x: Tensor, t: Tensor) => broadcastTo(sqrt(mul(2 * eps, schedule.sigma(t))), x.shape),
    },
    start,
    { t0: 1, t1: 0.01, method: eulerMaruyama({ steps }), noise: brownianTree(pathKey), space },
  );
  const x = await evaluate(y, { backend });
  y.dispose();
  space.dispose();
  return x;
};
