import { standardNormal } from "@nami/distributions";
import { hutchinsonDivergence } from "@nami/divergence";
import { linearSchedule } from "@nami/schedules";
import { rk4 } from "@nami/solvers";
import { key, matmul, mul, normal, type Tensor, tanh } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { flowMatching } from "./index.js";
import { mixture, points, tight } from "./testing/known-density.js";
import { backend, distance, statisticsOf, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

describe("probes that are drawn anew along the way", () => {
  const { velocity } = mixture.marginal(linearSchedule());
  const solver = rk4({ steps: 8 });
  const flow = flowMatching({ field: velocity, base: standardNormal([2]), solver, backend }).bind();
  const many = normal(key(8), [200, 2], { dtype: "float64" });
  const estimate = (probesAlong: "fixed" | "resampled", x: Tensor = many) => {
    const divergence = hutchinsonDivergence({ probes: 4, probe: "gaussian" });
    return flow.estimateLogProb(x, { divergence, key: key(9), probesAlong });
  };

  test("estimate the same, with smaller errors of which the standard error knows", async () => {
    const exact = await valuesOf(await flow.logProb(many));
    const errors: Record<string, number> = {};
    for (const kind of ["fixed", "resampled"] as const) {
      const { logProb, standardError } = await estimate(kind);
      const found = (await valuesOf(logProb)).map((value, i) => value - exact[i]!);
      const { mean, standardError: ofMean } = statisticsOf(found);
      expect(Math.abs(mean) / ofMean, kind).toBeLessThan(5);
      const stated = await valuesOf(standardError);
      // How far squared errors are from the squares of what is stated, in standard errors of their mean.
      const away = (factor: number): number => {
        const gap = statisticsOf(found.map((value, i) => value ** 2 - (factor * stated[i]!) ** 2));
        return Math.abs(gap.mean) / gap.standardError;
      };
      expect(away(1), kind).toBeLessThan(5);
      // The deviation of one probe, for the mean of four, is told apart.
      expect(away(2), kind).toBeGreaterThan(5);
      errors[kind] = statisticsOf(found.map((value) => value ** 2)).mean;
    }
    expect(errors.resampled! / errors.fixed!).toBeLessThan(0.5);
  });

  test("depend on the key and the row alone, also traced", async () => {
    const few = wide([[0, 0], [-1, 0.2]]); // biome-ignore format: points
    const both = await valuesOf((await estimate("resampled", few)).logProb);
    const first = await valuesOf((await estimate("resampled", wide([[0, 0]]))).logProb);
    expect(distance(first, both.slice(0, 1))).toBeLessThan(1e-12);
    const divergence = hutchinsonDivergence({ probes: 4, probe: "gaussian" });
    const traced = flow.traced.logProb(few, { divergence, key: key(9), probesAlong: "resampled" });
    expect(distance(await valuesOf(traced), both)).toBeLessThan(1e-12);
  });

  test("need fixed steps", async () => {
    const adaptive = flowMatching({
      field: velocity,
      base: standardNormal([2]),
      solver: tight,
      backend,
    }).bind();
    const options = { divergence: hutchinsonDivergence(), key: key(0), probesAlong: "resampled" } as const;
    await expect(adaptive.logProb(points, options)).rejects.toThrow(
      "logProb: resampled probes need a solver with fixed steps, got one that controls its error",
    );
    await expect(flow.logProb(points, { ...options, probesAlong: "often" as never })).rejects.toThrow(
      'logProb: probesAlong must be "fixed" or "resampled", got "often".',
    );
  });
});

test("probes are not the noise that points came from where the key is that of their samples", async () => {
  const field = (x: Tensor): Tensor => mul(x, tanh(x));
  const flow = flowMatching({ field, base: standardNormal([2]), solver: rk4({ steps: 8 }), backend }).bind();
  const x = await flow.sample([20_000], { key: key(0) });
  const exact = await valuesOf(await flow.logProb(x));
  const divergence = hutchinsonDivergence({ probe: "gaussian" });
  const found = await valuesOf(await flow.logProb(x, { divergence, key: key(0) }));
  const { mean, standardError } = statisticsOf(found.map((value, i) => value - exact[i]!));
  // With that noise as probes: ten standard errors.
  expect(Math.abs(mean) / standardError).toBeLessThan(5);
});

describe("the standard error of estimateLogProb", () => {
  // dx/dt = x A: every probe's integral is εᵀAε, with variance 2 (‖S‖² − Σ Sᵢᵢ²).
  const matrix = [
    [0.2, 0.5, -0.3],
    [0.1, -0.4, 0.8],
    [0.6, 0.2, 0.3],
  ];
  const variance =
    4 *
    [
      [0, 1],
      [0, 2],
      [1, 2],
    ].reduce((sum, [i, j]) => sum + ((matrix[i!]![j!]! + matrix[j!]![i!]!) / 2) ** 2, 0);
  const flow = flowMatching({
    field: (x) => matmul(x, wide(matrix)),
    base: standardNormal([3]),
    solver: rk4({ steps: 2 }),
    backend,
  }).bind();
  const rows = 3000;
  const x = normal(key(5), [rows, 3], { dtype: "float64" });

  test("squared is the variance of the estimate, on average; the biased formula is told apart", async () => {
    const probes = 6;
    const exact = await valuesOf(await flow.logProb(x));
    const found = await flow.estimateLogProb(x, {
      divergence: hutchinsonDivergence({ probes }),
      key: key(6),
    });
    const squares = (await valuesOf(found.standardError)).map((error) => error ** 2);
    const { mean, standardError } = statisticsOf(squares);
    expect(Math.abs(mean - variance / probes)).toBeLessThan(5 * standardError);
    expect(Math.abs((mean * (probes - 1)) / probes - variance / probes)).toBeGreaterThan(5 * standardError);
    // And that variance is the one seen across rows.
    const misses = (await valuesOf(found.logProb)).map((value, i) => value - exact[i]!);
    const spread = statisticsOf(misses.map((miss) => miss ** 2));
    expect(Math.abs(spread.mean - variance / probes)).toBeLessThan(5 * spread.standardError);
    expect(Math.abs(statisticsOf(misses).mean)).toBeLessThan(5 * statisticsOf(misses).standardError);
  });

  test("is NaN for a single probe: one number has no spread", async () => {
    const { standardError } = await flow.estimateLogProb(wide([[1, 2, 3]]), {
      divergence: hutchinsonDivergence(),
      key: key(7),
    });
    expect(await valuesOf(standardError)).toEqual([Number.NaN]);
  });
});
