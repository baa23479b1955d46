import {
  compile,
  evaluate,
  fromHost,
  type ReferenceBackend,
  referenceBackend,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";

/** The float64 backend of tests: files leave nothing on it, and find nothing. */
export const backend: ReferenceBackend = referenceBackend({ dtype: "float64" });

/** A float64 tensor from nested arrays. */
export const wide = (values: Parameters<typeof tensor>[0]): Tensor => tensor(values, undefined, "float64");

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
  const program = compile(f, { backend });
  const moved = async (i: number, by: number): Promise<number> => {
    const value = await program(fromHost(at.with(i, at[i]! + by), x.shape, "float64"));
    const number = await value.item();
    value.dispose();
    return number;
  };
  const result: number[] = [];
  for (const i of at.keys()) {
    const slope = async (step: number): Promise<number> =>
      ((await moved(i, step)) - (await moved(i, -step))) / (2 * step);
    result.push((4 * (await slope(h / 2)) - (await slope(h))) / 3);
  }
  program.dispose();
  return result;
}

/** The largest distance between two lists. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return a.length === b.length ? Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]!))) : Number.NaN;
}

/** Mean and standard error of a sample. */
export function statisticsOf(sample: readonly number[]): { mean: number; standardError: number } {
  const n = sample.length;
  const mean = sample.reduce((a, b) => a + b, 0) / n;
  const variance = sample.reduce((total, value) => total + (value - mean) ** 2, 0) / (n - 1);
  return { mean, standardError: Math.sqrt(variance / n) };
}
