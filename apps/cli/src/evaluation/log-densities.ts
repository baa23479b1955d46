import type { FlowProcess } from "@nami/models";
import { fromHost, type Tensor } from "@nami/tensor-backend";

/** Rows that are solved at a time, to bound memory. */
export const chunkRows = 2000;

/**
 * Log-densities of many points, in chunks.
 *
 * @param x `[n, dim]` with host values
 * @param options.onProgress called with the share that is done
 * @returns n numbers in nats
 */
export const logDensities = async (
  process: FlowProcess,
  x: Tensor,
  { onProgress = () => {} }: { readonly onProgress?: (share: number) => void } = {},
): Promise<Float32Array> => {
  const [count = 0, dim = 0] = x.shape;
  const values = await x.data();
  const all = new Float32Array(count);
  for (let first = 0; first < count; first += chunkRows) {
    const rows = Math.min(chunkRows, count - first);
    const part = fromHost(values.slice(first * dim, (first + rows) * dim), [rows, dim], x.dtype);
    const answers = await process.logProb(part);
    all.set(await answers.data(), first);
    onProgress((first + rows) / count);
  }
  return all;
};
