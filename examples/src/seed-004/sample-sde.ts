import type { Distribution } from "@nami/distributions";
import { type Model, velocityToNoise } from "@nami/models";
import type { Path } from "@nami/paths";
import { add, type Key, mul, split, sqrt, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import { solveRows } from "../book/solve-rows.js";

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
  const { schedule } = path;
  return solveRows(
    {
      drift: (x, t) => {
        const v = model(x, t);
        return add(v, mul(eps, velocityToNoise(v, { x, t, schedule })));
      },
      diffusion: (t) => sqrt(mul(2 * eps, schedule.sigma(t))),
    },
    base.sample([count], { key: noiseKey }),
    { from: 1, to: 0.01, steps, key: pathKey, backend },
  );
};
