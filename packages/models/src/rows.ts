import { fromHost, type Tensor, type Tree, treeLeaves, treeMap } from "@nami/tensor-backend";

/** A stretch of the rows of a batch. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/**
 * Stretches of at most `atOnce` rows, of nearly equal sizes, so that few programs serve all of them.
 *
 * @returns one stretch at least, also of nothing
 */
export function rowRanges(rows: number, atOnce: number): RowRange[] {
  const parts = Math.max(1, Math.ceil(rows / atOnce));
  const firsts = Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * rows) / parts));
  return firsts.slice(1).map((end, i) => ({ first: firsts[i]!, count: end - firsts[i]! }));
}

/** Some rows of a tree of tensors with values, copied; the tree itself where they are all of its rows. */
export async function takeRows<T extends Tree<Tensor>>(tree: T, { first, count }: RowRange): Promise<T> {
  if (treeLeaves(tree).every(({ shape }) => shape[0] === count)) return tree;
  const values = await Promise.all(treeLeaves(tree).map((leaf) => leaf.data()));
  let next = 0;
  return treeMap(({ shape: [, ...event], size, shape, dtype }) => {
    const width = size / shape[0]!;
    const part = values[next++]!.slice(first * width, (first + count) * width);
    return fromHost(part, [count, ...event], dtype);
  }, tree);
}

/** Trees of tensors with values as one, row after row. */
export async function joinRows<T extends Tree<Tensor>>(parts: readonly T[]): Promise<T> {
  if (parts.length === 1) return parts[0]!;
  const columns = await Promise.all(
    parts.map((part) => Promise.all(treeLeaves(part).map((leaf) => leaf.data()))),
  );
  let next = 0;
  return treeMap(
    (leaf, ...others) => {
      const place = next++;
      const length = [leaf, ...others].reduce((total, { size }) => total + size, 0);
      const joined = new (columns[0]![place]!.constructor as Float32ArrayConstructor)(length);
      let at = 0;
      for (const column of columns) {
        joined.set(column[place]!, at);
        at += column[place]!.length;
      }
      const rows = [leaf, ...others].reduce((total, { shape }) => total + shape[0]!, 0);
      return fromHost(joined, [rows, ...leaf.shape.slice(1)], leaf.dtype);
    },
    parts[0]!,
    ...parts.slice(1),
  );
}
