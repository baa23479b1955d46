import type { TypedArray } from "../dtype.js";
import type { UnaryName } from "../primitives.js";
import { erf } from "./erf.js";
import type { Kernel, Kernels } from "./kernel.js";

/** Writes f(x[i]) to y[i] for i < n. */
type Loop = (y: TypedArray, x: TypedArray, n: number) => void;

/** A kernel from its loop. Each loop is written out, so that the engine compiles each to code of its own. */
function each(loop: Loop): Kernel<UnaryName | "isFinite" | "logicalNot"> {
  return (output, inputs) => loop(output.values, inputs[0]!.values, output.values.length);
}

/**
 * 1 / (1 + e⁻ˣ), by e^x / (1 + e^x) below 0: without overflow and without losing small values, so that
 * sigmoid(−100) is 3.72·10⁻⁴⁴ and not 0.
 */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + e^x) = max(x, 0) + log1p(e^−|x|). */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * Functions of one element.
 *
 * - `sign` and `floor` keep −0, and `sign` keeps NaN.
 * - `rsqrt` is 1/√x: +∞ at 0, −∞ at −0, NaN below.
 * - `exp expm1 log log1p sin cos tanh` are those of `Math`; engines may differ in the last bit of a double.
 * - On int32, −(−2³¹) and |−2³¹| wrap to −2³¹, and fractions are cut.
 */
export const unaryKernels: Kernels<UnaryName | "isFinite" | "logicalNot"> = {
  neg: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = -x[i]!;
  }),
  abs: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.abs(x[i]!);
  }),
  sign: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.sign(x[i]!);
  }),
  floor: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.floor(x[i]!);
  }),
  sqrt: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.sqrt(x[i]!);
  }),
  rsqrt: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = 1 / Math.sqrt(x[i]!);
  }),
  exp: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.exp(x[i]!);
  }),
  expm1: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.expm1(x[i]!);
  }),
  log: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.log(x[i]!);
  }),
  log1p: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.log1p(x[i]!);
  }),
  sin: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.sin(x[i]!);
  }),
  cos: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.cos(x[i]!);
  }),
  tanh: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.tanh(x[i]!);
  }),
  sigmoid: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = sigmoid(x[i]!);
  }),
  softplus: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = softplus(x[i]!);
  }),
  erf: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = erf(x[i]!);
  }),
  isFinite: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = Number.isFinite(x[i]!) ? 1 : 0;
  }),
  logicalNot: each((y, x, n) => {
    for (let i = 0; i < n; i++) y[i] = x[i] === 0 ? 1 : 0;
  }),
};
