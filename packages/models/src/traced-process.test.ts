import { gaussianMixture, standardNormal } from "@nami/distributions";
import { hutchinsonDivergence } from "@nami/divergence";
import { OptionError } from "@nami/errors";
import { linearInterpolant, oneSidedInterpolant, zeroGamma } from "@nami/paths";
import { linearSchedule, vpSchedule } from "@nami/schedules";
import {
  ddim,
  dopri5,
  eulerMaruyama,
  heun,
  reverseDiffusion,
  rk4,
  sra1,
  stochasticHeun,
  uniformGrid,
} from "@nami/solvers";
import {
  add, compile, evaluate, expandDims, grad, type Key, key, matmul, mean, mul, normal, reshape, square, sum, type Tensor, tanh, valueAndGrad,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { afterEach, describe, expect, test } from "vitest";
import {
  diffusion,
  epsilonTimesWidth,
  type FlowProcess,
  flowMatching,
  interpolantProcess,
  type Model,
  tanhOutput,
} from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const base = standardNormal([2]);
const solver = heun({ steps: 2 });
/** w₀ and w₁ of tanh(x w₀ + t + c) w₁ */
const weights = wide([
  [
    [0.4, -0.7],
    [0.9, 0.3],
  ],
  [
    [-0.5, 0.8],
    [0.6, 0.2],
  ],
]);
const modelWith =
  (w: Tensor): Model =>
  (x, t, condition) => {
    const [inner, outer] = [0, 1].map((i) =>
      reshape(sum(mul(w, wide([[[1 - i]], [[i]]])), { axis: 0 }), [2, 2]),
    );
    const time = add(expandDims(t, -1), condition ?? 0);
    return matmul(tanh(add(matmul(x, inner!), time)), outer!);
  };
const vp = { schedule: vpSchedule(), eventShape: [2], t1: 0.05 };
const path = linearInterpolant({ gamma: zeroGamma() });
const grid = uniformGrid({ steps: 2, from: 0.9, to: 0.05 });
const processes: Readonly<Record<string, (w: Tensor, condition?: Tensor) => FlowProcess>> = {
  flowMatching: (w, c) => flowMatching({ field: modelWith(w), base, solver, backend }).bind(c),
  "diffusion by its ODE": (w, c) => diffusion({ field: modelWith(w), ...vp, solver, backend }).bind(c),
  "diffusion by a sampler": (w, c) =>
    diffusion({ field: modelWith(w), ...vp, t0: 0.9, solver: ddim(), grid, odeSolver: solver, backend }).bind(
      c,
    ),
  "diffusion by a sampler that draws": (w, c) =>
    diffusion({
      field: modelWith(w),
      ...vp,
      t0: 0.9,
      solver: reverseDiffusion(),
      grid,
      odeSolver: solver,
      backend,
    }).bind(c),
  "diffusion by its SDE": (w, c) =>
    diffusion({
      field: modelWith(w),
      ...vp,
      t0: 0.5,
      solver: stochasticHeun({ steps: 2 }),
      odeSolver: solver,
      backend,
    }).bind(c),
  "interpolantProcess by its ODE": (w, c) =>
    interpolantProcess({ field: modelWith(w), path, base, solver, backend }).bind(c),
  "interpolantProcess by its SDE, with areas of its paths": (w, c) =>
    interpolantProcess({
      field: modelWith(w),
      path: oneSidedInterpolant(),
      base,
      solver: sra1({ steps: 2 }),
      odeSolver: solver,
      epsilon: epsilonTimesWidth(0.7),
      t1: 0.05,
      backend,
    }).bind(c),
};
const points = wide([
  [0.3, -0.8],
  [-1.1, 0.4],
  [0.7, 1.2],
]);
const condition = wide([[0.5], [-0.4], [0.1]]);
const near = async (found: Tensor, expected: readonly number[], bound: number): Promise<void> =>
  expect(distance(await valuesOf(found), expected)).toBeLessThan(bound);

describe.each(Object.entries(processes))("%s, traced,", (_, processOf) => {
  const bound = processOf(weights, condition);
  const draw = { key: key(3) };
  const probes = { divergence: hutchinsonDivergence({ probes: 2 }), key: key(4) };

  test("has the values of the methods that run", async () => {
    await near(bound.traced.sample([2], draw), await valuesOf(await bound.sample([2], draw)), 1e-12);
    expect(bound.traced.sample([2], draw).shape).toEqual([2, 3, 2]);
    await near(bound.traced.logProb(points), await valuesOf(await bound.logProb(points)), 1e-12);
    await near(
      bound.traced.logProb(points, probes),
      await valuesOf(await bound.logProb(points, probes)),
      1e-12,
    );
    const [both, ran] = [bound.traced.sampleWithLogProb([], draw), await bound.sampleWithLogProb([], draw)];
    await near(both.x, await valuesOf(ran.x), 1e-12);
    await near(both.logProb, await valuesOf(ran.logProb), 1e-12);
    await near(bound.traced.encode(points, draw), await valuesOf(await bound.encode(points, draw)), 1e-12);
    const half = { ...draw, from: 0.4 };
    await near(bound.traced.decode(points, half), await valuesOf(await bound.decode(points, half)), 1e-12);
  });

  test("has the gradients of finite differences, for parameters, points and conditions", async () => {
    const functions: readonly [(x: Tensor) => Tensor, Tensor][] = [
      [(w) => sum(square(processOf(w).traced.sample([3], draw))), weights],
      [(w) => mean(processOf(w, condition).traced.logProb(points)), weights],
      [(w) => mean(processOf(w).traced.logProb(points, probes)), weights],
      [(x) => sum(bound.traced.logProb(x)), points],
      [(x) => sum(square(bound.traced.encode(x, draw))), points],
      [(c) => sum(square(processOf(weights, c).traced.sample([], draw))), condition],
    ];
    for (const [i, [f, at]] of functions.entries()) {
      const direction = normal(key(20 + i), at.shape, { dtype: "float64" });
      const value = async (h: number): Promise<number> =>
        (await valuesOf(f(await evaluate(add(at, mul(direction, h)), { backend }))))[0]!;
      const slope = async (h: number): Promise<number> => ((await value(h)) - (await value(-h))) / (2 * h);
      const expected = await slope(1e-5);
      const [found] = await valuesOf(sum(mul(grad(f)(at), direction)));
      expect(Math.abs(found! - expected), `function ${i}`).toBeLessThan(
        1e-8 * Math.max(1, Math.abs(expected)),
      );
    }
  });
});

describe("a traced process", () => {
  test("of an exact velocity has the score as the gradient of its log-density", async () => {
    const mixture = gaussianMixture({ weights: [1, 2], means: [[-1, 0], [1, 1]], variances: [0.3, 0.5] }); // biome-ignore format: means
    const { velocity } = mixture.marginal(linearSchedule());
    const flow = flowMatching({ field: velocity, base, solver: rk4({ steps: 16 }), backend }).bind();
    const found = grad((x: Tensor) => sum(flow.traced.logProb(x)))(points);
    await near(found, await valuesOf(mixture.score(points)), 1e-4);
  });

  test("works inside a compiled function, with keys as its arguments", async () => {
    const loss = (w: Tensor, k: Key): Tensor =>
      mean(square(processes.flowMatching!(w).traced.sample([5], { key: k })));
    const compiled = compile((w: Tensor, k: Key) => valueAndGrad(loss)(w, k), { backend });
    const [value, gradient] = await compiled(weights, key(7));
    const outside = await valuesOf(grad((w: Tensor) => loss(w, key(7)))(weights));
    expect(distance([...(await gradient.data())], outside)).toBeLessThan(1e-13);
    expect(await value.item()).toBeCloseTo((await valuesOf(loss(weights, key(7))))[0]!, 12);
    value.dispose();
    gradient.dispose();
    compiled.dispose();
  });

  test("goes through an output transform with its slope", async () => {
    const flow = flowMatching({
      field: modelWith(weights),
      base,
      solver,
      backend,
      output: tanhOutput(),
    }).bind();
    const inside = mul(points, 0.5);
    await near(
      flow.traced.sample([3], { key: key(1) }),
      await valuesOf(await flow.sample([3], { key: key(1) })),
      1e-12,
    );
    await near(flow.traced.logProb(inside), await valuesOf(await flow.logProb(inside)), 1e-12);
    await near(flow.traced.encode(inside), await valuesOf(await flow.encode(inside)), 1e-12);
    await near(flow.traced.decode(points), await valuesOf(await flow.decode(points)), 1e-12);
    const both = flow.traced.sampleWithLogProb([3], { key: key(2) });
    const ran = await flow.sampleWithLogProb([3], { key: key(2) });
    await near(both.logProb, await valuesOf(ran.logProb), 1e-12);
    await near(both.x, await valuesOf(ran.x), 1e-12);
  });

  test("of an SDE draws its paths when a compiled function runs, as many as its key decides", async () => {
    const sde = { field: modelWith(weights), ...vp, solver: eulerMaruyama({ steps: 3 }), backend };
    const process = diffusion(sde).bind();
    const draw = compile((k: Key) => process.traced.sample([4], { key: k }), { backend });
    for (const seed of [0, 1]) {
      const drawn = await draw(key(seed));
      const expected = await valuesOf(await process.sample([4], { key: key(seed) }));
      expect(distance([...(await drawn.data())], expected)).toBeLessThan(1e-12);
      drawn.dispose();
    }
    draw.dispose();
  });

  test("needs steps that are known beforehand, and what solves its ODE", () => {
    const adaptive = flowMatching({
      field: modelWith(weights),
      base,
      solver: dopri5({ rtol: 1e-6, atol: 1e-6 }),
      backend,
    });
    expect(() => adaptive.bind().traced.sample([2], { key: key(0) })).toThrow(OptionError);
    const noisy = diffusion({
      field: modelWith(weights),
      ...vp,
      solver: eulerMaruyama({ steps: 4 }),
      backend,
    }).bind();
    expect(() => noisy.traced.logProb(points)).toThrow(
      "logProb: log-densities follow the ODE of the process",
    );
    const flow = processes.flowMatching!(weights);
    expect(() => flow.traced.logProb(points, { divergence: hutchinsonDivergence() })).toThrow(
      "logProb: hutchinson(rademacher, 1) needs a key for its probes, got none.",
    );
    expect(() => flow.traced.sample([2], {} as never)).toThrow("sample: a key is needed to draw noise");
    expect(() => flow.traced.encode(points, { to: 2 })).toThrow(
      "encode: the time must be from 1 (noise) to 0 (data)",
    );
  });
});
