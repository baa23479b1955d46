import { checkOptions } from "@nami/errors";
import type { Kernels, Stream } from "./kernels/kernels.js";
import { checkKey, type Key } from "./key.js";
import { fillPairs } from "./pairs.js";
import { domain } from "./philox.js";
import { entryRange, type FloatOptions, floatArray } from "./rows.js";

/**
 * Draws standard normal numbers, the same bits in every JavaScript engine.
 *
 * Box–Muller on 53-bit uniforms, one Philox block for a pair: `(r cos 2πv, r sin 2πv)`, `r = √(−2 ln u)`,
 * `u = (k + 1)/2⁵³` in (0, 1], `v = l/2⁵³` in [0, 1). The largest possible value is 8.57.
 *
 * @param key decides the numbers; split it for another draw
 * @param shape of the result, row-major; `[]` for one number
 * @param options `firstRow` (default 0) and `dtype` (default "float32")
 * @returns `prod(shape)` numbers; entry `i` depends on the key and `firstRow * rowSize + i` only
 * @throws ShapeError for a bad shape, OptionError for a bad key or option
 * @example
 * normal(key(0), [5, 2], { firstRow: 3 }); // rows 3 to 7 of normal(key(0), [100, 2])
 * @see Box and Muller, A note on the generation of random normal deviates (1958)
 */
export function normal(
  key: Key,
  shape: readonly number[],
  options: FloatOptions & { readonly dtype: "float64" },
): Float64Array;
export function normal(
  key: Key,
  shape: readonly number[],
  options?: FloatOptions & { readonly dtype?: "float32" },
): Float32Array;
export function normal(
  key: Key,
  shape: readonly number[],
  options?: FloatOptions,
): Float32Array | Float64Array;
export function normal(
  key: Key,
  shape: readonly number[],
  options: FloatOptions = {},
): Float32Array | Float64Array {
  checkKey("normal", key);
  checkOptions<FloatOptions>("normal", options, { firstRow: true, dtype: true });
  const { firstRow = 0, dtype = "float32" } = options;
  const { first, length } = entryRange("normal", shape, firstRow);
  return fillNormal(key, first, floatArray("normal", dtype, length));
}

/** The entries of a key from `first` on, as many as `out` has room for, for whoever draws again and again. */
export function fillNormal<A extends Float32Array | Float64Array>(key: Key, first: number, out: A): A {
  fillPairs({ key, use: domain.normal, attempt: 0 }, first, out, normalPairs);
  return out;
}

/** The kernel of {@link fillPairs} for standard normal numbers. */
export function normalPairs(kernels: Kernels, stream: Stream, first: number, count: number): void {
  kernels.normal(stream, first, count);
}
