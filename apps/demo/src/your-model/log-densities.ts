import type { FlowProcess } from "@nami/models";
import { fromHost } from "@nami/tensor-backend";
import { rest } from "../worker/rest.js";

/** Rows of a turn: few enough that a stop is heard soon. */
const chunk = 1024;

/**
 * Log-densities of points in nats, a turn at a time.
 *
 * @param points flat, `[rows, dim]`
 */
export const logDensitiesOf = async (
  process: FlowProcess,
  points: Float32Array,
  dim: number,
  {
    signal,
    onProgress,
  }: { readonly signal: AbortSignal; readonly onProgress: (done: number, of: number) => void },
): Promise<Float32Array> => {
  const rows = points.length / dim;
  const result = new Float32Array(rows);
  for (let first = 0; first < rows; first += chunk) {
    signal.throwIfAborted();
    const count = Math.min(chunk, rows - first);
    const x = fromHost(points.slice(first * dim, (first + count) * dim), [count, dim], "float32");
    result.set(Float32Array.from(await (await process.logProb(x, { signal })).data()), first);
    onProgress(first + count, rows);
    await rest();
  }
  return result;
};
