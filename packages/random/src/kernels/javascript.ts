import { cosSinTurns, log } from "../elementary.js";
import { blockWords, drawBlock } from "../philox.js";
import type { Kernels, Stream } from "./kernels.js";

/** The kernels by definition: what the formulas say, in the operations that fix the bits. */
export function javascriptKernels(blocksAtOnce: number): Kernels {
  const block = new Uint32Array(blockWords);
  const words = new Uint32Array(blockWords * blocksAtOnce);
  const values = new Float64Array(2 * blocksAtOnce);
  const turned = new Float64Array(2);
  // One loop for the integers, one for the formula: engines compile both well, which they do not do for one loop.
  const fill = ({ key, use, attempt }: Stream, first: number, count: number): void => {
    for (let i = 0; i < count; i++) {
      drawBlock(key, first + i, attempt, use, block);
      const at = blockWords * i;
      words[at] = block[0]!;
      words[at + 1] = block[1]!;
      words[at + 2] = block[2]!;
      words[at + 3] = block[3]!;
    }
  };
  return Object.freeze<Kernels>({
    blocksAtOnce,
    values,
    uniform(stream, first, count, { low, width, last }) {
      fill(stream, first, count);
      for (let word = 0, at = 0; at < 2 * count; word += 2, at++) {
        values[at] = Math.min(low + width * (bits53(words[word]!, words[word + 1]!) * 2 ** -53), last);
      }
    },
    normal(stream, first, count) {
      fill(stream, first, count);
      for (let word = 0, at = 0; at < 2 * count; word += blockWords, at += 2) {
        const u = (bits53(words[word]!, words[word + 1]!) + 1) * 2 ** -53;
        const v = bits53(words[word + 2]!, words[word + 3]!) * 2 ** -53;
        const radius = Math.sqrt(-2 * log(u));
        cosSinTurns(v, turned);
        values[at] = radius * turned[0]!;
        values[at + 1] = radius * turned[1]!;
      }
    },
  });
}

/** The 53-bit integer in [0, 2⁵³) that two words of a block make. */
function bits53(high: number, low: number): number {
  return high * 0x20_0000 + (low >>> 11);
}
