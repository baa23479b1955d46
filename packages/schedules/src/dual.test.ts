import { describe, expect, test } from "vitest";
import { derivative, type Formula } from "./dual.js";
import { numberAlgebra } from "./number-algebra.js";

const formulas: Readonly<Record<string, Formula>> = {
  add: (t, m) => m.add(m.add(2, t), m.square(t)),
  sub: (t, m) => m.sub(m.sub(2, t), m.square(t)),
  mul: (t, m) => m.mul(m.mul(t, 3), m.add(t, 1)),
  div: (t, m) => m.add(m.div(m.sin(t), m.add(t, 1)), m.add(m.div(1, t), m.div(t, 4))),
  neg: (t, m) => m.neg(m.neg(m.neg(t))),
  square: (t, m) => m.square(m.sin(t)),
  sqrt: (t, m) => m.sqrt(m.add(t, 1)),
  "square of sqrt": (t, m) => m.square(m.sqrt(m.exp(t))),
  pow: (t, m) => m.add(m.pow(t, 2.5), m.add(m.pow(t, 0), m.pow(t, -1))),
  exp: (t, m) => m.exp(m.mul(t, -2)),
  expm1: (t, m) => m.expm1(m.mul(t, 2)),
  log: (t, m) => m.log(m.add(t, 0.1)),
  log1p: (t, m) => m.log1p(m.square(t)),
  sin: (t, m) => m.sin(m.mul(t, 5)),
  cos: (t, m) => m.cos(m.mul(t, 5)),
  tanh: (t, m) => m.tanh(m.mul(t, 2)),
  sigmoid: (t, m) => m.sigmoid(m.mul(t, 3)),
  softplus: (t, m) => m.softplus(m.mul(t, 3)),
};

/** Sixth-order central difference; its error is below 1e-9 for these formulas. */
function difference(f: (t: number) => number, t: number): number {
  const at = (h: number): number => (f(t + h) - f(t - h)) / (2 * h);
  return (at(4e-3) - 20 * at(2e-3) + 64 * at(1e-3)) / 45;
}

const at = (formula: Formula, t: number): number => formula(t, numberAlgebra);

describe("forward-mode differentiation", () => {
  test.each(Object.entries(formulas))("%s has the right first and second derivative", (_, formula) => {
    const first = derivative(formula);
    for (const t of [0.2, 0.5, 0.9]) {
      expect(Math.abs(at(first, t) - difference((x) => at(formula, x), t))).toBeLessThan(1e-9);
      expect(Math.abs(at(derivative(first), t) - difference((x) => at(first, x), t))).toBeLessThan(1e-8);
    }
  });

  test("a constant has derivative 0, also next to infinities", () => {
    expect(
      at(
        derivative(() => 3),
        0,
      ),
    ).toBe(0);
    expect(
      at(
        derivative((t, m) => m.mul(2, m.sqrt(t))),
        0,
      ),
    ).toBe(Infinity);
    expect(
      at(
        derivative((t, m) => m.square(m.sqrt(t))),
        0,
      ),
    ).toBe(1);
  });
});
