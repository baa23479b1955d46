import { checkOptions, OptionError } from "@nami/errors";
import {
  add,
  cast,
  div,
  epsilonOf,
  isKey,
  type Key,
  minimum,
  mul,
  type Tensor,
  uniform,
} from "@nami/tensor-backend";

/** How whole numbers were laid out on a range. */
export interface QuantizedRange {
  /** How many values a number can have. Default 256. */
  readonly levels?: number;
  /** Where they were laid out. Default [0, 1]. */
  readonly range?: readonly [number, number];
}

/**
 * Whole numbers 0 … levels − 1 as a continuous variable: a + (b − a)(n + u)/levels, u uniform on [0, 1); below b, whatever rounds.
 *
 * Without u a density of such data has no bound, and what follows from it means nothing. A float32 leaves 24 − log₂(levels) bits to
 * u: where n has 16 bits or more, pass float64.
 *
 * @throws OptionError when there is no key, or levels or range make no sense
 * @see Theis, van den Oord, Bethge, A note on the evaluation of generative models (2016), section 3.1
 */
export function dequantize(x: Tensor, options: QuantizedRange & { readonly key: Key }): Tensor {
  checkOptions("dequantize", options, { key: true, levels: true, range: true });
  const { key, ...layout } = options;
  if (!isKey(key))
    throw new OptionError(
      `dequantize: a key is needed to draw noise, got ${typeof key}. Pass { key: key(0) }.`,
    );
  const { levels, start, width } = checked("dequantize", layout);
  const wide = x.dtype === "float64" ? "float64" : "float32";
  const moved = add(cast(x, wide), uniform(key, x.shape, { dtype: wide }));
  const end = start + width;
  const step = Math.max(Math.abs(end), width) * epsilonOf(wide);
  return minimum(add(mul(moved, width / levels), start), end - step);
}

/**
 * Bits that a datum of whole numbers takes per number: −ln p(x)/(D ln 2) + log₂(levels/(b − a)), which is +8 for 256 values on
 * [0, 1] and +7 on [−1, 1]. A bound from above on the true code length in the mean over `dequantize`.
 *
 * @param logProb log-densities of dequantized data in nats, of any shape
 * @param options.dim D, the numbers of one datum
 * @throws OptionError when dim is not a positive integer, or levels or range make no sense
 */
export function bitsPerDim(logProb: Tensor, options: QuantizedRange & { readonly dim: number }): Tensor {
  checkOptions("bitsPerDim", options, { dim: true, levels: true, range: true });
  const { dim, ...layout } = options;
  if (!(Number.isSafeInteger(dim) && dim > 0))
    throw new OptionError(
      `bitsPerDim: dim must be a positive integer, got ${String(dim)}. Pass the number of numbers in one datum.`,
    );
  const { levels, width } = checked("bitsPerDim", layout);
  return add(div(logProb, -dim * Math.LN2), Math.log2(levels / width));
}

function checked(
  caller: string,
  { levels = 256, range: [start, end] = [0, 1] }: QuantizedRange,
): { readonly levels: number; readonly start: number; readonly width: number } {
  if (!(Number.isSafeInteger(levels) && levels > 1))
    throw new OptionError(
      `${caller}: levels must be an integer above 1, got ${String(levels)}. Pass 256 for bytes.`,
    );
  if (!(end > start && end - start < Infinity))
    throw new OptionError(
      `${caller}: range must be two growing numbers, got [${start}, ${end}]. Pass [0, 1].`,
    );
  return { levels, start, width: end - start };
}
