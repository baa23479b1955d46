import { OptionError, ShapeError } from "@nami/errors";
import { cosineSchedule, linearSchedule, vpSchedule } from "@nami/schedules";
import {
  add,
  evaluate,
  grad,
  jvp,
  mul,
  referenceBackend,
  sum,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { gaussianMixture, multivariateNormal } from "./index.js";

const backend = referenceBackend({ dtype: "float64" });
const values = async (x: Tensor): Promise<number[]> => [...(await (await evaluate(x, { backend })).data())];
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((y, i) => Math.abs(y - b[i]!)));
const points = [[0.3, -0.4], [-2.1, 0.2], [1.4, 1.1], [0.2, -2]]; // biome-ignore format: a table
const x = tensor(points, undefined, "float64");
const times = [0, 0.2, 0.6, 1];
const t = tensor(times, undefined, "float64");
const data = gaussianMixture({ weights: [1, 2], means: [[-1, 0], [1, 1]], variances: [[0.2, 0.5], 0.3] }); // biome-ignore format: a table
const source = gaussianMixture({ weights: [3, 1, 1], means: [[0, 2], [2, -1], [-2, -2]], variances: [0.4, [1, 0.2], 0.6] }); // biome-ignore format: a table

describe("transport between two mixtures", () => {
  test("has the data at t = 0 and the source at t = 1", async () => {
    const { logProb, score } = data.marginal(linearSchedule(), { source });
    expect(distance(await values(logProb(x, 0)), await values(data.logProb(x)))).toBeLessThan(1e-13);
    expect(distance(await values(logProb(x, 1)), await values(source.logProb(x)))).toBeLessThan(1e-13);
    expect(distance(await values(score(x, 1)), await values(source.score(x)))).toBeLessThan(1e-12);
  });

  test("from N(0, I) given as a source is the plain oracle", async () => {
    const own = data.marginal(vpSchedule(), { source: multivariateNormal({ mean: [0, 0], covariance: 1 }) });
    const plain = data.marginal(vpSchedule());
    for (const name of ["logProb", "score", "velocity", "divergence", "posteriorMean"] as const)
      expect(distance(await values(own[name](x, 0.3)), await values(plain[name](x, 0.3)))).toBeLessThan(
        1e-13,
      );
    expect(distance(await values(own.velocity(x, 0)), await values(plain.velocity(x, 0)))).toBeLessThan(
      1e-13,
    );
    expect(own.lossFloor({ predicts: "noise" })).toBeCloseTo(plain.lossFloor({ predicts: "noise" }), 12);
  });

  test.each([["linear", linearSchedule()], ["cosine", cosineSchedule()]] as const)("its velocity carries its density: %s", async (_, s) => {
    const oracle = data.marginal(s, { source });
    const growth = grad((time: Tensor) => sum(oracle.logProb(x, time)))(t);
    const flux = sum(mul(oracle.velocity(x, t), oracle.score(x, t)), { axis: -1 });
    const trace = [[1, 0], [0, 1]].map((unit) => {
      const direction = tensor(points.map(() => unit), undefined, "float64");
      return sum(mul(jvp((y: Tensor) => oracle.velocity(y, t), x, direction)[1], direction), { axis: -1 });
    }).reduce((a, b) => add(a, b));
    expect(distance(await values(oracle.divergence(x, t)), await values(trace))).toBeLessThan(1e-11);
    expect(Math.max(...(await values(add(add(growth, flux), trace))).map(Math.abs))).toBeLessThan(1e-10);
  }); // biome-ignore format: a table

  test("between two Gaussians is the closed form m₁ − m₀ + (t S₁ − (1 − t) S₀) C⁻¹ (x − m)", async () => {
    const [m0, s0, m1, s1] = [[0.5, -1], [0.3, 2], [-1, 0], [1.5, 0.4]] as const; // biome-ignore format: a table
    const [from, to] = [
      multivariateNormal({ mean: m1, covariance: s1 }),
      multivariateNormal({ mean: m0, covariance: s0 }),
    ];
    const oracle = to.marginal(linearSchedule(), { source: from });
    for (const at of times) {
      const want = points.flatMap((point) => point.map((y, j) => {
        const variance = (1 - at) ** 2 * s0[j]! + at ** 2 * s1[j]!;
        return m1[j]! - m0[j]! + ((at * s1[j]! - (1 - at) * s0[j]!) / variance) * (y - (1 - at) * m0[j]! - at * m1[j]!);
      })); // biome-ignore format: a formula
      expect(distance(await values(oracle.velocity(x, at)), want)).toBeLessThan(1e-13);
    }
  });

  test("the loss floor of one coordinate between N(m₀, s₀²) and N(m₁, s₁²) is (π/2) s₀ s₁", () => {
    // ∫ s₀² s₁²/((1 − t)² s₀² + t² s₁²) dt.
    const oracle = multivariateNormal({ mean: [1], covariance: 0.09 }).marginal(linearSchedule(), {
      source: multivariateNormal({ mean: [-3], covariance: 4 }),
    });
    expect(Math.abs(oracle.lossFloor() / ((Math.PI / 2) * 0.6) - 1)).toBeLessThan(2e-3);
  });

  test("refuses a source of another dimension, without common axes, or that is no mixture", () => {
    const full = multivariateNormal({ mean: [0, 0], covariance: [[1, 0.5], [0.5, 1]] }); // biome-ignore format: a table
    const line = multivariateNormal({ mean: [0], covariance: 1 });
    expect(() => data.marginal(linearSchedule(), { source: line })).toThrow(ShapeError);
    expect(() => data.marginal(linearSchedule(), { source: full })).toThrow(OptionError);
    expect(() => full.marginal(linearSchedule(), { source })).toThrow("must have common axes");
    expect(() =>
      full.marginal(linearSchedule(), { source: multivariateNormal({ mean: [1, 1], covariance: 2 }) }),
    ).not.toThrow();
    expect(() => data.marginal(linearSchedule(), { source: {} as never })).toThrow(
      "marginal: source must be a Gaussian mixture, got object.",
    );
  });
});
