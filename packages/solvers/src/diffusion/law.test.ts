import { key, normal, normalDraws } from "@nami/random";
import { describe, expect, test } from "vitest";
import { linear } from "../testing/noise-levels.js";
import {
  type DiffusionMethod,
  ddim,
  dpmSolverPP,
  edmHeun,
  predictorCorrector,
  reverseDiffusion,
  sampleDiffusion,
  uniformGrid,
} from "./index.js";

/** Gaussian data: mean and deviation. Its posterior mean is linear in x, and so is every sampler. */
const [mean, deviation] = [0.7, 0.5];
const grid = uniformGrid({ steps: 12, from: 1, to: 0.02 });
const { alpha, sigma } = linear;
/** Factors of D = slope·x + offset. */
const posterior = (t: number): { readonly slope: number; readonly offset: number } => {
  const slope = (alpha(t) * deviation ** 2) / ((alpha(t) * deviation) ** 2 + sigma(t) ** 2);
  return { slope, offset: mean * (1 - slope * alpha(t)) };
};
const model = (x: Float64Array, t: number): Float64Array => {
  const { slope, offset } = posterior(t);
  return x.map((each) => slope * each + offset);
};
const options = { ...linear, predicts: "data", grid } as const;

interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** The exact law of the result for a start of N(0, σ²): from what becomes of the start and of each draw. */
const lawOf = (method: DiffusionMethod, draws = 40): Moments => {
  // Element 0 has no noise, element 1 a start of 1, element 2 + k a k-th draw of 1.
  const unit = (at: number): Float64Array => new Float64Array(draws + 2).map((_, i) => (i === at ? 1 : 0));
  const { y } = sampleDiffusion(model, unit(1), { ...options, method, noise: (k) => unit(k + 2) });
  const offset = y[0]!;
  const gains = Array.from(y.subarray(1), (value) => value - offset);
  gains[0]! *= sigma(grid[0]!);
  return { mean: offset, variance: gains.reduce((sum, gain) => sum + gain ** 2, 0) };
};

/** Mean and variance carried through `x′ = a x + b D + c z`. */
const carried = (
  factors: (t: number, to: number, last: boolean) => readonly [number, number, number],
): Moments => {
  let [m, v] = [0, sigma(grid[0]!) ** 2];
  for (let i = 0; i + 1 < grid.length; i++) {
    const [a, b, c] = factors(grid[i]!, grid[i + 1]!, i + 2 === grid.length);
    const { slope, offset } = posterior(grid[i]!);
    m = (a + b * slope) * m + b * offset;
    v = (a + b * slope) ** 2 * v + c ** 2;
  }
  return { mean: m, variance: v };
};

const ddimLaw = (eta: number): Moments =>
  carried((t, to) => {
    const ratio = alpha(t) / alpha(to);
    const square = ((eta * sigma(to)) / sigma(t)) ** 2 * (sigma(t) ** 2 - (ratio * sigma(to)) ** 2);
    const noise = Math.sqrt(sigma(to) ** 2 - square);
    return [noise / sigma(t), alpha(to) - (noise * alpha(t)) / sigma(t), Math.sqrt(square)];
  });

const reverseLaw = (): Moments =>
  carried((t, to, last) => {
    const ratio = alpha(t) / alpha(to);
    const square = sigma(t) ** 2 - (ratio * sigma(to)) ** 2;
    const score = square / sigma(t) ** 2;
    return [2 - ratio - score, score * alpha(t), last ? 0 : Math.sqrt(square)];
  });

const exact: readonly (readonly [string, DiffusionMethod, Moments])[] = [
  ["ddim", ddim(), ddimLaw(0)],
  ["ddim with eta 0.4", ddim({ eta: 0.4 }), ddimLaw(0.4)],
  ["ancestral sampling", ddim({ eta: 1 }), ddimLaw(1)],
  ["reverseDiffusion", reverseDiffusion(), reverseLaw()],
  ["dpmSolverPP of order 1 with eta 1, which is ancestral", dpmSolverPP({ order: 1, eta: 1 }), ddimLaw(1)],
];

/** Sample mean and variance, with the largest deviations that five standard errors allow. */
const check = (values: Float64Array, want: Moments): { readonly mean: number; readonly variance: number } => {
  const n = values.length;
  const m = values.reduce((sum, value) => sum + value, 0) / n;
  const v = values.reduce((sum, value) => sum + (value - m) ** 2, 0) / n;
  return {
    mean: Math.abs(m - want.mean) / Math.sqrt(want.variance / n),
    variance: Math.abs(v - want.variance) / (want.variance * Math.sqrt(2 / n)),
  };
};

