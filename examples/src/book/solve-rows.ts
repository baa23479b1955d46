import { brownianTree, type Key } from "@nami/random";
import { eulerMaruyama, solveSde } from "@nami/solvers";
import {
  broadcastTo,
  evaluate,
  reshape,
  type Tensor,
  type TensorBackend,
  tensorSpace,
} from "@nami/tensor-backend";

/** A stochastic equation dx = drift dt + diffusion dW for rows of points; the time is one for each row, or one for all. */
export interface RowSde {
  drift(x: Tensor, t: Tensor): Tensor;
  /** A number for each time. */
  diffusion(t: Tensor): Tensor;
}

/** Options of {@link solveRows}. */
export interface RowSdeOptions {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly key: Key;
  readonly backend: TensorBackend;
}

/** Carries points from one time to another by Euler–Maruyama. */
export const solveRows = async (
  { drift, diffusion }: RowSde,
  start: Tensor,
  { from, to, steps, key, backend }: RowSdeOptions,
): Promise<Tensor> => {
  const space = tensorSpace<Tensor>(backend);
  const { y } = await solveSde(
    {
      drift: (x: Tensor, t: Tensor) => drift(x, reshape(t, t.shape.slice(0, 1))),
      diffusion: (x: Tensor, t: Tensor) => broadcastTo(diffusion(t), x.shape),
    },
    await evaluate(start, { backend }),
    { t0: from, t1: to, method: eulerMaruyama({ steps }), noise: brownianTree(key), space },
  );
  const x = await evaluate(y, { backend });
  y.dispose();
  space.dispose();
  return x;
};
