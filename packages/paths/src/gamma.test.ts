import { evaluate, referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { brownianGamma, gamma, quadraticGamma, sigmoidGamma, sineSquaredGamma, zeroGamma } from "./gamma.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const all = {
  zero: { make: zeroGamma, formula: () => 0 },
  brownian: { make: brownianGamma, formula: (t: number) => Math.sqrt(t * (1 - t)) },
  "scaled brownian": {
    make: () => brownianGamma({ scale: 2 }),
    formula: (t: number) => Math.sqrt(2 * t * (1 - t)),
  },
  quadratic: { make: quadraticGamma, formula: (t: number) => t * (1 - t) },
  "sine squared": { make: sineSquaredGamma, formula: (t: number) => Math.sin(Math.PI * t) ** 2 },
  sigmoid: {
    make: sigmoidGamma,
    formula: (t: number) =>
      sigmoid(10 * (t - 0.5) + 1) - sigmoid(10 * (t - 0.5) - 1) - sigmoid(-4) + sigmoid(-6),
  },
  "one's own": {
    make: () => gamma({ gamma: (t, m) => m.sin(m.mul(t, 3)) }),
    formula: (t: number) => Math.sin(3 * t),
  },
};
const inside = [1e-3, 0.1, 0.3, 0.5, 0.8, 0.999];

describe.each(Object.entries(all))("gamma, %s", (name, { make, formula }) => {
  const { gamma: value, gammaDot, gammaGammaDot } = make();

  test("is its formula, with the right slopes", () => {
    for (const t of inside) {
      const h = 1e-4 * Math.min(t, 1 - t);
      expect(Math.abs(value(t) - formula(t))).toBeLessThan(1e-14);
      expect(Math.abs(gammaDot(t) - (formula(t + h) - formula(t - h)) / (2 * h))).toBeLessThan(
        1e-6 * (1 + Math.abs(gammaDot(t))),
      );
      expect(Math.abs(gammaGammaDot(t) - value(t) * gammaDot(t))).toBeLessThan(1e-13);
    }
  });

  test("is exactly 0 at both ends, where γγ̇ is finite, on numbers and in float32", async () => {
    const ends = tensor([0, 1]);
    const found = await evaluate([value(ends), gammaDot(ends), gammaGammaDot(ends)], {
      backend: referenceBackend(),
    });
    const [atEnds, slopes, products] = await Promise.all(found.map(async (y) => [...(await y.data())]));
    for (const [i, t] of [0, 1].entries()) {
      if (name !== "one's own") expect([value(t) + 0, atEnds![i]! + 0]).toEqual([0, 0]);
      expect([gammaDot(t), slopes![i]].some((y) => Number.isNaN(y))).toBe(false);
      expect([gammaGammaDot(t), products![i]].every(Number.isFinite)).toBe(true);
    }
  });
});

test("the Brownian bridge starts with an infinite slope and half of its scale as γγ̇", () => {
  const { gammaDot, gammaGammaDot } = brownianGamma({ scale: 3 });
  expect([gammaDot(0), gammaDot(1)]).toEqual([Infinity, -Infinity]);
  expect([gammaGammaDot(0), gammaGammaDot(1)]).toEqual([1.5, -1.5]);
});

test("a constant belongs under the root of a γ, and beside it is an error that says so", () => {
  expect(() => gamma({ gamma: (t, m) => m.mul(0.3, m.sqrt(m.mul(t, m.sub(1, t)))) })).toThrow(
    "gamma: γγ̇ must be a number at both ends, got NaN at t = 0. Write a constant factor under its root",
  );
  const { gammaGammaDot } = gamma({ gamma: (t, m) => m.sqrt(m.mul(0.09, m.mul(t, m.sub(1, t)))) });
  expect([gammaGammaDot(0), gammaGammaDot(1)]).toEqual([0.045, -0.045]);
});

test("scales that are not positive are errors", () => {
  expect(() => brownianGamma({ scale: 0 })).toThrow(
    "brownianGamma: scale must be positive and finite, got 0. Pass zeroGamma() for no noise.",
  );
  expect(() => sigmoidGamma({ sharpness: -1 })).toThrow(
    "sigmoidGamma: sharpness must be in (0, 100), got -1.",
  );
});
