import type { DType, TypedArray } from "../dtype.js";
import { type Shape, sameShape, showShape, stridesOf } from "../shape.js";

/** Values of one tensor on the host. */
export interface HostValues {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: TypedArray;
}

/** What a value is compared with. */
export interface Expected extends HostValues {
  /** First-order error bound of each element. */
  readonly errors: TypedArray;
}

/** Covers what first-order bounds leave out. */
const slack = 2;
/** Mismatches that a message spells out. */
const shown = 3;
const largest = { float32: 2 ** 128 * (1 - 2 ** -24), float64: Number.MAX_VALUE } as const;

/**
 * Whether a value is near enough: NaN matches only NaN and an infinity only itself; a finite value may be off by its
 * bound, and be infinite only where it, with its bound, leaves the range of the dtype. −0 matches 0.
 */
function matches(got: number, want: number, error: number, dtype: DType): boolean {
  if (Object.is(got, want) || got === want) return true;
  if (!Number.isFinite(want) || Number.isNaN(got)) return false;
  const bound = slack * (Number.isNaN(error) ? 0 : error);
  if (dtype !== "float32" && dtype !== "float64") return false;
  if (!Number.isFinite(got)) return Math.sign(got) * want + bound > largest[dtype];
  return Math.abs(got - want) <= bound;
}

function place(shape: Shape, index: number): string {
  const strides = stridesOf(shape);
  return showShape(shape.map((size, axis) => Math.floor(index / strides[axis]!) % size));
}

/**
 * Compares values with what is expected.
 *
 * @param label of the tensor, for the message
 * @returns what is wrong, or undefined
 */
export function mismatch(label: string, got: HostValues, want: Expected): string | undefined {
  if (!sameShape(got.shape, want.shape) || got.values.length !== want.values.length)
    return `${label}: shape ${showShape(got.shape)} with ${got.values.length} values, not ${showShape(want.shape)}`;
  if (got.dtype !== want.dtype) return `${label}: dtype ${got.dtype}, not ${want.dtype}`;
  const wrong: number[] = [];
  for (let i = 0; i < want.values.length; i++)
    if (!matches(got.values[i]!, want.values[i]!, want.errors[i]!, want.dtype)) wrong.push(i);
  if (!wrong.length) return undefined;
  const lines = wrong.slice(0, shown).map((i) => {
    const [g, w, bound] = [got.values[i]!, want.values[i]!, slack * want.errors[i]!];
    return `  at ${place(want.shape, i)}: got ${g}, want ${w} ± ${bound.toPrecision(2)} (off by ${Math.abs(g - w).toPrecision(3)})`;
  });
  return [`${label}: ${wrong.length} of ${want.values.length} values are off`, ...lines].join("\n");
}
