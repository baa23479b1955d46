import { key, normalDraws } from "@nami/random";
import { describe, expect, test } from "vitest";
import { euler, solve } from "../index.js";
import { denoise, quantiles, seed001 } from "../testing/mixture.js";
import { edm, linear, settings, vp } from "../testing/noise-levels.js";
import {
  base,
  data,
  deterministic,
  grid,
  noiseOf,
  score,
  stochastic,
  velocity,
} from "../testing/samplers-on-a-line.js";
import {
  ancestral,
  type DiffusionMethod,
  ddim,
  dpmSolverPP,
  edmHeun,
  ipndm,
  karrasGrid,
  predictorCorrector,
  sampleDiffusion,
  uniformGrid,
  unipc,
} from "./index.js";

const all = Object.entries({ ...deterministic, ...stochastic });
const mean = 0.55 * -0.85 + 0.45 * 1.5;

// Steps of these do not depend on how many follow.
test.each([ddim(), ancestral(), ddim({ eta: 0.5 }), edmHeun(), edmHeun({ churn: 1e3 }), ipndm()])(
  "the point that $name keeps is the end of a run that ends there",
  (method) => {
    const { saved } = sampleDiffusion(data, 0.6, { ...base, method, saveAt: grid });
    for (let i = 1; i < grid.length; i++) {
      const short = sampleDiffusion(data, 0.6, { ...base, method, grid: grid.subarray(0, i + 1) });
      expect(saved[i]).toEqual({ t: grid[i], y: short.y });
    }
  },
);

test("churn that goes back to a time of the grid keeps nothing there again", () => {
  const model = (x: number, t: number): number => denoise(seed001, x, 1, t);
  const karras = karrasGrid({ steps: 18, sigmaMin: 0.002, sigmaMax: 80 });
  // Up to the first level in the first case, and from 1.6 to 2 in the other.
  for (const [saveAt, churn] of [
    [karras, 40],
    [Float64Array.of(4, 2, 1.6, 0.8, 0), 1],
  ] as const) {
    const options = { ...settings.edm.schedule, predicts: "data", noise: normalDraws(key(4)) } as const;
    const method = edmHeun({ churn });
    const { saved } = sampleDiffusion(model, 60, { ...options, method, grid: saveAt, saveAt });
    expect(saved.map(({ t }) => t)).toEqual(Array.from(saveAt));
  }
});

describe.each(all)("%s", (_, method) => {
  test("keeps the points at times of the grid, and ends as without", () => {
    const saveAt = [grid[0]!, grid[4]!, grid[9]!, grid[12]!];
    const { y, saved } = sampleDiffusion(data, 0.6, { ...base, method, saveAt });
    expect(saved.map(({ t }) => t)).toEqual(saveAt);
    // A corrector moves the point at the first time too.
    if (method.name !== "predictorCorrector") expect(saved[0]!.y).toBe(0.6);
    expect(saved.at(-1)!.y).toBe(y);
    expect(sampleDiffusion(data, 0.6, { ...base, method }).y).toBe(y);
  });

  test("gives one sample for data, noise, score and velocity predictions", () => {
    const want = sampleDiffusion(data, 0.6, { ...base, method }).y;
    const others = { noise: noiseOf, score, velocity } as const;
    for (const [predicts, model] of Object.entries(others)) {
      const options = { ...base, predicts: predicts as keyof typeof others, method };
      expect(sampleDiffusion(model, 0.6, options).y).toBeCloseTo(want, 11);
    }
  });

  test("takes velocities without the derivatives of the schedule", () => {
    const want = sampleDiffusion(velocity, 0.6, { ...base, predicts: "velocity", method }).y;
    const { alpha, sigma } = linear;
    const options = { alpha, sigma, grid, noise: normalDraws(key(4)), predicts: "velocity", method } as const;
    expect(sampleDiffusion(velocity, 0.6, options).y).toBeCloseTo(want, 10);
  });

  test("starts where there is noise only, and ends at the data", () => {
    const fromNoise = { ...base, grid: uniformGrid({ steps: 400 }), predicts: "velocity", method } as const;
    const points = quantiles(seed001, 50, 0, 1);
    const model = (x: Float64Array, t: number): Float64Array =>
      x.map((each) => (t === 1 ? each - mean : velocity(each, t)));
    const { y, status } = sampleDiffusion(model, points, fromNoise);
    expect(status).toBe("success");
    const exact = quantiles(seed001, 50, 1, 0);
    // With noise on the way it ends somewhere among the data, within five deviations of the wider component.
    if (method.stochastic) expect(Math.max(...y.map(Math.abs))).toBeLessThan(0.85 + 5 * 0.65);
    else
      y.forEach((value, i) => {
        expect(Math.abs(value - exact[i]!)).toBeLessThan(0.03);
      });
  });

  test("takes what rounding leaves of data for none", () => {
    const cosine = (left: number) => ({
      alpha: (t: number) => (t === 1 ? left : Math.cos((Math.PI / 2) * t)),
      sigma: (t: number) => Math.sin((Math.PI / 2) * t),
    });
    const run = (left: number): number => {
      const schedule = cosine(left);
      const model = (x: number, t: number): number =>
        denoise(seed001, x, schedule.alpha(t), schedule.sigma(t));
      const grid = uniformGrid({ steps: 20 });
      return sampleDiffusion(model, 0.6, { ...base, ...schedule, predicts: "data", grid, method }).y;
    };
    expect(run(Math.cos(Math.PI / 2))).toBeCloseTo(run(0), 12);
  });

  test("asks the model inside of the grid and where there is noise only, and counts it", () => {
    const { alpha, sigma } = edm;
    for (const steps of [1, 2, 9]) {
      const levels = karrasGrid({ steps, sigmaMin: 0.01, sigmaMax: 10 });
      const asked: number[] = [];
      const model = (x: number, t: number): number => {
        asked.push(t);
        return denoise(seed001, x, 1, t);
      };
      const options = {
        alpha,
        sigma,
        grid: levels,
        noise: normalDraws(key(0)),
        predicts: "data",
        method,
      } as const;
      const { stats, t } = sampleDiffusion(model, 3, options);
      expect(stats.evaluations).toBe(asked.length);
      expect(Math.min(...asked)).toBeGreaterThanOrEqual(0.01);
      expect(Math.max(...asked)).toBeLessThanOrEqual(10);
      expect(t).toBe(0);
    }
  });

  test("leaves x as it was, and gives numbers, arrays and typed arrays back as such", () => {
    const x = Float64Array.of(0.3, -2);
    const typed = sampleDiffusion((y, t) => y.map((each) => data(each, t)), x, { ...base, method });
    expect(Array.from(x)).toEqual([0.3, -2]);
    expect(typed.y).toBeInstanceOf(Float64Array);
    const array = sampleDiffusion((y, t) => y.map((each) => data(each, t)), [0.3, -2], { ...base, method });
    expect(array.y).toEqual(Array.from(typed.y));
    expect(typeof sampleDiffusion(data, 0.3, { ...base, method }).y).toBe("number");
  });
});

