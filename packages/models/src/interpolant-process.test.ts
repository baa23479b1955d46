import { gaussianMixture, standardNormal } from "@nami/distributions";
import { CapabilityError, OptionError } from "@nami/errors";
import {
  brownianGamma,
  linearInterpolant,
  linearPath,
  oneSidedInterpolant,
  optimalTransportCoupling,
  reverseTime,
} from "@nami/paths";
import type { Formula } from "@nami/schedules";
import { ddim, dopri5, euler, eulerMaruyama, rk4 } from "@nami/solvers";
import { add, expandDims, key, mul, neg, type Tensor, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import {
  epsilonTimesWidth,
  type InterpolantProcessOptions,
  interpolantProcess,
  type Model,
} from "./index.js";
import { type Modes, momentsOf } from "./testing/marginal-base.js";
import { backend, distance, statisticsOf, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const targetModes: Modes = { weights: [0.3, 0.7], means: [[-1], [1.5]], variances: [0.2, 0.1] };
const sourceModes: Modes = { weights: [0.5, 0.5], means: [[-2], [1]], variances: [0.3, 0.2] };
const [target, source] = [gaussianMixture(targetModes), gaussianMixture(sourceModes)];
const count = 1024;

/** How many standard errors mean and variance are off those of some modes. */
async function deviations(x: Tensor, modes: Modes): Promise<number> {
  const truth = momentsOf(modes)[0]!;
  const values = await valuesOf(x);
  const first = statisticsOf(values);
  const second = statisticsOf(values.map((value) => (value - truth.mean) ** 2));
  return Math.max(
    Math.abs(first.mean - truth.mean) / first.standardError,
    Math.abs(second.mean - truth.variance) / second.standardError,
  );
}

describe("a one-sided interpolant with the exact b", () => {
  const path = oneSidedInterpolant();
  const { velocity, score } = target.marginal(path.schedule);
  const parts = { field: velocity as Model, path, base: standardNormal([1]), backend };
  const sde = eulerMaruyama({ steps: 80 });

  test.each([
    ["the ODE", { solver: rk4({ steps: 20 }) }],
    ["an SDE to the very end, that needs σ s only", { solver: sde, epsilon: epsilonTimesWidth(2) }],
    ["an SDE that stops short of it", { solver: sde, epsilon: 0.5, t1: 1e-3 }],
    ["an SDE whose ε is a formula", { solver: sde, epsilon: epsilonTimesWidth((t, m) => m.mul(3, t)) }],
    ["an SDE with the score given", { solver: sde, score: score as Model, epsilon: 0.5, t1: 1e-3 }],
  ])("has the moments of the target by %s", async (_, how) => {
    const x = await interpolantProcess({ ...parts, ...how }).bind().sample([count], { key: key(1) }); // biome-ignore format: a call
    expect(await deviations(x, targetModes)).toBeLessThan(5);
  });

  test("has them in the other convention of time too", async () => {
    const turned = reverseTime(path);
    const field: Model = target.marginal(turned.schedule).velocity;
    const options = { ...parts, field, path: turned, solver: sde, epsilon: epsilonTimesWidth(2) };
    const x = await interpolantProcess(options)
      .bind()
      .sample([count], { key: key(1) });
    expect(await deviations(x, targetModes)).toBeLessThan(5);
  });

  test("does not have them when the score has the other sign", async () => {
    const options = {
      ...parts,
      solver: sde,
      epsilon: 0.5,
      t1: 0.05,
      score: ((x, t) => neg(score(x, t))) as Model,
    };
    const x = await interpolantProcess(options)
      .bind()
      .sample([count], { key: key(1) });
    expect(await deviations(x, targetModes)).toBeGreaterThan(10);
  });

  test("is Euler on the ODE where ε is 0", async () => {
    const still = interpolantProcess({ ...parts, solver: eulerMaruyama({ steps: 8 }), epsilon: 0 }).bind();
    const ode = interpolantProcess({ ...parts, solver: euler({ steps: 8 }) }).bind();
    const [a, b] = [await still.sample([5], { key: key(2) }), await ode.sample([5], { key: key(2) })];
    expect(distance(await valuesOf(a), await valuesOf(b))).toBeLessThan(1e-13);
  });
});

describe("transport from data to data", () => {
  // Without noise of its own the oracle of two mixtures has the exact b and s.
  const path = linearPath();
  const { velocity, score } = target.marginal(path.schedule, { source });
  const parts = { field: velocity as Model, score: score as Model, path, base: source, backend };
  const solver = eulerMaruyama({ steps: 80 });

  test("goes both ways by an SDE, each end with the moments of its law", async () => {
    const process = interpolantProcess({ ...parts, solver, epsilon: 0.4 }).bind();
    const x = await process.sample([count], { key: key(3) });
    expect(await deviations(x, targetModes)).toBeLessThan(5);
    const data = target.sample([count], { key: key(4), dtype: "float64" });
    const back = await process.encode(data, { key: key(5) });
    expect(await deviations(back, sourceModes)).toBeLessThan(5);
    expect(await deviations(back, targetModes)).toBeGreaterThan(10);
  });

  test("starts from a time between", async () => {
    const process = interpolantProcess({ ...parts, solver, epsilon: 0.4 }).bind();
    const data = target.sample([count], { key: key(4), dtype: "float64" });
    const half = await process.encode(data, { to: 0.5, key: key(6) });
    expect(
      await deviations(await process.decode(half, { from: 0.5, key: key(7) }), targetModes),
    ).toBeLessThan(5);
  });

  test("binds conditions lazily, and its trajectory ends at the sample of the same key", async () => {
    // dx = c dt + √(2ε) dW from 1 to 0: −c is added to what the same paths make of 0.
    const field: Model = (x, _t, condition) => add(mul(x, 0), condition!);
    const still: Model = (x) => mul(x, 0);
    const plan = interpolantProcess({ ...parts, field, score: still, solver: eulerMaruyama({ steps: 4 }) });
    const options = { key: key(9) };
    const [moved, rest] = [plan.bind(wide([[1], [2]])), plan.bind(wide([[0], [0]]))];
    const [x, y] = [await moved.sample([3], options), await rest.sample([3], options)];
    expect(x.shape).toEqual([3, 2, 1]);
    const shifted = (await valuesOf(y)).map((value, i) => value - (i % 2) - 1);
    expect(distance(await valuesOf(x), shifted)).toBeLessThan(1e-13);
    const way = await moved.trajectory([3], { ...options, times: [1, 0.5, 0] });
    expect(way.x.shape).toEqual([3, 3, 2, 1]);
    expect((await valuesOf(way.x)).slice(12)).toEqual(await valuesOf(x));
  });

  test("has log-densities by the ODE, to 1e-6", async () => {
    const odeSolver = dopri5({ rtol: 1e-9, atol: 1e-9 });
    const x = wide([[-1.5], [0], [1.4]]);
    const found = await interpolantProcess({ ...parts, solver, odeSolver }).bind().logProb(x); // biome-ignore format: a call
    expect(distance(await valuesOf(found), await valuesOf(target.logProb(x)))).toBeLessThan(1e-6);
  });
});

describe("an interpolant with noise of its own", () => {
  // From N(0, 1) with γ² = t(1 − t): b and the score are those of α and √(β² + γ²), and η = −γ s.
  const path = linearInterpolant({ gamma: brownianGamma() });
  const { velocity, score } = target.marginal(path.schedule);
  const denoiser: Model = (x, t) => neg(mul(score(x, t), expandDims(path.gamma.gamma(t), -1)));
  const parts = {
    field: velocity as Model,
    path,
    base: standardNormal([1]),
    backend,
    solver: eulerMaruyama({ steps: 80 }),
  };

  test("has the moments of the target from its denoiser, to the very end where ε is a multiple of γ", async () => {
    const x = await interpolantProcess({ ...parts, denoiser, epsilon: epsilonTimesWidth(1) }).bind().sample([count], { key: key(8) }); // biome-ignore format: a call
    expect(await deviations(x, targetModes)).toBeLessThan(5);
  });

  test("runs both ways with an ε that is 0 where γ is, and ε/γ with it", async () => {
    const formulas = [() => 0, (t, m) => m.mul(t, m.sub(1, t))] satisfies Formula[];
    for (const epsilon of formulas) {
      const flow = interpolantProcess({ ...parts, denoiser, epsilon }).bind();
      const x = await flow.sample([count], { key: key(8) });
      expect(await deviations(x, targetModes)).toBeLessThan(5);
      const back = await valuesOf(await flow.encode(x, { key: key(9) }));
      const { mean, standardError } = statisticsOf(back);
      expect(Math.abs(mean) / standardError).toBeLessThan(5);
    }
  });

  test("has an infinite score at the ends of a constant ε, and says where to stop", () => {
    expect(() => interpolantProcess({ ...parts, denoiser })).toThrow("at t = 1. Pass t0: 0.999");
    expect(() => interpolantProcess({ ...parts, denoiser, t0: 0.999 })).toThrow(
      "at t = 0. Pass t1: 0.000999, or epsilon: epsilonTimesWidth(1).",
    );
  });
});

describe("what an interpolant's process is asked", () => {
  const field: Model = (x) => neg(x);
  const parts: InterpolantProcessOptions = {
    field,
    path: oneSidedInterpolant(),
    base: standardNormal([1]),
    solver: eulerMaruyama({ steps: 4 }),
    epsilon: epsilonTimesWidth(1),
    backend,
  };
  const wrong = (value: unknown): never => value as never;

  test("an SDE needs a score: given, or in the velocity", () => {
    for (const path of [linearPath(), linearInterpolant()])
      expect(() => interpolantProcess({ ...parts, path })).toThrow(CapabilityError);
    expect(() => interpolantProcess({ ...parts, path: linearPath(), score: field })).not.toThrow();
    expect(() => interpolantProcess({ ...parts, path: linearPath(), denoiser: field })).toThrow(OptionError);
  });

  test("on a coupled path an SDE is refused, unless the path has noise of its own; the ODE is not", () => {
    const coupling = optimalTransportCoupling();
    const path = linearPath({ coupling });
    expect(() => interpolantProcess({ ...parts, path, score: field })).toThrow(CapabilityError);
    expect(() => interpolantProcess({ ...parts, path, solver: rk4({ steps: 2 }) })).not.toThrow();
    const bridge = linearInterpolant({ coupling });
    expect(() => interpolantProcess({ ...parts, path: bridge, denoiser: field })).not.toThrow();
  });

  test("path, solver, base and ε are checked at the door", async () => {
    expect(() => interpolantProcess(wrong({ ...parts, path: undefined }))).toThrow(
      "interpolantProcess: path must be",
    );
    expect(() => interpolantProcess(wrong({ ...parts, solver: ddim() }))).toThrow(
      "kinds: ode, sde, got sampler.",
    );
    expect(() => interpolantProcess(wrong({ ...parts, base: undefined }))).toThrow(
      "interpolantProcess: base must be",
    );
    expect(() => interpolantProcess({ ...parts, epsilon: (t, m) => m.sub(t, 0.5) })).toThrow(
      "epsilon must be at least 0",
    );
    await expect(interpolantProcess(parts).bind().encode(zeros([1, 1]))).rejects.toThrow("a key is needed"); // biome-ignore format: a call
  });
});
