import type { PrimitiveName } from "../primitives.js";

/** How far one application of a primitive may be from the exact result. */
export interface Bound {
  /**
   * Of the result, in units of ε|y|, with ε the distance from 1 to the next number (2⁻²³, 2⁻⁵²): ½ is correct
   * rounding. For a sum of n terms in units of nε·Σ|term|.
   */
  readonly ulps: number;
  /** Beside that, in units of ε. */
  readonly absolute?: number;
}

/** A bound that a backend is held to instead, with the reason why it can't keep the usual one. */
export interface StatedBound extends Bound {
  readonly reason: string;
}

/** Usual bounds that are replaced for one backend. */
export type BoundOverrides = { readonly [P in PrimitiveName]?: StatedBound };

/** A bound for every primitive. */
export type BoundTable = { readonly [P in PrimitiveName]: Bound };

/** Moves or chooses values, or changes a sign. */
const exact: Bound = { ulps: 0 };
/** Rounded once. */
const rounded: Bound = { ulps: 1 };
/** Division and roots: two and a half, as WGSL allows them. */
const quotient: Bound = { ulps: 2.5 };
/** Functions that a runtime approximates. */
const elementary: Bound = { ulps: 4 };
/** Sums of n terms in any order. */
const summed: Bound = { ulps: 1 };

/**
 * The bound of every primitive. They hold for one application; {@link errorBounds} carries them through a graph.
 */
export const usualBounds: BoundTable = Object.freeze({
  full: { ulps: 0.5 },
  iota: exact,
  identity: exact,
  stopGradient: exact,
  cast: { ulps: 0.5 },
  neg: exact,
  abs: exact,
  sign: exact,
  floor: exact,
  sqrt: quotient,
  rsqrt: elementary,
  exp: elementary,
  expm1: elementary,
  log: elementary,
  log1p: elementary,
  sin: elementary,
  cos: elementary,
  tanh: elementary,
  sigmoid: elementary,
  softplus: elementary,
  erf: elementary,
  add: rounded,
  sub: rounded,
  mul: rounded,
  div: quotient,
  pow: { ulps: 16 },
  maximum: exact,
  minimum: exact,
  greater: exact,
  greaterEqual: exact,
  less: exact,
  lessEqual: exact,
  equal: exact,
  notEqual: exact,
  logicalAnd: exact,
  logicalOr: exact,
  logicalNot: exact,
  isFinite: exact,
  where: exact,
  matmul: summed,
  sum: summed,
  max: exact,
  cumsum: summed,
  reshape: exact,
  transpose: exact,
  broadcastTo: exact,
  reverse: exact,
  concat: exact,
  slice: exact,
  pad: exact,
  gather: exact,
  scatterAdd: summed,
  conv2d: summed,
  conv2dInputGradient: summed,
  conv2dFilterGradient: summed,
  meanPool2d: summed,
  upsample2d: exact,
});
