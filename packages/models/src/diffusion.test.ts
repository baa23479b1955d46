import { gaussianMixture } from "@nami/distributions";
import { CapabilityError, OptionError } from "@nami/errors";
import { linearPath, optimalTransportCoupling } from "@nami/paths";
import {
  cosineSchedule,
  edmSchedule,
  karrasSchedule,
  linearSchedule,
  polynomialSchedule,
  reverseTime,
  type Schedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import {
  ancestral,
  ddim,
  dopri5,
  dpmSolverPP,
  edmHeun,
  eulerMaruyama,
  logSnrGrid,
  rk4,
  stochasticHeun,
  uniformGrid,
  unipc,
} from "@nami/solvers";
import { key, mul, neg, normal, type Tensor, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { convertPrediction, defineField, diffusion, type Model, type Parameterization } from "./index.js";
import { type Modes, marginalAt, momentsOf } from "./testing/marginal-base.js";
import { backend, distance, statisticsOf, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const modes: Modes = { weights: [0.3, 0.7], means: [[-1], [1.5]], variances: [0.2, 0.1] };
const mixture = gaussianMixture(modes);
const tight = dopri5({ rtol: 1e-9, atol: 1e-9 });
const points = wide([[-1.4], [-0.6], [0.2], [1.1], [2]]);
const schedules: readonly (readonly [string, Schedule, number, number])[] = [
  ["linear", linearSchedule(), 1 - 1e-3, 1e-3],
  ["cosine", cosineSchedule(), 1 - 1e-3, 1e-3],
  ["polynomial", polynomialSchedule({ power: 3 }), 1 - 1e-1, 1e-3],
  ["vp", vpSchedule(), 1, 1e-3],
  ["sub-vp", subVpSchedule(), 1, 1e-3],
  ["ve", veSchedule(), 1, 0],
  ["edm", edmSchedule(), 1, 0],
  ["karras", karrasSchedule({ sigmaMax: 20 }), 20, 1e-2],
  ["reversed vp", reverseTime(vpSchedule()), 0, 1 - 1e-3],
];

/** The exact prediction of a kind. */
const exact =
  (schedule: Schedule, to: Parameterization): Model =>
  (x, t) => {
    const { velocity, score } = mixture.marginal(schedule);
    if (to === "velocity") return velocity(x, t);
    return convertPrediction(score(x, t), { from: "score", to, x, t, schedule });
  };

describe("the log-density of a diffusion with exact predictions", () => {
  test.each(schedules)(
    "under the %s schedule is that of its marginal at t1, which it states, to 1e-6",
    async (_, schedule, t0, t1) => {
      const base = marginalAt(modes, schedule, t0);
      const field = exact(schedule, "noise");
      const process = diffusion({ field, schedule, solver: tight, base, t0, t1, backend }).bind();
      const { logProb, t } = await process.estimateLogProb(points);
      expect(t).toBe(t1);
      const truth = await valuesOf(marginalAt(modes, schedule, t1).logProb(points));
      expect(distance(await valuesOf(logProb), truth)).toBeLessThan(1e-6);
    },
  );

  test.each(["velocity", "score", "noise", "data", "vPrediction"] as const)(
    "is the same from the %s, and integrates to 1",
    async (predicts) => {
      const schedule = vpSchedule();
      const [t0, t1] = [1, 0.01];
      const base = marginalAt(modes, schedule, t0);
      const field = exact(schedule, predicts);
      const process = diffusion({ field, schedule, predicts, solver: tight, base, t1, backend }).bind();
      const [count, step] = [46, 0.2];
      const line = wide(Array.from({ length: count }, (_v, i) => [-4.5 + i * step]));
      const densities = (await valuesOf(await process.logProb(line))).map(Math.exp);
      expect(Math.abs(densities.reduce((a, b) => a + b, 0) * step - 1)).toBeLessThan(1e-6);
    },
  );

  test.each([
    ["vp", vpSchedule(), 0.0087],
    ["sub-vp", subVpSchedule(), 0.0087],
    ["ve", veSchedule(), 0.027],
    ["edm", edmSchedule(), 0.0167],
  ] as const)(
    "with the default base is off by what docs/which-process.md says, under %s",
    async (_, schedule, error) => {
      const options = { field: exact(schedule, "noise"), schedule, solver: tight, t1: 1e-3, backend };
      const found = await valuesOf(await diffusion({ ...options, eventShape: [1] }).bind().logProb(points)); // biome-ignore format: a call
      const truth = await valuesOf(marginalAt(modes, schedule, 1e-3).logProb(points));
      expect(distance(found, truth)).toBeCloseTo(error, 4);
    },
  );
});

describe("samples from exact predictions", () => {
  const count = 1024;
  const schedule = vpSchedule();
  const [t0, t1] = [1, 1e-3];
  const base = marginalAt(modes, schedule, t0);
  const { alpha, sigma } = schedule;
  const truth = momentsOf({
    ...modes,
    means: modes.means.map((mean) => mean.map((m) => alpha(t1) * m)),
    variances: modes.variances.map((v) => alpha(t1) ** 2 * v + sigma(t1) ** 2),
  })[0]!;
  const parts = { schedule, base, t0, t1, backend };

  /** How many standard errors mean and variance are off. */
  const deviations = async (x: Tensor): Promise<number[]> => {
    const values = await valuesOf(x);
    const first = statisticsOf(values);
    const second = statisticsOf(values.map((value) => (value - truth.mean) ** 2));
    return [
      Math.abs(first.mean - truth.mean) / first.standardError,
      Math.abs(second.mean - truth.variance) / second.standardError,
    ];
  };
  const grid = logSnrGrid(schedule, { steps: 30, from: t0, to: t1 });

  test.each([
    ["the ODE", { solver: rk4({ steps: 60 }) }],
    ["the SDE", { solver: eulerMaruyama({ grid: logSnrGrid(schedule, { steps: 200, from: t0, to: t1 }) }) }],
    ["an SDE with less noise", { solver: stochasticHeun({ steps: 150 }), epsilon: 0.5 }],
    ["ddim", { solver: ddim(), grid: logSnrGrid(schedule, { steps: 200, from: t0, to: t1 }) }],
    ["dpmSolverPP", { solver: dpmSolverPP({ order: 2 }), grid }],
    ["unipc", { solver: unipc(), grid }],
    ["edmHeun", { solver: edmHeun(), grid }],
    ["ancestral", { solver: ancestral(), grid: logSnrGrid(schedule, { steps: 200, from: t0, to: t1 }) }],
  ])("by %s have the moments of the marginal at t1, within 5 standard errors", async (_, how) => {
    const field = exact(schedule, "noise");
    const x = await diffusion({ ...parts, field, ...how }).bind().sample([count], { key: key(1) }); // biome-ignore format: a call
    for (const off of await deviations(x)) expect(off).toBeLessThan(5);
  });

  test.each([
    ["the score turned round", { field: ((x, t) => neg(exact(schedule, "noise")(x, t))) as Model }],
    [
      "another base",
      {
        field: exact(schedule, "noise"),
        base: gaussianMixture({ weights: [1], means: [[0]], variances: [4] }),
      },
    ],
    ["noise taken for velocity", { field: exact(schedule, "noise"), predicts: "velocity" as const }],
  ])("do not have them with %s", async (_, mistake) => {
    // biome-ignore format: a table
    const x = await diffusion({ ...parts, solver: rk4({ steps: 60 }), ...mistake }).bind().sample([count], { key: key(1) }); // biome-ignore format: a call
    expect(Math.max(...(await deviations(x)))).toBeGreaterThan(10);
  });

  test.each([
    ["the SDE", { solver: eulerMaruyama({ steps: 8 }) }],
    ["a stochastic sampler", { solver: ancestral(), grid }],
  ])(
    "by %s depend on the key and the row alone, and are what decode makes of the base's noise",
    async (_, how) => {
      const process = diffusion({ ...parts, field: exact(schedule, "noise"), ...how }).bind();
      const seven = await valuesOf(await process.sample([7], { key: key(2) }));
      expect(await valuesOf(await process.sample([3], { key: key(2) }))).toEqual(seven.slice(0, 3));
      expect(await valuesOf(await process.sample([7], { key: key(3) }))).not.toEqual(seven);
      const noise = base.sample([7], { key: key(2), dtype: "float64" });
      expect(await valuesOf(await process.decode(noise, { key: key(2) }))).toEqual(seven);
    },
  );

  test("go from rows to stretches of rows with the same paths", async () => {
    const process = diffusion({
      ...parts,
      field: exact(schedule, "noise"),
      solver: eulerMaruyama({ steps: 2 }),
    }).bind();
    const many = await valuesOf(await process.sample([5000], { key: key(4) }));
    const few = await valuesOf(await process.sample([3000], { key: key(4) }));
    expect(many.slice(0, 3000)).toEqual(few);
  });
});

describe("what a diffusion is asked", () => {
  const field: Model = (x) => neg(x);
  const parts = { field, schedule: vpSchedule(), eventShape: [1], backend, t1: 1e-3 };
  const wrong = (value: unknown): never => value as never;

  test("an end where σ is 0 names the time to stop at", () => {
    const ends = { ...parts, solver: rk4({ steps: 4 }), t1: 0 };
    expect(() => diffusion(ends)).toThrow(
      new OptionError(
        'diffusion: σ must be above 0 at the data end of a model that predicts the noise, got σ = 0 of "vp" at t1 = 0. Stop at t1: 0.001.',
      ),
    );
    expect(() => diffusion({ ...ends, solver: eulerMaruyama({ steps: 4 }) })).toThrow("Stop at t1: 0.001.");
    expect(() => diffusion({ ...ends, schedule: linearSchedule(), t1: 1e-3 })).toThrow(
      "Start at t0: 0.999001.",
    );
    expect(() => diffusion({ ...ends, schedule: linearSchedule(), predicts: "velocity" })).not.toThrow();
  });

  test("an SDE whose noise is infinite names the time to start at", () => {
    const options = {
      ...parts,
      schedule: linearSchedule(),
      predicts: "velocity",
      solver: eulerMaruyama({ steps: 4 }),
    } as const;
    expect(() => diffusion(options)).toThrow("at t = 1. Pass t0: 0.999001, or another epsilon.");
    expect(() => diffusion({ ...options, epsilon: -1 })).toThrow(
      "diffusion: epsilon must be at least 0 at every time, got -1 at t = 1.",
    );
    expect(() => diffusion({ ...options, epsilon: wrong("1") })).toThrow(
      "diffusion: epsilon must be a number",
    );
  });

  test("times, solver, grid, schedule and shape are asked for at the door", () => {
    const solver = rk4({ steps: 4 });
    expect(() => diffusion(wrong(undefined))).toThrow("diffusion: the model must be a function");
    expect(() => diffusion(wrong({ ...parts, schedule: undefined, solver }))).toThrow(
      "diffusion: schedule must be",
    );
    expect(() => diffusion(wrong({ ...parts }))).toThrow("diffusion: solver must be one of these kinds");
    expect(() => diffusion({ ...parts, solver, t1: 2 })).toThrow(
      "diffusion: t1 must be in the interval [0, 1]",
    );
    expect(() => diffusion({ ...parts, solver, t0: 1e-3 })).toThrow(
      "diffusion: t0 must be nearer to the noise",
    );
    expect(() => diffusion({ ...parts, solver: ddim() })).toThrow(
      "diffusion: the sampler ddim needs a grid of times",
    );
    expect(() => diffusion(wrong({ ...parts, eventShape: undefined, solver }))).toThrow(
      "Pass eventShape: [2]",
    );
    expect(() => diffusion({ ...parts, solver, predicts: wrong("eps") })).not.toThrow(TypeError);
  });

  test("log-densities and encodings need an ODE method, and stochastic moves a key", async () => {
    const sde = diffusion({ ...parts, solver: eulerMaruyama({ steps: 4 }) }).bind();
    const x = zeros([2, 1], "float64");
    await expect(sde.logProb(x)).rejects.toThrow("logProb: log-densities follow the ODE of the process");
    await expect(sde.encode(x)).rejects.toThrow("encode: a key is needed to draw noise");
    await expect(sde.decode(x, { from: 2, key: key(0) })).rejects.toThrow("decode: the time must be from 1");
    const sampler = diffusion({ ...parts, solver: ddim(), grid: uniformGrid({ steps: 4, to: 1e-3 }) }).bind();
    await expect(sampler.encode(x)).rejects.toThrow("encode: samplers run from noise to data only");
    await expect(sampler.trajectory([2], { key: key(0), times: [1, 0.4] })).rejects.toThrow(
      "trajectory: a sampler passes the times of its grid only, got 0.4 with ddim. Pass times of the grid, such as 0.5005.",
    );
  });

  test.each([
    ["an ODE method", { solver: rk4({ steps: 8 }) }],
    ["an SDE method", { solver: eulerMaruyama({ steps: 8 }) }],
    ["ddim", { solver: ddim(), grid: uniformGrid({ steps: 8, to: 1e-3 }) }],
    ["ddim that draws", { solver: ddim({ eta: 1 }), grid: uniformGrid({ steps: 8, to: 1e-3 }) }],
    ["edmHeun with churn", { solver: edmHeun({ churn: 2 }), grid: uniformGrid({ steps: 8, to: 1e-3 }) }],
    ["unipc", { solver: unipc(), grid: uniformGrid({ steps: 8, to: 1e-3 }) }],
  ])("%s has a trajectory from the noise to the sample of the same key", async (_, solver) => {
    const process = diffusion({ ...parts, ...solver }).bind();
    const times = [1, 0.5005, 1e-3];
    const { t, x } = await process.trajectory([3], { key: key(5), times });
    expect([t, x.shape]).toEqual([times, [3, 3, 1]]);
    const values = await valuesOf(x);
    const sigma = parts.schedule.sigma(1);
    const noise = await valuesOf(mul(normal(key(5), [3, 1], { dtype: "float64" }), sigma));
    expect(distance(values.slice(0, 3), noise)).toBeLessThan(1e-12);
    expect(
      distance(values.slice(6), await valuesOf(await process.sample([3], { key: key(5) }))),
    ).toBeLessThan(0.2);
    if (!("grid" in solver)) return;
    expect(values.slice(6)).toEqual(await valuesOf(await process.sample([3], { key: key(5) })));
  });

  test("a model of a coupled path refuses what needs its score, and no more", () => {
    const path = linearPath({ coupling: optimalTransportCoupling() });
    const model = defineField({
      eventShape: [1],
      path,
      predicts: "velocity",
      init: () => ({}),
      apply: (_p, x) => x,
    }).with({});
    const options = { field: model, backend, t0: 0.99, t1: 0.01 };
    expect(() => diffusion({ ...options, solver: eulerMaruyama({ steps: 4 }) })).toThrow(CapabilityError);
    expect(() => diffusion({ ...options, solver: rk4({ steps: 4 }) })).not.toThrow();
  });
});
