import {
  add,
  compile,
  type FloatDType,
  referenceBackend,
  type Tensor,
  type Tree,
  tensor,
  treeLeaves,
  treeMap,
} from "@nami/tensor-backend";
import type { Optimizer } from "../optimizers/optimizer.js";

/**
 * Parameters after each of some steps of an optimizer, from (1, −2, 0.5) and ((0.25)), under gradients that do not
 * depend on them: (n − 2.5, n/1000, −1/n) and ((−1)ⁿ 100) at step n.
 */
export async function optimizerRun(
  optimizer: Optimizer,
  steps: readonly number[],
  dtype: FloatDType = "float64",
): Promise<number[][]> {
  const backend = referenceBackend({ dtype });
  const start = { p: tensor([1, -2, 0.5], [3], dtype), q: tensor([[0.25]], [1, 1], dtype) };
  const advance = compile(
    (params: typeof start, state: readonly Tensor[], gradients: typeof start, n: Tensor) => {
      const memory = optimizer.init(params);
      let place = 0;
      const before: Tree<Tensor> = state.length ? treeMap(() => state[place++]!, memory) : memory;
      const [updates, after] = optimizer.update(gradients, before, params, n);
      const kept: readonly Tensor[] = treeLeaves(after);
      return { params: treeMap(add, params, updates), kept };
    },
    { backend },
  );
  let now: { params: typeof start; kept: readonly Tensor[] } = { params: start, kept: [] };
  const found: number[][] = [];
  for (let n = 1; n <= Math.max(...steps); n++) {
    const gradients = {
      p: tensor([n - 2.5, 1e-3 * n, -1 / n], [3], dtype),
      q: tensor([[(-1) ** n * 100]], [1, 1], dtype),
    };
    now = await advance(now.params, now.kept, gradients, n);
    if (steps.includes(n)) found.push([...(await now.params.p.data()), ...(await now.params.q.data())]);
  }
  return found;
}
