import { treeLeaves } from "../tree.js";
import type { State } from "./state.js";

/** Whether a state has its numbers, and so few of them that reading flags about them would take as long as reading them. */
export function isReadable(state: State): boolean {
  const leaves = treeLeaves(state);
  const size = leaves.reduce((sum, leaf) => sum + leaf.size, 0);
  return size <= 2 ** 16 && leaves.every(({ source }) => source.kind === "host" || source.kind === "device");
}

/** 1 for each row of which all elements are finite, else 0. */
export async function finiteRows(state: State, rows: number): Promise<Float64Array> {
  const flags = new Float64Array(rows).fill(1);
  for (const leaf of treeLeaves(state)) {
    const values = await leaf.data();
    values.forEach((value, i) => {
      if (!Number.isFinite(value)) flags[Math.floor((i * rows) / values.length)] = 0;
    });
  }
  return flags;
}
