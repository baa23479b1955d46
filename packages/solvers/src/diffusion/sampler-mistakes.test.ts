import { OptionError, ShapeError, SolveError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { rowSpace } from "../row-space.js";
import { base, data, grid } from "../testing/samplers-on-a-line.js";
import {
  ddim,
  dpmSolverPP,
  edmHeun,
  ipndm,
  predictorCorrector,
  type SampleOptions,
  sampleDiffusion,
  unipc,
} from "./index.js";

describe("Mistakes", () => {
  const run = (options: object): unknown =>
    sampleDiffusion(data, 1, { ...base, method: ddim(), ...options } as SampleOptions<number>);

  test.each([
    [
      { predicts: "epsilon" },
      "sampleDiffusion: predicts must be one of data, noise, score, velocity, got epsilon.",
    ],
    [
      { grid: [0.9, 0.5, 0.5, 0] },
      "sampleDiffusion: sigma / alpha must fall along the grid, got 1 at t = 0.5.",
    ],
    [{ grid: [0, 0.5, 0.9] }, "sampleDiffusion: sigma / alpha must fall along the grid"],
    [{ grid: [0.9, NaN, 0] }, "sampleDiffusion: alpha and sigma must be numbers of at least 0"],
    [{ grid: [1.5, 0.5, 0] }, "sampleDiffusion: alpha and sigma must be numbers of at least 0"],
    [{ grid: [0.5] }, "sampleDiffusion: grid must have the two ends of each step, got 1."],
    [{ grid: undefined }, "sampleDiffusion: grid must have the two ends of each step, got undefined."],
    [{ alpha: undefined }, "sampleDiffusion: alpha must be a function, got undefined."],
    [{ method: undefined }, "sampleDiffusion: method must be a diffusion sampler, got undefined."],
    [
      { predicts: "noise", grid: [1, 0.5, 0] },
      "sampleDiffusion: the data must follow from the noise at every time but the last, got alpha 0 and sigma 1 at t = 1. Begin the grid nearer to the data.",
    ],
    [{ predicts: "score", grid: [1, 0.5, 0] }, "the data must follow from the score"],
    [{ predicts: "velocity", alphaDot: () => Infinity }, "the data must follow from the velocity"],
  ])("%o is refused", (options, message) => {
    expect(() => run(options)).toThrow(message);
    expect(() => run(options)).toThrow(OptionError);
  });

  test.each([
    [() => ddim({ eta: 1.5 }), "ddim: eta must be a finite number from 0 to 1, got 1.5."],
    [() => dpmSolverPP({ order: 4 as 3 }), "dpmSolverPP: order must be one of 1, 2, 3, got 4."],
    [() => dpmSolverPP({ eta: -1 }), "dpmSolverPP: eta must be a finite number of at least 0, got -1."],
    [() => ipndm({ order: 5 as 4 }), "ipndm: order must be one of 1, 2, 3, 4, got 5."],
    [() => unipc({ order: 0 as 1 }), "unipc: order must be one of 1, 2, 3, got 0."],
    [() => unipc({ variant: "bh3" as "bh2" }), "unipc: variant must be one of bh1, bh2, got bh3."],
    [() => edmHeun({ churn: -1 }), "edmHeun: churn must be a finite number of at least 0, got -1."],
    [
      () => edmHeun({ churnMin: 2, churnMax: 1 }),
      "edmHeun: churnMin must be a finite number from 0 to churnMax, got 2.",
    ],
    [() => predictorCorrector({ predictor: unipc() }), "predictorCorrector: predictor must keep nothing"],
    [() => predictorCorrector({ snr: 0 }), "predictorCorrector: snr must be a finite number above 0, got 0."],
  ])("%s is refused", (make, message) => {
    expect(make).toThrow(message);
  });

  test("A model that throws is the cause of an error that tells where it was", () => {
    const cause = new Error("no");
    const model = (x: number, t: number): number => {
      if (t < 0.5) throw cause;
      return data(x, t);
    };
    try {
      sampleDiffusion(model, 1, { ...base, method: ddim() });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SolveError);
      expect(error).toMatchObject({ cause, details: { t: grid[6], y: expect.any(Number) } });
      expect(String(error)).toContain("sampleDiffusion: the model must not throw, got Error: no.");
    }
  });

  test("A model that returns another shape is an error", () => {
    const model = (): Float64Array => new Float64Array(3);
    expect(() => sampleDiffusion(model, Float64Array.of(1, 2), { ...base, method: ddim() })).toThrow(
      ShapeError,
    );
    expect(() => sampleDiffusion(model, Float64Array.of(1, 2), { ...base, method: ddim() })).toThrow(
      "sampleDiffusion: the model must return numbers as x has them (2)",
    );
  });

  test("A model that returns NaN is told by the status, with the last good time and state", () => {
    const { status, t, y } = sampleDiffusion(() => NaN, 1, { ...base, method: ddim() });
    expect([status, t, y]).toEqual(["nonFiniteDerivative", grid[0], 1]);
    const late = sampleDiffusion((x, at) => (at < 0.5 ? NaN : data(x, at)), 1, { ...base, method: ddim() });
    const whole = sampleDiffusion(data, 1, { ...base, method: ddim(), saveAt: [late.t] });
    expect([late.status, late.t, late.y]).toEqual([
      "nonFiniteDerivative",
      whole.saved[0]!.t,
      whole.saved[0]!.y,
    ]);
    expect(late.t).toBeLessThan(0.5);
    expect(grid.indexOf(late.t)).toBe(grid.findIndex((at) => at < 0.5));
  });

  test("Where rows break, each by itself, the others arrive as if alone", () => {
    const space = rowSpace({ width: 1 });
    const noise = (draw: number): Float64Array => Float64Array.of(0.3 * draw, 1, -1);
    const model = (broken: readonly number[]) => (x: Float64Array, t: Float64Array, out: Float64Array) =>
      out.map((_, row) => (t[row]! < broken[row]! ? Infinity : data(x[row]!, t[row]!)));
    const run = (broken: readonly number[]) =>
      sampleDiffusion(model(broken), Float64Array.of(1, -2, 3), { ...base, method: ddim({ eta: 1 }), noise, space });
    const [sound, some] = [run([0, 0, 0]), run([0.7, 0, 0.3])];
    expect(sound.status).toBe("success");
    expect(some.rows!.status).toEqual(["nonFiniteDerivative", "success", "nonFiniteDerivative"]);
    expect(some.rows!.t[1]).toBe(grid.at(-1));
    expect(some.y[1]).toBe(sound.y[1]);
    expect(some.t).toBe(some.rows!.t[0]);
    expect(some.y.every(Number.isFinite)).toBe(true);
    expect(some.rows!.t[0]!).toBeLessThan(0.7);
    expect(some.rows!.t[2]!).toBeLessThan(0.3);
  }); // biome-ignore format: tables

  test("A signal stops it with its reason", () => {
    const controller = new AbortController();
    const model = (x: number): number => {
      controller.abort(new Error("enough"));
      return x;
    };
    expect(() => sampleDiffusion(model, 1, { ...base, method: ddim(), signal: controller.signal })).toThrow(
      "enough",
    );
  });
});

test.each([[[0.5]], [[grid[4]!, grid[2]!]]])(
  "times to keep at are those of the grid, in order: %s",
  (saveAt) => {
    expect(() => sampleDiffusion(data, 0.6, { ...base, method: ddim(), saveAt })).toThrow(
      "sampleDiffusion: saveAt must hold times of the grid in order, got [",
    );
  },
);
