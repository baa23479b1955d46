import { DataError } from "@nami/errors";
import { sameShape, showShape, type Tensor, type Tree, treeMap } from "@nami/tensor-backend";
import { namedLeaves } from "../named-leaves.js";

/**
 * The tensors of a checkpoint, put in the structure that training expects.
 *
 * @param found trees of the checkpoint
 * @param expected trees of the same parts, with the right names and shapes
 * @throws DataError naming the first tensor that is missing, unknown or of another shape
 */
export function matched<T extends Tree<Tensor>>(caller: string, found: Tree<Tensor>, expected: T): T {
  const stored = namedLeaves(found);
  const wanted = namedLeaves(expected);
  for (const [name, { shape }] of wanted) {
    const tensor = stored.get(name);
    if (!tensor || !sameShape(tensor.shape, shape))
      throw new DataError(
        `${caller}: the checkpoint must hold ${name} of shape ${showShape(shape)}, got ${tensor ? showShape(tensor.shape) : "none"}. Use the field, optimizer and ema it was trained with.`,
      );
  }
  for (const name of stored.keys())
    if (!wanted.has(name))
      throw new DataError(
        `${caller}: the checkpoint must hold only what is trained, got ${name} beside it. Use the field, optimizer and ema it was trained with.`,
      );
  const names = [...wanted.keys()];
  let next = 0;
  return treeMap(() => stored.get(names[next++]!)!, expected);
}