test("ddim on the linear path is euler on the velocity, to rounding", () => {
  for (const steps of [1, 5, 50]) {
    const times = uniformGrid({ steps, from: 0.97, to: 0 });
    const want = solve(velocity, -1.2, { t0: 0.97, t1: 0, method: euler({ grid: times }) }).y;
    const options = { ...linear, predicts: "velocity", grid: times, method: ddim() } as const;
    const error = Math.abs(sampleDiffusion(velocity, -1.2, options).y - want);
    expect(error).toBeLessThan(4 * Number.EPSILON * steps);
  }
});

describe("Evaluations", () => {
  const count = (method: DiffusionMethod, setting: keyof typeof settings, steps: number): number => {
    const { schedule, grid } = settings[setting];
    return sampleDiffusion((x: number) => x / 2, 1, {
      ...schedule,
      grid: grid(steps),
      predicts: "data",
      noise: normalDraws(key(0)),
      method,
    }).stats.evaluations;
  };

  test("are 2n − 1 for edmHeun to σ = 0, 2n where the grid ends above", () => {
    expect([18, 40, 256].map((steps) => count(edmHeun(), "edm", steps))).toEqual([35, 79, 511]);
    expect(count(edmHeun(), "vp", 10)).toBe(20);
  });

  test("are n for methods of one evaluation a step, and one more for each correction", () => {
    for (const method of [ddim(), dpmSolverPP({ order: 3 }), ipndm(), unipc({ order: 3 })])
      expect(count(method, "edm", 10)).toBe(10);
    expect(count(predictorCorrector({ corrections: 2 }), "edm", 10)).toBe(30);
  });
});

test("A schedule may run from noise at 0 to data at 1: the grid ascends then, and velocities turn around", () => {
  const want = sampleDiffusion(velocity, 0.6, { ...base, predicts: "velocity", method: unipc() }).y;
  const reversed = { alpha: (t: number) => t, sigma: (t: number) => 1 - t };
  const model = (x: number, t: number): number => -velocity(x, 1 - t);
  const times = grid.map((t) => 1 - t);
  const options = { ...reversed, predicts: "velocity", grid: times, method: unipc() } as const;
  expect(sampleDiffusion(model, 0.6, options).y).toBeCloseTo(want, 10);
});

test("On the vp schedule velocities are those of its derivatives, found or given", () => {
  const times = uniformGrid({ steps: 20, to: 1e-3 });
  const slope = (t: number): number => 0.1 + 19.9 * t;
  const alphaDot = (t: number): number => (-slope(t) / 2) * vp.alpha(t);
  const sigmaDot = (t: number): number => (slope(t) * vp.alpha(t) ** 2) / (2 * vp.sigma(t));
  const model = (x: number, t: number): number => {
    const d = denoise(seed001, x, vp.alpha(t), vp.sigma(t));
    return alphaDot(t) * d + (sigmaDot(t) * (x - vp.alpha(t) * d)) / vp.sigma(t);
  };
  const options = { ...vp, predicts: "velocity", grid: times, method: unipc() } as const;
  const given = sampleDiffusion(model, 0.4, { ...options, alphaDot, sigmaDot }).y;
  expect(sampleDiffusion(model, 0.4, options).y).toBeCloseTo(given, 7);
});

test.each([
  ["ddim", ddim()],
  ["edmHeun", edmHeun()],
  ["ancestral", ancestral()],
])("%s keeps where a shorter run ends", (_, method) => {
  const { saved } = sampleDiffusion(data, 0.6, { ...base, method, saveAt: [grid[5]!] });
  const short = sampleDiffusion(data, 0.6, { ...base, method, grid: grid.slice(0, 6) });
  expect(saved[0]!.y).toBeCloseTo(short.y, 14);
});
