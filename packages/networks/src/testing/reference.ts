import { evaluate, fromHost, referenceBackend, type Tensor } from "@nami/tensor-backend";

const backend = referenceBackend({ dtype: "float64" });

/** Values computed in float64. */
export async function valuesOf(x: Tensor): Promise<number[]> {
  return [...(await (await evaluate(x, { backend })).data())];
}

/**
 * dF/dx of a scalar function by central differences, extrapolated from two steps: error O(h⁴).
 *
 * @param x with values, float64
 */
export async function differences(f: (x: Tensor) => Tensor, x: Tensor, h = 1e-3): Promise<number[]> {
  const at = Float64Array.from(await x.data());
  const moved = async (i: number, by: number): Promise<number> => {
    const values = at.slice();
    values[i] = values[i]! + by;
    return (await valuesOf(f(fromHost(values, x.shape, "float64"))))[0]!;
  };
  const result: number[] = [];
  for (const i of at.keys()) {
    const slope = async (step: number): Promise<number> =>
      ((await moved(i, step)) - (await moved(i, -step))) / (2 * step);
    result.push((4 * (await slope(h / 2)) - (await slope(h))) / 3);
  }
  return result;
}

/** The largest distance between two lists. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return a.length === b.length ? Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]!))) : Number.NaN;
}
