import { type Tensor, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { type ActivationName, activationFunction } from "./index.js";
import { valuesOf } from "./testing/reference.js";

const points = [-30, -3, -1, -0.5, 0, 0.25, 1, 2.5, 30];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const elu = (x: number, alpha = 1): number => (x > 0 ? x : alpha * Math.expm1(x));

/** Φ(x) by the series Σ x^(2k+1) / (1·3·…·(2k+1)), to the last digits where |x| is small. */
function normalDistribution(x: number): number {
  if (Math.abs(x) > 6) return x > 0 ? 1 : 0;
  let term = x;
  let sum = 0;
  for (let k = 1; Math.abs(term) > 1e-18; k++) {
    sum += term;
    term *= (x * x) / (2 * k + 1);
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

const formulas: Readonly<Record<ActivationName, (x: number) => number>> = {
  elu,
  gelu: (x) => x * normalDistribution(x),
  relu: (x) => Math.max(x, 0),
  selu: (x) => 1.0507009873554805 * elu(x, 1.6732632423543772),
  sigmoid,
  silu: (x) => x * sigmoid(x),
  sin: Math.sin,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  tanh: Math.tanh,
};

describe("activationFunction", () => {
  test.each(Object.entries(formulas))("%s is its formula", async (name, formula) => {
    const got = await valuesOf(
      activationFunction(name as ActivationName)(tensor(points, undefined, "float64")),
    );
    for (const [i, x] of points.entries()) {
      const want = formula(x);
      expect(Math.abs(got[i]! - want), `${name}(${x})`).toBeLessThanOrEqual(
        1e-14 * Math.max(1, Math.abs(want)),
      );
    }
  });

  test("gives back a function as it is", () => {
    const own = (x: Tensor): Tensor => x;
    expect(activationFunction(own)).toBe(own);
  });

  test.each(["swish", "", "constructor", "toString"])(
    "refuses the name %j and lists the known ones",
    (name) => {
      expect(() => activationFunction(name as ActivationName)).toThrow(
        `activationFunction: the name must be one of elu, gelu, relu, selu, sigmoid, silu, sin, softplus, tanh, got "${name}". Pass one of them, or a function of a tensor.`,
      );
    },
  );
});
