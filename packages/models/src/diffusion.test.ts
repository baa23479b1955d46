import { gaussianMixture } from "@nami/distributions";
import { CapabilityError, OptionError } from "@nami/errors";
import { linearPath, optimalTransportCoupling } from "@nami/paths";
import { linearSchedule, vpSchedule } from "@nami/schedules";
import { ancestral, ddim, edmHeun, eulerMaruyama, logSnrGrid, rk4, uniformGrid, unipc } from "@nami/solvers";
import { key, mul, neg, normal, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { defineField, diffusion, type Model } from "./index.js";
import { backend, distance, valuesOf } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

describe("samples of a diffusion", () => {
  const schedule = vpSchedule();
  const [t0, t1] = [1, 1e-3];
  const base = gaussianMixture({ weights: [0.3, 0.7], means: [[-1], [1.5]], variances: [1, 1] });
  const parts = { field: ((x) => mul(x, 0.3)) as Model, schedule, base, t0, t1, backend };
  const grid = logSnrGrid(schedule, { steps: 8, from: t0, to: t1 });

  test.each([
    ["the SDE", { solver: eulerMaruyama({ steps: 8 }) }],
    ["a stochastic sampler", { solver: ancestral(), grid }],
  ])(
    "by %s depend on the key and the row alone, and are what decode makes of the base's noise",
    async (_, how) => {
      const process = diffusion({ ...parts, ...how }).bind();
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
    expect(() => diffusion(wrong(undefined))).toThrow("diffusion: options must be a record, got nothing.");
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
