import { checkOptions, OptionError } from "@nami/errors";
import { checkKey, type Key } from "./key.js";
import { fillPairs } from "./pairs.js";
import { domain } from "./philox.js";
import { entryRange, type FloatOptions, floatArray } from "./rows.js";

/** Options of {@link uniform}. */
export interface UniformOptions extends FloatOptions {
  /** Smallest value (default 0). Rounded to the dtype first. */
  readonly low?: number;
  /** Bound above, never reached (default 1). Rounded to the dtype first. */
  readonly high?: number;
}

/**
 * Draws uniform numbers in [low, high): `low + (high − low) k/2⁵³` with `k` from half a Philox block, rounded to the
 * dtype; a value that would round up to `high` becomes the largest number below it.
 *
 * @param key decides the numbers; split it for another draw
 * @param shape of the result, row-major; `[]` for one number
 * @param options `low` (default 0), `high` (default 1), `firstRow` (default 0), `dtype` (default "float32")
 * @returns `prod(shape)` numbers; entry `i` depends on the key and `firstRow * rowSize + i` only
 * @throws ShapeError for a bad shape, OptionError for a bad key or option or an empty interval
 * @example
 * uniform(key(0), [4096], { low: 1e-3 }); // times of a training batch, 0.001 or more
 */
export function uniform(
  key: Key,
  shape: readonly number[],
  options: UniformOptions & { readonly dtype: "float64" },
): Float64Array;
export function uniform(
  key: Key,
  shape: readonly number[],
  options?: UniformOptions & { readonly dtype?: "float32" },
): Float32Array;
export function uniform(
  key: Key,
  shape: readonly number[],
  options?: UniformOptions,
): Float32Array | Float64Array;
export function uniform(
  key: Key,
  shape: readonly number[],
  options: UniformOptions = {},
): Float32Array | Float64Array {
  checkKey("uniform", key);
  checkOptions<UniformOptions>("uniform", options, { low: true, high: true, firstRow: true, dtype: true });
  const { low = 0, high = 1, firstRow = 0, dtype = "float32" } = options;
  const { first, length } = entryRange("uniform", shape, firstRow);
  const out = floatArray("uniform", dtype, length);
  const round = dtype === "float32" ? Math.fround : (x: number) => x;
  const from = round(low);
  const to = round(high);
  const width = to - from;
  if (!(width > 0 && Number.isFinite(width))) {
    throw new OptionError(
      `uniform: low must be less than high and both finite in ${dtype}, got low ${low} and high ${high}. Pass low < high.`,
    );
  }
  // Rounding keeps order, so the bound may be set before the dtype's own rounding.
  const interval = { low: from, width, last: below(to, out) };
  fillPairs({ key, use: domain.uniform, attempt: 0 }, first, out, (kernels, stream, block, count) =>
    kernels.uniform(stream, block, count, interval),
  );
  return out;
}

/** The largest number below a finite `x` in the dtype of `like`. */
function below(x: number, like: Float32Array | Float64Array): number {
  if (x === 0) return like instanceof Float32Array ? -(2 ** -149) : -Number.MIN_VALUE;
  const step = x > 0 ? -1n : 1n;
  if (like instanceof Float32Array) {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, x);
    view.setUint32(0, view.getUint32(0) + Number(step));
    return view.getFloat32(0);
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigUint64(0, view.getBigUint64(0) + step);
  return view.getFloat64(0);
}
