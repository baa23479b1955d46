import { CapabilityError, OptionError, ShapeError, SolveError } from "@nami/errors";
import { key, normal, normalDraws } from "@nami/random";
import { describe, expect, test } from "vitest";
import { euler, solve } from "../index.js";
import { denoise, quantiles, seed001 } from "../testing/mixture.js";
import { edm, linear, settings, vp } from "../testing/noise-levels.js";
import {
  ancestral,
  type DiffusionMethod,
  ddim,
  dpmSolverPP,
  edmHeun,
  ipndm,
  karrasGrid,
  predictorCorrector,
  reverseDiffusion,
  type SampleOptions,
  sampleDiffusion,
  uniformGrid,
  unipc,
} from "./index.js";

const deterministic: Record<string, DiffusionMethod> = {
  ddim: ddim(),
  edmHeun: edmHeun(),
  dpmSolverPP1: dpmSolverPP({ order: 1 }),
  dpmSolverPP2: dpmSolverPP(),
  dpmSolverPP3: dpmSolverPP({ order: 3 }),
  ipndm: ipndm(),
  unipc2: unipc(),
  unipc3: unipc({ order: 3, variant: "bh1" }),
};
const stochastic: Record<string, DiffusionMethod> = {
  "ddim with eta": ddim({ eta: 0.5 }),
  ancestral: ancestral(),
  "edmHeun with churn": edmHeun({ churn: 5 }),
  "dpmSolverPP with eta": dpmSolverPP({ eta: 1 }),
  reverseDiffusion: reverseDiffusion(),
  predictorCorrector: predictorCorrector(),
};
const all = Object.entries({ ...deterministic, ...stochastic });

const data = (x: number, t: number): number => denoise(seed001, x, linear.alpha(t), linear.sigma(t));
const noiseOf = (x: number, t: number): number => (x - linear.alpha(t) * data(x, t)) / t;
const velocity = (x: number, t: number): number => noiseOf(x, t) - data(x, t);
const score = (x: number, t: number): number => -noiseOf(x, t) / t;
const mean = 0.55 * -0.85 + 0.45 * 1.5;
const grid = uniformGrid({ steps: 12, from: 0.98 });
const base = { ...linear, grid, predicts: "data", noise: normalDraws(key(4)) } as const;

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

describe("Noise", () => {
  const method = ancestral();
  const half = (x: Float64Array): Float64Array => x.map((each) => each / 2);
  const run = (x: Float64Array, noise: SampleOptions<Float64Array>["noise"]): number[] =>
    Array.from(sampleDiffusion(half, x, { ...base, method, noise }).y);

  test("of a key is the same again, another for another key, and that of row i depends on the key and i only", () => {
    const x = new Float64Array(5).fill(1);
    expect(run(x, normalDraws(key(1)))).toEqual(run(x, normalDraws(key(1))));
    expect(run(x, normalDraws(key(1)))).not.toEqual(run(x, normalDraws(key(2))));
    expect(run(x.slice(0, 3), normalDraws(key(1)))).toEqual(run(x, normalDraws(key(1))).slice(0, 3));
    expect(new Set(run(x, normalDraws(key(1)))).size).toBe(5);
  });

  test("of a function is asked once for each step that draws", () => {
    const asked: number[] = [];
    run(Float64Array.of(1), (draw) => {
      asked.push(draw);
      return normal(key(draw), [1], { dtype: "float64" });
    });
    // The step to σ = 0 draws nothing.
    expect(asked).toEqual(Array.from({ length: 11 }, (_, k) => k));
  });

  test("of another shape than x is an error", () => {
    expect(() => run(Float64Array.of(1, 2), () => Float64Array.of(1))).toThrow(
      "sampleDiffusion: noise must return numbers as x has them (2)",
    );
  });

  test("must be there for a method that draws", () => {
    expect(() => run(Float64Array.of(1), undefined)).toThrow(
      "ancestral: noise must be normalDraws, in a space with draw, or a function (draw) => state, got undefined. Pass for example normalDraws(key(0)) of @nami/random.",
    );
  });
});

describe("Marks of what a model was trained on", () => {
  const marks = [
    { gaussianSource: false },
    { coupling: { name: "ot", independent: false } },
    { coupling: { name: "ot" } },
  ] as const;

  test.each(Object.entries(stochastic))("forbid %s, from the options and from the model", (_, method) => {
    for (const mark of marks) {
      const message =
        /needs the score, and so a Gaussian source independent of the data, got .*\. Use a deterministic/;
      expect(() => sampleDiffusion(data, 1, { ...base, method, ...mark })).toThrow(message);
      const marked = Object.assign((x: number, t: number) => data(x, t), mark);
      expect(() => sampleDiffusion(marked, 1, { ...base, method })).toThrow(CapabilityError);
    }
    const independent = { gaussianSource: true, coupling: { name: "independent" } };
    expect(sampleDiffusion(data, 1, { ...base, method, ...independent }).status).toBe("success");
  });

  test.each(Object.entries(deterministic))("let %s work, but for a model of the score", (_, method) => {
    for (const mark of marks) {
      expect(sampleDiffusion(data, 1, { ...base, method, ...mark }).status).toBe("success");
      expect(() => sampleDiffusion(score, 1, { ...base, predicts: "score", method, ...mark })).toThrow(
        CapabilityError,
      );
    }
  });
});

describe("Mistakes", () => {
  const run = (options: object): unknown =>
    sampleDiffusion(data, 1, { ...base, method: ddim(), ...options } as SampleOptions<number>);

  test.each([
    [
      { predicts: "epsilon" },
      "sampleDiffusion: predicts must be one of data, noise, score, velocity, got epsilon.",
    ],
    [{ grid: [0.9, 0.5, 0.5, 0] }, "sampleDiffusion: grid must descend, from more noise over data"],
    [{ grid: [0, 0.5, 0.9] }, "sampleDiffusion: grid must descend"],
    [{ grid: [0.9, NaN, 0] }, "sampleDiffusion: alpha and sigma must be numbers of at least 0"],
    [{ grid: [1.5, 0.5, 0] }, "sampleDiffusion: alpha and sigma must be numbers of at least 0"],
    [{ grid: [0.5] }, "sampleDiffusion: grid must have the two ends of each step, got 1."],
    [{ grid: undefined }, "sampleDiffusion: grid must have the two ends of each step, got undefined."],
    [{ alpha: undefined }, "sampleDiffusion: alpha must be a function, got undefined."],
    [{ method: undefined }, "sampleDiffusion: method must be a diffusion sampler, got undefined."],
    [
      { predicts: "noise", grid: [1, 0.5, 0] },
      "sampleDiffusion: the data must follow from the noise at every time but the last, got alpha 0 and sigma 1 at t = 1. Begin the grid where alpha is above 0.",
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

  test("A model that returns NaN is told by the status", () => {
    const { status, y } = sampleDiffusion(() => NaN, 1, { ...base, method: ddim() });
    expect([status, y]).toEqual(["nonFiniteState", NaN]);
  });

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

test.each([[[0.5]], [[grid[4]!, grid[2]!]]])(
  "times to keep at are those of the grid, in order: %s",
  (saveAt) => {
    expect(() => sampleDiffusion(data, 0.6, { ...base, method: ddim(), saveAt })).toThrow(
      "sampleDiffusion: saveAt must hold times of the grid, in its order, got [",
    );
  },
);
