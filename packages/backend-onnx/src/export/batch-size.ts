import type { Shape } from "@nami/tensor-backend";

/** A whole number that depends on the batch size N: `times·N + plus`. */
export interface Size {
  readonly times: number;
  readonly plus: number;
}

/** One thing at each of the three batch sizes. */
export type AtSizes<T> = readonly [T, T, T];

/** Batch sizes that graphs are made for: large primes, which coincide with no other size and divide none. */
export const batchSizes: AtSizes<number> = [1009, 1013, 1019];

/** The same done at each of the three batch sizes. */
export function atSizes<T>(make: (size: number) => T): AtSizes<T> {
  const [a, b, c] = batchSizes;
  return [make(a), make(b), make(c)];
}

/** The line through two numbers, when it is one of whole numbers and passes through the third. */
export function sizeFrom([first, second, third]: AtSizes<number>): Size | undefined {
  const [n, next, last] = batchSizes;
  const times = first === second ? 0 : (second - first) / (next - n);
  const plus = times === 0 ? first : first - times * n;
  const fits = Number.isInteger(times) && Number.isInteger(plus) && third === times * last + plus;
  return fits ? { times, plus } : undefined;
}

/** A list of numbers at each batch size, as sizes; undefined when one of them is none. */
export function sizesFrom(lists: AtSizes<ArrayLike<number>>): Size[] | undefined {
  const [first, second, third] = lists;
  if (first.length !== second.length || first.length !== third.length) return undefined;
  const sizes = Array.from(first, (value, i) => sizeFrom([value, second[i]!, third[i]!]));
  return sizes.some((size) => size === undefined) ? undefined : (sizes as Size[]);
}

/** Whether a size is the same for every batch. */
export function isFixed({ times }: Size): boolean {
  return times === 0;
}

/** A dimension as a file states it: a number, or a name for what is free: `batch`, `batch_times_2_plus_1`. */
export function dimensionOf({ times, plus }: Size): number | string {
  if (times === 0) return plus;
  const sign = plus < 0 ? `_minus_${-plus}` : `_plus_${plus}`;
  return `batch${times === 1 ? "" : `_times_${times}`}${plus === 0 ? "" : sign}`;
}

/** A shape with the axis that is as long as the example's batch in another length. */
export function withBatch(shape: Shape, batch: Batch, size: number): Shape {
  return shape[batch.axis] === batch.example ? shape.toSpliced(batch.axis, 1, size) : shape;
}

/** Where the batch is in the examples. */
export interface Batch {
  readonly axis: number;
  /** Its size there. */
  readonly example: number;
}
