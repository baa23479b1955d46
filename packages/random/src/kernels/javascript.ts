import { cosSinTurns, log } from "../elementary.js";
import { blockWords, drawBlock } from "../philox.js";
import { type Grid, halfRounds, type Kernels, type Stream } from "./kernels.js";

/** The kernels by definition: what the formulas say, in the operations that fix the bits. */
export function javascriptKernels(blocksAtOnce: number): Kernels {
  const block = new Uint32Array(blockWords);
  const words = new Uint32Array(blockWords * blocksAtOnce);
  const values = new Float64Array(2 * blocksAtOnce);
  const turned = new Float64Array(2);
  const grid: Grid = {
    lines: new Int32Array(blocksAtOnce),
    columns: new Int32Array(blocksAtOnce),
    words: new Uint32Array(halfRounds * blockWords),
  };
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
    grid,
    turn(count, lines, columns) {
      const { words: keys } = grid;
      for (let word = 0; word < keys.length; word += 2 * blockWords) {
        turnAll(grid.columns, columns, grid.lines, keys, word, count);
        turnAll(grid.lines, lines, grid.columns, keys, word + blockWords, count);
      }
    },
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

/** Half a round: each place is turned by a hash of its partner. Places don't wait for each other. */
function turnAll(
  places: Int32Array,
  span: number,
  partners: Int32Array,
  words: Uint32Array,
  at: number,
  count: number,
): void {
  const [k0, k1, k2] = [words[at]! | 0, words[at + 1]! | 0, words[at + 2]! | 0];
  for (let i = 0; i < count; i++) places[i] = turn(places[i]!, span, mix(partners[i]!, k0, k1, k2));
}

/** `(place + ⌊word · span / 2³²⌋) mod span`, exact for a span of at most 2¹⁶, from the halves of a word. */
function turn(place: number, span: number, word: number): number {
  const low = ((word & 0xffff) * span) >>> 16;
  const moved = place + (((word >>> 16) * span + low) >>> 16);
  return moved < span ? moved : moved - span;
}

/** A keyed hash of 32 bits: xor, multiply and shift, with a word of the round key before every multiplication. */
function mix(value: number, k0: number, k1: number, k2: number): number {
  let x = value ^ k0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) ^ k1;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) ^ k2;
  return (x ^ (x >>> 16)) >>> 0;
}
