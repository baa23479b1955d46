import { standardNormal } from "@nami/distributions";
import { hutchinsonDivergence } from "@nami/divergence";
import { vpSchedule } from "@nami/schedules";
import { dopri5, eulerMaruyama, type OdeMethod, rk4 } from "@nami/solvers";
import {
  add, expandDims, grad, key, matmul, mean, mul, neg, normal, square, sum, type Tensor, tanh,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { afterEach, describe, expect, test } from "vitest";
import {
  diffusion,
  type FlowProcess,
  flowMatching,
  logProbGradient,
  type Model,
  tanhOutput,
} from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

type Params = Readonly<{ inner: Tensor; outer: Tensor }>;
const params: Params = {
  inner: wide([[0.4, -0.7], [0.9, 0.3]]), // biome-ignore format: a matrix
  outer: wide([[-0.5, 0.8], [0.6, 0.2]]), // biome-ignore format: a matrix
};
const modelOf =
  ({ inner, outer }: Params): Model =>
  (x, t, condition) =>
    matmul(tanh(add(matmul(x, inner), add(expandDims(t, -1), condition ?? 0))), outer);
const base = standardNormal([2]);
const condition = wide([[0.5], [-0.4], [0.1]]);
const flowBy =
  (solver: OdeMethod) =>
  (p: Params): FlowProcess =>
    flowMatching({ field: modelOf(p), base, solver, backend }).bind(condition);
const fixed = rk4({ steps: 4 });
const vpBy = (p: Params): FlowProcess =>
  diffusion({
    field: modelOf(p),
    schedule: vpSchedule(),
    eventShape: [2],
    t1: 0.05,
    solver: fixed,
    backend,
  }).bind();
const points = normal(key(1), [3, 2], { dtype: "float64" });
const divergence = hutchinsonDivergence({ probes: 2 });
const draw = { key: key(4) };

describe("logProbGradient", () => {
  test.each([
    ["flowMatching", flowBy(fixed), {}, {}],
    ["flowMatching with probes", flowBy(fixed), { divergence }, draw],
    ["diffusion", vpBy, {}, {}],
  ])("of %s on fixed steps is the gradient of the whole trace", async (_, processOf, options, drawn) => {
    const gradient = logProbGradient(processOf, options);
    const nll = (p: Params, x: Tensor): Tensor =>
      neg(mean(processOf(p).traced.logProb(x, { ...options, ...drawn })));
    for (const shift of [0, 0.3]) {
      const x = add(points, shift);
      const found = await gradient(params, x, drawn);
      expect(await found.value.item()).toBeCloseTo((await valuesOf(nll(params, x)))[0]!, 12);
      const want = grad(nll)(params, x);
      expect(distance(await valuesOf(found.params.inner), await valuesOf(want.inner))).toBeLessThan(1e-12);
      expect(distance(await valuesOf(found.params.outer), await valuesOf(want.outer))).toBeLessThan(1e-12);
      const slopes = grad((y: Tensor) => nll(params, y))(x);
      expect(distance(await valuesOf(found.x), await valuesOf(slopes))).toBeLessThan(1e-12);
    }
    gradient.dispose();
  });

  test("takes the condition of each call", async () => {
    const processOf = (p: Params, c?: Tensor): FlowProcess =>
      flowMatching({ field: modelOf(p), base, solver: fixed, backend }).bind(c);
    const gradient = logProbGradient(processOf);
    for (const c of [condition, mul(condition, 2)]) {
      const found = await gradient(params, points, { condition: c });
      const want = grad((p: Params) => neg(mean(processOf(p, c).traced.logProb(points))))(params);
      expect(distance(await valuesOf(found.params.inner), await valuesOf(want.inner))).toBeLessThan(1e-12);
    }
    gradient.dispose();
  });

  test("goes through a solver that controls its error: as finite differences", async () => {
    const processOf = flowBy(dopri5({ rtol: 1e-8, atol: 1e-8 }));
    const gradient = logProbGradient(processOf, { loss: (logProb) => sum(square(logProb)) });
    const found = await gradient(params, points);
    const direction = normal(key(2), [2, 2], { dtype: "float64" });
    const slope = async (h: number): Promise<number> => {
      const at = async (by: number): Promise<number> => {
        const inner = add(params.inner, mul(direction, by));
        const logProb = await valuesOf(await processOf({ ...params, inner }).logProb(points));
        return logProb.reduce((total, one) => total + one ** 2, 0);
      };
      return ((await at(h)) - (await at(-h))) / (2 * h);
    };
    const [along] = await valuesOf(sum(mul(found.params.inner, direction)));
    expect(Math.abs(along! - (await slope(1e-4)))).toBeLessThan(1e-5 * Math.max(1, Math.abs(along!)));
    gradient.dispose();
  });

  test("says what it needs", async () => {
    const stochastic = logProbGradient(flowBy(fixed), { divergence: hutchinsonDivergence() });
    await expect(stochastic(params, points)).rejects.toThrow(
      "logProbGradient: hutchinson(rademacher, 1) needs a key",
    );
    const noisy = logProbGradient((p: Params) =>
      diffusion({
        field: modelOf(p),
        schedule: vpSchedule(),
        eventShape: [2],
        t1: 0.05,
        solver: eulerMaruyama({ steps: 2 }),
        backend,
      }).bind(),
    );
    await expect(noisy(params, points)).rejects.toThrow(
      "logProbGradient: gradients follow the ODE of the process",
    );
    const squashed = logProbGradient((p: Params) =>
      flowMatching({ field: modelOf(p), base, solver: fixed, backend, output: tanhOutput() }).bind(),
    );
    await expect(squashed(params, points)).rejects.toThrow("without an output transform");
    await expect(logProbGradient(flowBy(fixed))(params, wide([[Number.NaN, 0]]))).rejects.toThrow(
      "points must be finite",
    );
  });
});
