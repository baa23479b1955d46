import { expect, test } from "vitest";
import { erf as exactErf } from "../reference/erf.js";
import type { ShaderAlgebra } from "./algebra.js";
import { cos, erf, expm1, log, log1p, sin, softplus, tanh } from "./index.js";

const round = Math.fround;
const pair =
  (f: (a: number, b: number) => number) =>
  (a: number, b: number): number =>
    round(f(round(a), round(b)));

/** Single precision on the host, with functions as coarse as shaders have them: off by a part in 2²⁰. */
const coarse: ShaderAlgebra<number> = {
  add: pair((a, b) => a + b),
  sub: pair((a, b) => a - b),
  mul: pair((a, b) => a * b),
  div: pair((a, b) => a / b),
  less: pair((a, b) => Number(a < b)),
  equal: pair((a, b) => Number(a === b)),
  select: (condition, a, b) => round(condition ? a : b),
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  exp: (x) => round(Math.exp(x)),
  log: (x) => (x === 0 ? -88 : round(Math.log(x) * (1 + 2 ** -22))),
  tanh: (x) => round(Math.tanh(x) + 2 ** -24),
};

const epsilon = 2 ** -23;
const spread = (low: number, high: number): number[] =>
  Array.from({ length: 2001 }, (_, i) => round(low + ((high - low) * i) / 2000));
const tiny = [1e-30, 1e-12, 1e-6, 1e-4].flatMap((x) => [round(x), round(-x)]);

/** Each formula with its truth, where it is asked, and the bound in units of ε, relative. */
const formulas = [
  ["expm1", expm1, Math.expm1, [...spread(-5, 5), ...tiny], 4],
  ["log", log, Math.log, [...spread(0.01, 4), 1e-20, 1e20].map(round), 4],
  ["log1p", log1p, Math.log1p, [...spread(-0.9, 4), ...tiny], 4],
  ["tanh", tanh, Math.tanh, [...spread(-5, 5), ...tiny], 4],
  [
    "softplus",
    softplus,
    (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    spread(-20, 20),
    5,
  ],
  ["erf", erf, exactErf, [...spread(-6, 6), ...tiny], 4],
] as const;

test.each(formulas)(
  "%s is right to a few units in the last place, near 0 too",
  (_, formula, truth, points, ulps) => {
    for (const x of points) {
      const want = truth(x);
      expect(Math.abs(formula(coarse, x) - want), `at ${x}`).toBeLessThanOrEqual(
        ulps * epsilon * Math.abs(want),
      );
    }
  },
);

test.each([
  ["sin", sin, Math.sin],
  ["cos", cos, Math.cos],
] as const)("%s is right to 3ε absolutely up to 2¹³π", (_, formula, truth) => {
  // Two roundings of a reduced argument below 2, ½ε each; the series, its product and its sum, 2ε.
  for (const x of [...spread(-4, 4), ...spread(-25_000, 25_000)])
    expect(Math.abs(formula(coarse, x) - truth(x)), `at ${x}`).toBeLessThanOrEqual(3 * epsilon);
});

test("sin keeps the relative precision of small numbers", () => {
  for (const x of tiny)
    expect(Math.abs(sin(coarse, x) - Math.sin(x))).toBeLessThanOrEqual(epsilon * Math.abs(x));
});

test("ln 0 is −∞, whatever the shader says", () => {
  expect(log(coarse, 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(log1p(coarse, -1)).toBe(Number.NEGATIVE_INFINITY);
});
