import { checkOptions, OptionError } from "@nami/errors";
import { checkKey, type Key } from "./key.js";
import { blockWords, domain, drawBlock } from "./philox.js";
import { entryRange, type RowOptions } from "./rows.js";

/** Options of {@link randint}. */
export interface RandintOptions extends RowOptions {
  /** Smallest value, an integer of −2³¹ or more (default 0). */
  readonly low?: number;
  /** Bound above, never reached: an integer of at most 2³¹. */
  readonly high: number;
}

/**
 * Draws integers in [low, high), all equally likely.
 *
 * With `s = high − low` a word `w` gives `low + ⌊w s / 2³²⌋`; words among the first `2³² mod s` of a cell are
 * rejected and the entry takes its word of the next attempt, a counter of its own, so that no other entry moves.
 *
 * @param key decides the numbers; split it for another draw
 * @param shape of the result, row-major; `[]` for one number
 * @param options `low` (default 0), `high`, `firstRow` (default 0)
 * @returns `prod(shape)` integers; entry `i` depends on the key and `firstRow * rowSize + i` only
 * @throws ShapeError for a bad shape, OptionError for a bad key or bounds
 * @example
 * randint(key(0), [4096], { high: 10_000 }); // row numbers of a batch, drawn with replacement
 * @see Lemire, Fast random integer generation in an interval (2019), algorithm 5
 */
export function randint(key: Key, shape: readonly number[], options: RandintOptions): Int32Array {
  checkKey("randint", key);
  checkOptions<RandintOptions>("randint", options, { low: true, high: true, firstRow: true });
  return integers(key, shape, options);
}

/** {@link randint} for whoever draws again and again. */
export function integers(
  key: Key,
  shape: readonly number[],
  { low = 0, high, firstRow = 0 }: RandintOptions,
): Int32Array {
  const { first, length } = entryRange("randint", shape, firstRow);
  const whole = Number.isSafeInteger(low) && Number.isSafeInteger(high);
  if (!whole || low < -(2 ** 31) || high > 2 ** 31 || low >= high) {
    throw new OptionError(
      `randint: low and high must be integers with -2^31 <= low < high <= 2^31, got low ${low} and high ${high}. Pass low < high.`,
    );
  }
  const span = high - low;
  const out = new Int32Array(length);
  const words = new Uint32Array(blockWords);
  const again = new Uint32Array(blockWords);
  let lane = first % blockWords;
  let block = (first - lane) / blockWords;
  if (length > 0) drawBlock(key, block, 0, domain.randint, words);
  for (let index = 0; index < length; index++, lane++) {
    if (lane === blockWords) {
      lane = 0;
      drawBlock(key, ++block, 0, domain.randint, words);
    }
    let word = words[lane]!;
    for (let attempt = 1; rejected(word, span); attempt++) {
      drawBlock(key, block, attempt, domain.randint, again);
      word = again[lane]!;
    }
    out[index] = low + scale(word, span);
  }
  return out;
}

/** ⌊word · span / 2³²⌋ for a uint32 word and a span of at most 2³²: the product goes by 16-bit halves, exactly. */
export function scale(word: number, span: number): number {
  const low = (word & 0xffff) * span;
  return Math.floor(((word >>> 16) * span + Math.floor(low / 0x10000)) / 0x10000);
}

/** Whether a word is one of those that would make some values likelier than others. */
function rejected(word: number, span: number): boolean {
  const low = Math.imul(word, span) >>> 0;
  return low < span && low < 0x1_0000_0000 % span;
}
