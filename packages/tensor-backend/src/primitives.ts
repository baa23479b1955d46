import type { DType } from "./dtype.js";
import type { Shape } from "./shape.js";

/** No attributes. */
export type None = Readonly<Record<string, never>>;

/** Window of a 2-D convolution over `[N, H, W, C]` with filters `[kh, kw, C, O]`. */
export interface ConvolutionWindow {
  readonly strides: readonly [number, number];
  /** Zero rows above and below, zero columns left and right. */
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
}

/**
 * The closed list of primitives, each with its static attributes.
 *
 * Every table over the primitives (shape, derivative rules, kernels of each backend) is a total record over these
 * keys, so that a missing rule does not compile. Everything else in nami is composed of them.
 */
export interface Attributes {
  /** A constant. No inputs. */
  full: { readonly value: number; readonly shape: Shape; readonly dtype: DType };
  /** `0, 1, …, size-1`. No inputs. */
  iota: { readonly size: number; readonly dtype: DType };
  /** The same values in a value of its own. */
  identity: None;
  /** The same values, with derivative zero. */
  stopGradient: None;
  cast: { readonly dtype: DType };

  neg: None;
  abs: None;
  /** −1, 0 or 1; NaN stays NaN. */
  sign: None;
  floor: None;
  sqrt: None;
  rsqrt: None;
  exp: None;
  expm1: None;
  log: None;
  log1p: None;
  sin: None;
  cos: None;
  tanh: None;
  sigmoid: None;
  /** log(1 + eˣ) */
  softplus: None;
  erf: None;

  /** Binary ones broadcast like NumPy. */
  add: None;
  sub: None;
  mul: None;
  div: None;
  pow: None;
  /** NaN when either is NaN. */
  maximum: None;
  /** NaN when either is NaN. */
  minimum: None;

  greater: None;
  greaterEqual: None;
  less: None;
  lessEqual: None;
  equal: None;
  notEqual: None;
  logicalAnd: None;
  logicalOr: None;
  logicalNot: None;
  isFinite: None;
  /** `(condition, a, b)`: a where the condition holds, else b; all three broadcast. */
  where: None;

  /** `[…, m, n] × […, n, p] → […, m, p]`, leading axes broadcast. */
  matmul: None;
  /** Sum over axes, which disappear. */
  sum: { readonly axes: readonly number[] };
  /** Largest over axes, which disappear; NaN when one is NaN; −∞ of nothing. */
  max: { readonly axes: readonly number[] };
  cumsum: { readonly axis: number; readonly reverse: boolean };

  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  broadcastTo: { readonly shape: Shape };
  reverse: { readonly axes: readonly number[] };
  concat: { readonly axis: number };
  slice: { readonly start: readonly number[]; readonly size: readonly number[] };
  /** Zeros (false) before and after each axis. */
  pad: { readonly before: readonly number[]; readonly after: readonly number[] };
  /** `(x, indices)`: rows of x along `axis` at an int32 vector of indices. */
  gather: { readonly axis: number };
  /** `(updates, indices)`, the transpose of gather: adds slice i to position `indices[i]` of `size` zeros along `axis`. */
  scatterAdd: { readonly axis: number; readonly size: number };

  /** `(x [N,H,W,C], filter [kh,kw,C,O]) → [N,H',W',O]`, cross-correlation. */
  conv2d: ConvolutionWindow;
  /** `(dy, filter) → dx` of the given shape: the transpose of conv2d in x. */
  conv2dInputGradient: ConvolutionWindow & { readonly inputShape: Shape };
  /** `(x, dy) → dfilter` of the given shape: the transpose of conv2d in the filter. */
  conv2dFilterGradient: ConvolutionWindow & { readonly filterShape: Shape };
  /** Mean over windows that tile `[N,H,W,C]`: H and W are multiples of the window. */
  meanPool2d: { readonly window: readonly [number, number] };
  /** Each pixel of `[N,H,W,C]` repeated: nearest-neighbour enlargement, the transpose of a sum over windows. */
  upsample2d: { readonly factor: readonly [number, number] };
}

/** Name of a primitive. */
export type PrimitiveName = keyof Attributes;

/** Functions of one element: same shape in and out. */
export type UnaryName =
  | "neg" | "abs" | "sign" | "floor" | "sqrt" | "rsqrt" | "exp" | "expm1" | "log" | "log1p"
  | "sin" | "cos" | "tanh" | "sigmoid" | "softplus" | "erf"; // biome-ignore format: a table

/** Arithmetic of two numbers, broadcasting. */
export type BinaryName = "add" | "sub" | "mul" | "div" | "pow" | "maximum" | "minimum";

/** Comparisons, broadcasting, with a bool result. */
export type ComparisonName = "greater" | "greaterEqual" | "less" | "lessEqual" | "equal" | "notEqual";
