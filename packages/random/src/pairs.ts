import type { Key } from "./key.js";
import { blockWords, drawBlock } from "./philox.js";

/** Turns blocks of four words into pairs of values. */
export type PairTransform = (words: Uint32Array, values: Float64Array) => void;

const blocksAtOnce = 128;

/**
 * Fills `out` with entries `first`, `first + 1`, … of a stream in which every Philox block makes two entries.
 *
 * `attempt` chooses among streams of one key and use. Words and values go through small buffers, some blocks at a time: one loop for the integers, one for the
 * floating-point formula. Engines compile both well, which they do not do for the two in one loop.
 */
export function fillPairs(
  key: Key,
  use: number,
  first: number,
  out: Float32Array | Float64Array,
  transform: PairTransform,
  attempt = 0,
): void {
  let skip = first % 2;
  let block = (first - skip) / 2;
  const needed = Math.min(blocksAtOnce, Math.ceil((skip + out.length) / 2));
  const words = new Uint32Array(blockWords * needed);
  const values = new Float64Array(2 * needed);
  for (let done = 0; done < out.length; skip = 0, block += needed) {
    drawBlocks(key, block, attempt, use, words);
    transform(words, values);
    const count = Math.min(values.length - skip, out.length - done);
    out.set(values.subarray(skip, skip + count), done);
    done += count;
  }
}

/** The 53-bit integer in [0, 2⁵³) that two words of a block make. */
export function bits53(high: number, low: number): number {
  return high * 0x20_0000 + (low >>> 11);
}

function drawBlocks(key: Key, first: number, attempt: number, use: number, out: Uint32Array): void {
  const words = new Uint32Array(blockWords);
  for (let at = 0, block = first; at < out.length; at += blockWords, block++) {
    drawBlock(key, block, attempt, use, words);
    out[at] = words[0]!;
    out[at + 1] = words[1]!;
    out[at + 2] = words[2]!;
    out[at + 3] = words[3]!;
  }
}
