import { checkOptions } from "@nami/errors";
import { checkKey, type Key } from "./key.js";
import { blockWords, domain, drawBlock } from "./philox.js";
import { entryRange, type FloatOptions, floatArray } from "./rows.js";

/**
 * Draws signs: +1 or −1, each with probability ½. One Philox block makes 128 of them.
 *
 * @param key decides the numbers; split it for another draw
 * @param shape of the result, row-major; `[]` for one number
 * @param options `firstRow` (default 0) and `dtype` (default "float32")
 * @returns `prod(shape)` numbers; entry `i` depends on the key and `firstRow * rowSize + i` only
 * @throws ShapeError for a bad shape, OptionError for a bad key or option
 * @example
 * rademacher(key(0), [4096, 2]); // probes of Hutchinson's trace estimator
 */
export function rademacher(
  key: Key,
  shape: readonly number[],
  options: FloatOptions & { readonly dtype: "float64" },
): Float64Array;
export function rademacher(
  key: Key,
  shape: readonly number[],
  options?: FloatOptions & { readonly dtype?: "float32" },
): Float32Array;
export function rademacher(
  key: Key,
  shape: readonly number[],
  options?: FloatOptions,
): Float32Array | Float64Array;
export function rademacher(
  key: Key,
  shape: readonly number[],
  options: FloatOptions = {},
): Float32Array | Float64Array {
  checkKey("rademacher", key);
  checkOptions<FloatOptions>("rademacher", options, { firstRow: true, dtype: true });
  const { firstRow = 0, dtype = "float32" } = options;
  const { first, length } = entryRange("rademacher", shape, firstRow);
  const out = floatArray("rademacher", dtype, length);
  const words = new Uint32Array(blockWords);
  let bit = first % 128;
  let block = (first - bit) / 128;
  if (length > 0) drawBlock(key, block, 0, domain.rademacher, words);
  for (let index = 0; index < length; index++, bit++) {
    if (bit === 128) {
      bit = 0;
      drawBlock(key, ++block, 0, domain.rademacher, words);
    }
    out[index] = ((words[bit >>> 5]! >>> (bit & 31)) & 1) === 1 ? 1 : -1;
  }
  return out;
}
