import { type Kernels, kernelsFor, type Stream } from "./kernels/kernels.js";

/**
 * Fills `out` with entries `first`, `first + 1`, … of a stream in which every Philox block makes two entries, by a
 * kernel that makes the values of some blocks at a time.
 */
export function fillPairs(
  stream: Stream,
  first: number,
  out: Float32Array | Float64Array,
  kernel: (kernels: Kernels, stream: Stream, first: number, count: number) => void,
): void {
  let skip = first % 2;
  let block = (first - skip) / 2;
  const kernels = kernelsFor(Math.ceil((skip + out.length) / 2));
  for (let done = 0; done < out.length; skip = 0) {
    const blocks = Math.min(kernels.blocksAtOnce, Math.ceil((skip + out.length - done) / 2));
    kernel(kernels, stream, block, blocks);
    const count = Math.min(2 * blocks - skip, out.length - done);
    out.set(kernels.values.subarray(skip, skip + count), done);
    done += count;
    block += blocks;
  }
}
