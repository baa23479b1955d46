import { describe, expect, test } from "vitest";
import { linear, vp } from "../testing/noise-levels.js";
import {
  exponentialGrid,
  karrasGrid,
  logSnrGrid,
  polyexponentialGrid,
  shiftGrid,
  timesOfSigma,
  uniformGrid,
} from "./index.js";

const rounded = (grid: Float64Array, digits = 6): number[] =>
  Array.from(grid, (value) => Number(value.toFixed(digits)));

describe("karrasGrid", () => {
  test("has the levels of the paper's code for 18 and 5 steps", () => {
    expect(rounded(karrasGrid({ steps: 18, sigmaMin: 0.002, sigmaMax: 80 }))).toEqual([
      80, 57.585985, 40.785574, 28.374585, 19.352453, 12.910082, 8.400935, 5.315195, 3.256822, 1.92334, 1.088171,
      0.585348, 0.296442, 0.139516, 0.059947, 0.022935, 0.007528, 0.002, 0,
    ]); // biome-ignore format: a list
    expect(rounded(karrasGrid({ steps: 5, sigmaMin: 0.002, sigmaMax: 80 }))).toEqual([
      80, 17.527832, 2.515219, 0.169753, 0.002, 0,
    ]);
  });

  test("has those of k-diffusion for 10 steps from 10 to 0.1", () => {
    expect(rounded(karrasGrid({ steps: 9, sigmaMin: 0.1, sigmaMax: 10, toZero: false }))).toEqual([
      10, 6.802165, 4.524204, 2.93412, 1.849302, 1.128182, 0.662886, 0.372822, 0.199141, 0.1,
    ]);
  });

  test("refuses levels that do not fall", () => {
    expect(() => karrasGrid({ steps: 5, sigmaMin: 1, sigmaMax: 1 })).toThrow(
      "karrasGrid: sigmaMax must be a finite number above sigmaMin (1), got 1. Pass one.",
    );
    expect(() => karrasGrid({ steps: 0, sigmaMin: 1, sigmaMax: 2 })).toThrow("karrasGrid: steps must be");
  });
});

describe("Exponential grids", () => {
  test("take equal steps of ln σ", () => {
    const grid = exponentialGrid({ steps: 6, sigmaMin: 0.01, sigmaMax: 100, toZero: false });
    const logs = Array.from(grid, Math.log);
    for (let i = 1; i < logs.length; i++) expect(logs[i - 1]! - logs[i]!).toBeCloseTo(Math.log(1e4) / 6, 13);
  });

  test("are polyexponential ones with rho 1, whose ramp is raised to rho otherwise", () => {
    const options = { steps: 4, sigmaMin: 0.1, sigmaMax: 10 };
    expect(polyexponentialGrid(options)).toEqual(exponentialGrid(options));
    const bent = polyexponentialGrid({ ...options, rho: 2 });
    expect(Math.log(bent[1]! / 0.1) / Math.log(100)).toBeCloseTo((2 / 3) ** 2, 13);
  });
});

describe("Grids in time", () => {
  test("uniformGrid goes from noise to data, both ends exact", () => {
    expect(Array.from(uniformGrid({ steps: 4 }))).toEqual([1, 0.75, 0.5, 0.25, 0]);
    const grid = uniformGrid({ steps: 7, from: 0.9, to: 0.1 });
    expect([grid[0], grid[7]]).toEqual([0.9, 0.1]);
  });

  test("logSnrGrid takes equal steps of λ on any schedule", () => {
    const grid = logSnrGrid(vp, { steps: 8, to: 1e-3 });
    const lambda = Array.from(grid, (t) => Math.log(vp.alpha(t) / vp.sigma(t)));
    const step = (lambda[8]! - lambda[0]!) / 8;
    for (let i = 1; i <= 8; i++) expect(lambda[i]! - lambda[i - 1]!).toBeCloseTo(step, 10);
  });

  test("uniformGrid refuses options that it does not know, such as the names of other ends", () => {
    const reversed = { steps: 4, t0: 0, t1: 1 };
    expect(() => uniformGrid(reversed)).toThrow("uniformGrid: options must all have a use, got t0,t1.");
  });

  test("logSnrGrid refuses ends without noise or without data", () => {
    expect(() => logSnrGrid(linear, { steps: 8, to: 0.01 })).toThrow(
      "logSnrGrid: log-SNR must be finite at both times and rise, got -Infinity and 4.59",
    );
    expect(() => logSnrGrid(linear, { steps: 8, from: 0.9 })).toThrow("logSnrGrid");
  });

  test("timesOfSigma inverts σ/α, the ends among them", () => {
    const times = timesOfSigma(linear, [Infinity, 3, 1, 0.25, 0]);
    expect(rounded(times, 14)).toEqual([1, 0.75, 0.5, 0.2, 0]);
    expect(() => timesOfSigma(vp, [1e6])).toThrow("timesOfSigma: levels must lie between 152");
  });

  test("shiftGrid has the printed times for 20 steps and a shift of 7, and 1/7 moves back", () => {
    const grid = uniformGrid({ steps: 20 });
    const shifted = shiftGrid(grid, 7);
    expect(shifted[1]).toBeCloseTo((7 * 0.95) / (1 + 6 * 0.95), 14);
    expect([shifted[0], shifted[20]]).toEqual([1, 0]);
    shiftGrid(shifted, 1 / 7).forEach((t, i) => {
      expect(t).toBeCloseTo(grid[i]!, 14);
    });
  });
});
