import type { FlowProcess } from "@nami/models";
import { fromHost } from "@nami/tensor-backend";
import { rest } from "../worker/rest.js";

/** Rows of a turn, the first and the most; each size is compiled anew, so that there are few. */
const [fewest, most] = [16, 1024];
/**
 * A turn that takes fewer milliseconds may be larger; and so may one that takes up to `long`, where rows have become cheaper: with a GPU
 * it is not the rows that take the time.
 */
const [short, long] = [60, 250];

/**
 * Log-densities of points in nats, a turn at a time, with as many rows a turn as leave it short: a stop is heard after it.
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
  let [size, cost] = [fewest, 0];
  for (let first = 0; first < rows; ) {
    signal.throwIfAborted();
    const begun = performance.now();
    const count = Math.min(size, rows - first);
    const x = fromHost(points.slice(first * dim, (first + count) * dim), [count, dim], "float32");
    result.set(Float32Array.from(await (await process.logProb(x, { signal })).data()), first);
    first += count;
    const took = performance.now() - begun;
    const isCheaper = took / count < 0.6 * cost;
    cost = took / count;
    if (took < short || (took < long && isCheaper)) size = Math.min(most, 4 * size);
    onProgress(first, rows);
    await rest();
  }
  return result;
};
