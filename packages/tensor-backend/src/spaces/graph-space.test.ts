import { dopri5, euler, heun, midpoint, rk4, solve } from "@nami/solvers";
import { describe, expect, test } from "vitest";
import {
  add, compile, cos, evaluate, fromHost, grad, graphSpace, matmul, mul, referenceBackend, square, sum, type Tensor, tanh, tensor, treeMap,
} from "../index.js"; // biome-ignore format: a list

const backend = referenceBackend({ dtype: "float64" });
const wide = (values: Parameters<typeof tensor>[0]): Tensor => tensor(values, undefined, "float64");
const valuesOf = async (x: Tensor): Promise<number[]> => [...(await (await evaluate(x, { backend })).data())];

type Params = Readonly<{ inner: Tensor; outer: Tensor }>;
const params: Params = {
  inner: wide([
    [0.5, -1, 0.3],
    [1, 0.2, -0.7],
  ]),
  outer: wide([
    [1, 0.5],
    [-0.3, 1],
    [0.2, -1],
  ]),
};
const start = wide([
  [0.3, -0.8],
  [1.1, 0.4],
]);
const velocity = ({ inner, outer }: Params, x: Tensor, t: Tensor): Tensor =>
  mul(matmul(tanh(matmul(x, inner)), outer), cos(t));

/** The end of an rk4(8) solve from 1 to 0, as a formula. */
const end = (p: Params, x: Tensor): Tensor =>
  solve((y: Tensor, t: Tensor) => velocity(p, y, t), x, {
    t0: 1,
    t1: 0,
    method: rk4({ steps: 8 }),
    space: graphSpace<Tensor>(),
  }).y;
const loss = (p: Params, x: Tensor): Tensor => sum(square(end(p, x)));

async function differences(f: (x: Tensor) => Tensor, x: Tensor, h = 1e-3): Promise<number[]> {
  const at = Float64Array.from(await x.data());
  const program = compile(f, { backend });
  const moved = async (i: number, by: number): Promise<number> => {
    const value = await program(fromHost(at.with(i, at[i]! + by), x.shape, "float64"));
    const result = await value.item();
    value.dispose();
    return result;
  };
  const result: number[] = [];
  for (const i of at.keys()) {
    const slope = async (step: number) => ((await moved(i, step)) - (await moved(i, -step))) / (2 * step);
    result.push((4 * (await slope(h / 2)) - (await slope(h))) / 3);
  }
  program.dispose();
  return result;
}

describe("graphSpace", () => {
  test.each(Object.entries({ euler, heun, midpoint, rk4 }))(
    "writes a %s solve into the graph, at once",
    async (_, method) => {
      const options = { t0: 0, t1: 1.5, method: method({ steps: 5 }) };
      const { y, status, stats } = solve((x: Tensor, t: Tensor) => mul(square(x), cos(t)), wide(0.4), {
        ...options,
        space: graphSpace<Tensor>(),
      });
      const plain = solve((x, t) => x ** 2 * Math.cos(t), 0.4, options);
      expect((await valuesOf(y))[0]).toBeCloseTo(plain.y, 14);
      expect([status, stats]).toEqual(["success", plain.stats]);
    },
  );

  test("has the gradient of finite differences through rk4(8), for weights and points", async () => {
    const gradient = grad((p: Params) => loss(p, start))(params);
    for (const name of ["inner", "outer"] as const) {
      const found = await differences((w) => loss({ ...params, [name]: w }, start), params[name]);
      for (const [i, value] of (await valuesOf(gradient[name])).entries())
        expect(Math.abs(value - found[i]!)).toBeLessThan(1e-9);
    }
    const found = await differences((x) => loss(params, x), start);
    const values = await valuesOf(grad((x: Tensor) => loss(params, x))(start));
    for (const [i, value] of values.entries()) expect(Math.abs(value - found[i]!)).toBeLessThan(1e-9);
    // The negative control: the gradient of the state alone, without the way to it, is another.
    expect(Math.abs(2 * 0.3 - found[0]!)).toBeGreaterThan(1e-3);
  });

  test("solves inside a compiled function, forward and with its gradient", async () => {
    const step = compile(
      (p: Params, x: Tensor) => ({ value: loss(p, x), slopes: grad((q: Params) => loss(q, x))(p) }),
      { backend },
    );
    const { value, slopes } = await step(params, start);
    expect(await value.item()).toBeCloseTo((await valuesOf(loss(params, start)))[0]!, 13);
    const [first] = await slopes.inner.data();
    expect(first).toBeCloseTo((await valuesOf(grad((p: Params) => loss(p, start))(params).inner))[0]!, 13);
    for (const x of [value, slopes.inner, slopes.outer]) x.dispose();
    step.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("takes trees, and saves states inside steps and at their ends", async () => {
    type Pair = Readonly<{ a: Tensor; b: Tensor }>;
    const f = ({ a, b }: Pair): Pair => ({ a: b, b: mul(a, -1) });
    const saveAt = [0, 0.3, 0.5, 1];
    const options = { t0: 0, t1: 1, method: rk4({ steps: 10 }), saveAt };
    const { saved } = solve(f, { a: wide(0), b: wide(1) }, { ...options, space: graphSpace<Pair>() });
    expect(saved.map(({ t }) => t)).toEqual(saveAt);
    for (const { t, y } of saved) expect((await valuesOf(y.a))[0]).toBeCloseTo(Math.sin(t), 5);
    const inside = solve(
      f,
      { a: wide(0), b: wide(1) },
      { ...options, saveAt: [0.77], space: graphSpace<Pair>() },
    );
    expect((await valuesOf(inside.saved[0]!.y.a))[0]).toBeCloseTo(Math.sin(0.77), 5);
  });

  test("gives back the start where t0 is t1", () => {
    const { y } = solve((x: Tensor) => x, start, {
      t0: 1,
      t1: 1,
      method: rk4({ steps: 3 }),
      space: graphSpace<Tensor>(),
    });
    expect(y).toBe(start);
  });

  test("shows the derivative a scalar time", () => {
    const shapes: string[] = [];
    const f = (x: Tensor, t: Tensor): Tensor => {
      shapes.push(String(t.shape));
      return add(
        treeMap((leaf) => leaf, x),
        t,
      );
    };
    solve(f, start, { t0: 0, t1: 1, method: heun({ steps: 2 }), space: graphSpace<Tensor>() });
    expect(new Set(shapes)).toEqual(new Set([""]));
  });

  test("refuses a method that controls its step", () => {
    for (const firstStep of [undefined, 0.1]) {
      const method = dopri5({ rtol: 1e-6, atol: 1e-6, ...(firstStep && { firstStep }) });
      expect(() =>
        solve((x: Tensor) => x, start, { t0: 0, t1: 1, method, space: graphSpace<Tensor>() }),
      ).toThrow(
        "graphSpace: values are not known while a formula is traced, got a method that controls its step. Use a fixed-step method such as rk4({ steps: 8 }).",
      );
    }
  });
});
