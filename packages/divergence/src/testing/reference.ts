import { evaluate, fromHost, referenceBackend, type Tensor, type TensorBackend } from "@nami/tensor-backend";

const backend = referenceBackend({ dtype: "float64" });

/** Values computed in float64. */
export async function valuesOf(x: Tensor): Promise<number[]> {
  return [...(await (await evaluate(x, { backend })).data())];
}

/**
 * ∂Fᵢ/∂xⱼ by central differences, extrapolated from two steps: error O(h⁴). Row j belongs to xⱼ.
 *
 * @param x with values, float64
 */
export async function differences(f: (x: Tensor) => Tensor, x: Tensor, h = 1e-3): Promise<number[][]> {
  const at = Float64Array.from(await x.data());
  const moved = async (j: number, by: number): Promise<number[]> => {
    const values = at.slice();
    values[j] = values[j]! + by;
    return valuesOf(f(fromHost(values, x.shape, "float64")));
  };
  const rows: number[][] = [];
  for (const j of at.keys()) {
    const slope = async (step: number): Promise<number[]> => {
      const [up, down] = [await moved(j, step), await moved(j, -step)];
      return up.map((value, i) => (value - down[i]!) / (2 * step));
    };
    const [fine, coarse] = [await slope(h / 2), await slope(h)];
    rows.push(fine.map((value, i) => (4 * value - coarse[i]!) / 3));
  }
  return rows;
}

/** The largest distance between two lists. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return a.length === b.length ? Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]!))) : Number.NaN;
}

/** A reference backend that writes down how many nodes each program has. */
export function countingBackend(): TensorBackend & { readonly programSizes: number[] } {
  const programSizes: number[] = [];
  return {
    ...backend,
    programSizes,
    compile: (graph) => {
      programSizes.push(graph.nodes.length);
      return backend.compile(graph);
    },
  };
}
