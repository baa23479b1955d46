import { eachOf, requireThat } from "./check.js";
import type { Clock } from "./vector-space.js";

/**
 * `out = own·y + h Σ wᵢ kᵢ`, eight elements at a time, and four where no more are left: all lengths are multiples of four. A weight
 * of 0 is absent.
 *
 * @param slopes one behind the other
 */
export const sumUp = (
  out: Float64Array,
  own: number,
  y: Float64Array,
  h: Float64Array,
  weights: Float64Array,
  slopes: Float64Array,
): void => {
  let p = 0;
  for (; p < out.length - 4; p += 8) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    let s5 = 0;
    let s6 = 0;
    let s7 = 0;
    for (let j = 0, q = p; j < weights.length; j++, q += out.length) {
      const w = weights[j]!;
      if (w === 0) continue;
      s0 += w * slopes[q]!;
      s1 += w * slopes[q + 1]!;
      s2 += w * slopes[q + 2]!;
      s3 += w * slopes[q + 3]!;
      s4 += w * slopes[q + 4]!;
      s5 += w * slopes[q + 5]!;
      s6 += w * slopes[q + 6]!;
      s7 += w * slopes[q + 7]!;
    }
    out[p] = own * y[p]! + h[p]! * s0;
    out[p + 1] = own * y[p + 1]! + h[p + 1]! * s1;
    out[p + 2] = own * y[p + 2]! + h[p + 2]! * s2;
    out[p + 3] = own * y[p + 3]! + h[p + 3]! * s3;
    out[p + 4] = own * y[p + 4]! + h[p + 4]! * s4;
    out[p + 5] = own * y[p + 5]! + h[p + 5]! * s5;
    out[p + 6] = own * y[p + 6]! + h[p + 6]! * s6;
    out[p + 7] = own * y[p + 7]! + h[p + 7]! * s7;
  }
  for (; p < out.length; p += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0, q = p; j < weights.length; j++, q += out.length) {
      const w = weights[j]!;
      if (w === 0) continue;
      s0 += w * slopes[q]!;
      s1 += w * slopes[q + 1]!;
      s2 += w * slopes[q + 2]!;
      s3 += w * slopes[q + 3]!;
    }
    out[p] = own * y[p]! + h[p]! * s0;
    out[p + 1] = own * y[p + 1]! + h[p + 1]! * s1;
    out[p + 2] = own * y[p + 2]! + h[p + 2]! * s2;
    out[p + 3] = own * y[p + 3]! + h[p + 3]! * s3;
  }
};

/** Copies as many numbers as the second array has. */
export const copyTo = (out: Float64Array, from: Float64Array): Float64Array => {
  // A call of `set` costs as much as a loop over some thirty.
  if (from.length > 32) out.set(from);
  else for (let p = 0; p < from.length; p++) out[p] = from[p]!;
  return out;
};

/** Entries of a clock, one for each of n elements of a state. */
export const spreadTo = (out: Float64Array, clock: Clock, n: number = out.length): Float64Array => {
  const size = n / clock.length;
  for (let row = 0, p = 0; row < clock.length; row++)
    for (const stop = p + size; p < stop; p++) out[p] = clock[row]!;
  return out;
};

/** 1 for each row of which all elements of y and z are finite, else 0. */
export const finiteRows = (out: Clock, y: Float64Array, z: Float64Array = y): Clock => {
  const size = y.length / out.length;
  for (let row = 0, p = 0; row < out.length; row++) {
    // 0 times anything but a finite number is NaN.
    let zero = 0;
    for (const stop = p + size; p < stop; p++) zero += 0 * y[p]! + 0 * z[p]!;
    out[row] = zero === 0 ? 1 : 0;
  }
  return out;
};

/**
 * A tolerance, for each component of a row.
 *
 * @throws OptionError when it is neither one number nor has as many
 */
export const componentsOf = (tolerance: number | ArrayLike<number>, width: number): Float64Array => {
  const given = eachOf(tolerance);
  if (given.length === 1) return new Float64Array(width).fill(given[0]!);
  requireThat(
    given.length === width,
    `solve: rtol and atol must be one number or ${width}`,
    given.length,
    "Pass one for each component.",
  );
  return Float64Array.from(given);
};

/** The norm of `StepAlgebra`: root mean square over each row of `e / (atol + rtol·max(|y|, |z|))`, where 0/0 is 0. */
export const scaledNorm = (
  out: Clock,
  e: Float64Array,
  y: Float64Array,
  z: Float64Array,
  rtol: Float64Array,
  atol: Float64Array,
): Clock => {
  const size = rtol.length;
  for (let row = 0, p = 0; row < out.length; row++) {
    let total = 0;
    let largest = 0;
    for (let q = 0; q < size; q++, p++) {
      const part = Math.abs(e[p]!);
      if (part === 0) continue;
      const bound = Math.max(Math.abs(y[p]!), Math.abs(z[p]!));
      const scaled = part / (atol[q]! + rtol[q]! * bound);
      total += scaled * scaled;
      largest = Math.max(largest, scaled);
    }
    // Squares that left the range of a number: the largest element is the norm but for a factor of at most √n.
    out[row] = total === 0 || total === Infinity ? largest : Math.sqrt(total / size);
  }
  return out;
};

/** Adds `w·c_r·y_r` to each row; where w is 0 nothing, not even 0·NaN. */
export const addScaled = (out: Float64Array, c: Clock, w: number, y: Float64Array): void => {
  const size = out.length / c.length;
  if (w !== 0)
    for (let row = 0, p = 0; row < c.length; row++)
      for (const stop = p + size, factor = w * c[row]!; p < stop; p++) out[p]! += factor * y[p]!;
};
