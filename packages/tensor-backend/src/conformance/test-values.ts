import * as random from "@nami/random";
import { allocate, type DType, type FloatDType } from "../dtype.js";
import { type Shape, sizeOf } from "../shape.js";
import { fromHost, type Tensor, tensor } from "../tensor.js";

/** Numbers of a domain, from standard normal ones. */
export type Domain = (z: number) => number;

/** All real numbers, mostly within ±6. */
export const real: Domain = (z) => 2 * z;
/** Numbers above 0, from 0.05 to 20. */
export const positive: Domain = (z) => Math.exp(z);
/** Numbers above −1. */
export const aboveMinusOne: Domain = (z) => Math.expm1(z);
/** Numbers at least 0.25 away from 0. */
export const awayFromZero: Domain = (z) => z + Math.sign(z) * 0.25;

/** Floats of a domain without pattern, the same on every run. */
export function drawn(
  shape: Shape,
  seed: number,
  domain: Domain = real,
  dtype: FloatDType = "float32",
): Tensor {
  const values = random.normal(random.key(seed), [sizeOf(shape)], { dtype: "float64" });
  const stored = allocate(dtype, values.length);
  for (let i = 0; i < stored.length; i++) stored[i] = domain(values[i]!);
  return fromHost(stored, shape, dtype);
}

/** Integers in [low, high). */
export function integers(shape: Shape, seed: number, low = -100, high = 100): Tensor {
  return fromHost(random.randint(random.key(seed), [...shape], { low, high }), shape, "int32");
}

/** Truth values. */
export function booleans(shape: Shape, seed: number): Tensor {
  return fromHost(Uint8Array.from(random.randint(random.key(seed), [...shape], { high: 2 })), shape, "bool");
}

/** Values of any dtype. */
export function anyValues(shape: Shape, seed: number, dtype: DType): Tensor {
  if (dtype === "int32") return integers(shape, seed);
  return dtype === "bool" ? booleans(shape, seed) : drawn(shape, seed, real, dtype);
}

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;

/** Zeros of both signs, units, infinities and NaN. */
export const specialNumbers: readonly number[] = [0, -0, 1, -1, infinity, -infinity, nan];
/** Far from 1 in both directions, within the normal numbers of float32; and where eˣ leaves its range. */
export const magnitudes: readonly number[] = [
  1e30, -1e30, 3.4e38, -3.4e38, 1e-30, -1e-30, 1.2e-38, -1.2e-38, 88, -87, 104, -104, 17, -17, 1e-4, -1e-4, 0.5, -0.5, 1000,
]; // biome-ignore format: a list
/** Below the normal numbers of float32. */
export const subnormals: readonly number[] = [1e-40, -1e-40, 2 ** -149, -(2 ** -149), 1.1e-38];

/** A float32 vector. */
export function vector(values: readonly number[]): Tensor {
  return tensor(Float32Array.from(values));
}

/** Every pair of two lists, as two float32 vectors. */
export function pairs(
  a: readonly number[],
  b: readonly number[],
  keep: (x: number, y: number) => boolean = () => true,
): readonly [Tensor, Tensor] {
  const all = a.flatMap((x) => b.map((y) => [x, y] as const)).filter(([x, y]) => keep(x, y));
  return [vector(all.map(([x]) => x)), vector(all.map(([, y]) => y))];
}
