import { diagonalNormal, standardNormal } from "@nami/distributions";
import { vpSchedule } from "@nami/schedules";
import { ddim, dopri5, type OdeMethod, rk4 } from "@nami/solvers";
import {
  add,
  expandDims,
  grad,
  key,
  matmul,
  mean,
  mul,
  normal,
  square,
  sum,
  type Tensor,
  tanh,
} from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import {
  diffusion,
  type FlowProcess,
  flowMatching,
  type Model,
  sampleGradient,
  tanhOutput,
} from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

type Params = Readonly<{ inner: Tensor; outer: Tensor; spread: Tensor }>;
const params: Params = {
  inner: wide([[0.4, -0.7], [0.9, 0.3]]), // biome-ignore format: a matrix
  outer: wide([[-0.5, 0.8], [0.6, 0.2]]), // biome-ignore format: a matrix
  spread: wide([1.3, 0.6]),
};
const modelOf =
  ({ inner, outer }: Params): Model =>
  (x, t, condition) =>
    matmul(tanh(add(matmul(x, inner), add(expandDims(t, -1), condition ?? 0))), outer);
const condition = wide([[0.5], [-0.4], [0.1]]);
/** A base whose width is learned. */
const scaled = ({ spread }: Params) => {
  const base = standardNormal([2]);
  return Object.freeze({
    ...base,
    sample: (...args: Parameters<typeof base.sample>): Tensor => mul(base.sample(...args), spread),
  });
};
const flowBy =
  (solver: OdeMethod) =>
  (p: Params, c?: Tensor): FlowProcess =>
    flowMatching({ field: modelOf(p), base: scaled(p), solver, backend }).bind(c);
const loss = (x: Tensor): Tensor => mean(square(add(x, mul(0.3, square(x)))));
const fixed = rk4({ steps: 4 });

describe("sampleGradient", () => {
  test.each([
    ["without a condition", undefined],
    ["under a condition", condition],
  ])("on fixed steps is the gradient of the whole trace, %s", async (_, c) => {
    const gradient = sampleGradient(flowBy(fixed), { loss });
    for (const seed of [3, 4]) {
      const options = { key: key(seed), ...(c && { condition: c }) };
      const found = await gradient(params, [5], options);
      const traced = (p: Params): Tensor => flowBy(fixed)(p, c).traced.sample([5], { key: key(seed) });
      expect(found.x.shape).toEqual(c ? [5, 3, 2] : [5, 2]);
      expect(distance(await valuesOf(found.x), await valuesOf(traced(params)))).toBeLessThan(1e-13);
      const want = grad((p: Params) => loss(traced(p)))(params);
      expect(await found.value.item()).toBeCloseTo((await valuesOf(loss(traced(params))))[0]!, 12);
      for (const part of ["inner", "outer", "spread"] as const)
        expect(distance(await valuesOf(found.params[part]), await valuesOf(want[part]))).toBeLessThan(1e-12);
      // Without the part of the base the width would not be learned.
      expect(Math.abs((await valuesOf(found.params.spread))[0]!)).toBeGreaterThan(0.01);
    }
    gradient.dispose();
  });

  test("goes through a solver that controls its error: as finite differences", async () => {
    const processOf = flowBy(dopri5({ rtol: 1e-8, atol: 1e-8 }));
    const gradient = sampleGradient(processOf, { loss });
    const found = await gradient(params, [6], { key: key(1) });
    const direction = normal(key(2), [2, 2], { dtype: "float64" });
    const at = async (by: number): Promise<number> => {
      const p = { ...params, inner: add(params.inner, mul(direction, by)) };
      return (await valuesOf(loss(await processOf(p).sample([6], { key: key(1) }))))[0]!;
    };
    const slope = ((await at(1e-4)) - (await at(-1e-4))) / 2e-4;
    const [along] = await valuesOf(sum(mul(found.params.inner, direction)));
    expect(Math.abs(along! - slope)).toBeLessThan(1e-5 * Math.max(1, Math.abs(along!)));
    gradient.dispose();
  });

  test("descends: the mean of samples comes to where it is wanted", async () => {
    const base = diagonalNormal({ mean: [0, 0], std: [1, 1] });
    type Shift = Readonly<{ by: Tensor }>;
    const gradient = sampleGradient(
      ({ by }: Shift) =>
        flowMatching({ field: (x) => add(mul(x, 0), by), base, solver: dopri5({ rtol: 1e-6, atol: 1e-6 }), backend }).bind(),
      { loss: (x) => sum(square(add(mean(x, { axis: 0 }), wide([-2, 1])))) },
    );
    let by = wide([0, 0]);
    for (let step = 0; step < 20; step++) {
      const { params: slope } = await gradient({ by }, [64], { key: key(7) });
      by = wide([...(await valuesOf(add(by, mul(slope.by, -0.25))))]);
    }
    const { value } = await gradient({ by }, [64], { key: key(7) });
    expect(await value.item()).toBeLessThan(1e-10);
    gradient.dispose();
  }); // biome-ignore format: a table

  test("says what it needs", async () => {
    await expect(sampleGradient(flowBy(fixed), { loss })(params, [5], {} as never)).rejects.toThrow(
      "sampleGradient: a key is needed",
    );
    expect(() => sampleGradient(flowBy(fixed), {} as never)).toThrow(
      "sampleGradient: loss must be a function of samples, got undefined.",
    );
    const stepped = sampleGradient(
      (p: Params) =>
        diffusion({ field: modelOf(p), schedule: vpSchedule(), eventShape: [2], t1: 0.05, solver: ddim(), grid: [1, 0.5, 0.05], backend }).bind(),
      { loss },
    ); // biome-ignore format: a table
    await expect(stepped(params, [2], { key: key(0) })).rejects.toThrow(
      /^sampleGradient: gradients follow the ODE of the process, got no method for it\. Pass diffusion\(\{ odeSolver/,
    );
    const squashed = sampleGradient(
      (p: Params) =>
        flowMatching({
          field: modelOf(p),
          base: scaled(p),
          solver: fixed,
          backend,
          output: tanhOutput(),
        }).bind(),
      { loss },
    );
    await expect(squashed(params, [2], { key: key(0) })).rejects.toThrow("without an output transform");
  });
});
