import { evaluate, referenceBackend, type Tensor } from "@nami/tensor-backend";

const wide = referenceBackend({ dtype: "float64" });

/** Values computed in float64. */
export async function valuesOf(x: Tensor): Promise<number[]> {
  return [...(await (await evaluate(x, { backend: wide })).data())];
}

/** The largest distance of two lists, relative to the larger of 1 and the value. */
export function distance(found: readonly number[], want: readonly number[]): number {
  if (found.length !== want.length) return Number.NaN;
  return Math.max(0, ...found.map((y, i) => Math.abs(y - want[i]!) / Math.max(1, Math.abs(want[i]!))));
}
