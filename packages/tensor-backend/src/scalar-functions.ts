import type { PrimitiveName } from "./primitives.js";

const keep = (a: number): number => a;

/**
 * Primitives as functions of plain numbers, truth values as 0 and 1: what the host computes by itself, be it of
 * constants or of numbers that a run is given.
 */
export const scalarFunctions: { readonly [P in PrimitiveName]?: (a: number, b: number, c: number) => number } = {
  identity: keep, stopGradient: keep, neg: (a) => -a, abs: Math.abs, sign: Math.sign, floor: Math.floor, sqrt: Math.sqrt,
  rsqrt: (a) => 1 / Math.sqrt(a), exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p,
  sin: Math.sin, cos: Math.cos, tanh: Math.tanh,
  add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, pow: (a, b) => a ** b,
  maximum: (a, b) => Math.max(a, b), minimum: (a, b) => Math.min(a, b),
  greater: (a, b) => Number(a > b), greaterEqual: (a, b) => Number(a >= b), less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b), equal: (a, b) => Number(a === b), notEqual: (a, b) => Number(a !== b),
  logicalAnd: (a, b) => a && b, logicalOr: (a, b) => a || b, logicalNot: (a) => 1 - a,
  isFinite: (a) => Number(Number.isFinite(a)), where: (a, b, c) => (a ? b : c),
}; // biome-ignore format: a table