const rows = 40_000;
const start = normal(key(0), [rows], { dtype: "float64" });

describe.each(exact)("%s on Gaussian data", (_, method, want) => {
  test("has the exact mean and variance of its recursion", () => {
    const got = lawOf(method);
    expect(got.mean).toBeCloseTo(want.mean, 13);
    expect(got.variance).toBeCloseTo(want.variance, 13);
  });
});

const noisy: readonly (readonly [string, DiffusionMethod])[] = [
  ["ddim", ddim({ eta: 1 })],
  ["reverseDiffusion", reverseDiffusion()],
  ["edmHeun", edmHeun({ churn: 4 })],
  ["dpmSolverPP of order 2", dpmSolverPP({ eta: 1 })],
  ["dpmSolverPP of order 3", dpmSolverPP({ order: 3, eta: 1 })],
];

describe.each(noisy)("%s with draws by key", (_, method) => {
  const moments = (noise: Parameters<typeof sampleDiffusion>[2]["noise"]): ReturnType<typeof check> =>
    check(sampleDiffusion(model, start, { ...options, method, noise: noise as never }).y, lawOf(method));

  test("has the mean and variance of its law within five standard errors", () => {
    const { mean, variance } = moments(normalDraws(key(1)));
    expect(mean).toBeLessThan(5);
    expect(variance).toBeLessThan(5);
  });

  test("is caught when its draws are too small, or one draw serves all steps", () => {
    const draw = (k: number, factor: number): Float64Array =>
      normal(key(100 + k), [rows], { dtype: "float64" }).map((value) => factor * value);
    const small = (k: number): Float64Array => draw(k, 0.9);
    const reused = (): Float64Array => draw(0, 1);
    for (const mistaken of [small, reused]) expect(moments(mistaken as never).variance).toBeGreaterThan(5);
  });
});

describe("predictorCorrector on Gaussian data", () => {
  const [snr, corrections, n] = [0.3, 2, 200_000];
  // In one row of many numbers the norms are those of the law, so that the step size is a number: a recursion again.
  const law = (): Moments => {
    let [m, v] = [0, sigma(grid[0]!) ** 2];
    for (let i = 0; i + 1 < grid.length; i++) {
      const [t, to] = [grid[i]!, grid[i + 1]!];
      const [s, a] = [sigma(t), alpha(t)];
      const { slope, offset } = posterior(t);
      for (let k = 0; k < corrections && a > 0; k++) {
        // score = p x + q
        const [p, q] = [(a * slope - 1) / s ** 2, (a * offset) / s ** 2];
        const size = (p * m + q) ** 2 + p ** 2 * v;
        const step = (2 * (a / alpha(to)) ** 2 * snr ** 2) / size;
        [m, v] = [m + step * (p * m + q), (1 + step * p) ** 2 * v + 2 * step];
      }
      const ratio = a / alpha(to);
      const fresh = (sigma(to) / s) ** 2 * (s ** 2 - (ratio * sigma(to)) ** 2);
      const kept = Math.sqrt(sigma(to) ** 2 - fresh) / s;
      const data = alpha(to) - kept * a;
      m = (kept + data * slope) * m + data * offset;
      v = (kept + data * slope) ** 2 * v + fresh;
    }
    return { mean: m, variance: v };
  };
  const run = (factor: number): ReturnType<typeof check> => {
    const x = normal(key(0), [n], { dtype: "float64" });
    const method = predictorCorrector({ snr, corrections });
    const noise = (k: number): Float64Array =>
      normal(key(50 + k), [n], { dtype: "float64" }).map((value) => factor * value);
    return check(sampleDiffusion(model, x, { ...options, method, noise }).y, law());
  };

  test("has the mean and variance of its law within six standard errors", () => {
    // Norms of 2e5 numbers vary by 0.2 %, the step of 0.3²·2 by as much: less than a standard error beside the five.
    const { mean, variance } = run(1);
    expect(mean).toBeLessThan(6);
    expect(variance).toBeLessThan(6);
  });

  test("is caught with draws that are too small by a tenth", () => {
    expect(run(0.9).variance).toBeGreaterThan(6);
  });
});
