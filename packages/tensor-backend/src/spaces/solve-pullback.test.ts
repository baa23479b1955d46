import { bosh3, dop853, dopri5, euler, type OdeMethod, rk4, solve, tsit5 } from "@nami/solvers";
import { describe, expect, test } from "vitest";
import {
  add, compile, cos, fromHost, grad, graphSpace, matmul, mul, referenceBackend, solvePullback, square, sum, type Tensor, type TensorBackend, tanh, tensor, tensorSpace, treeDispose,
} from "../index.js"; // biome-ignore format: a list

const backend = referenceBackend({ dtype: "float64" });
const wide = (values: Parameters<typeof tensor>[0]): Tensor => tensor(values, undefined, "float64");
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
  [-2, 0.1],
]);
const field = ({ inner, outer }: Params, x: Tensor, t: Tensor): Tensor =>
  mul(matmul(tanh(matmul(x, inner)), outer), add(1, cos(mul(t, 3))));
const weights = wide([
  [1, -2],
  [0.5, 1],
  [0.3, 0.7],
]);

const solved = async (
  p: Params,
  x: Tensor,
  method: OdeMethod,
  rows: "leading" | "one",
  engine: TensorBackend = backend,
) => {
  const space = tensorSpace<Tensor>(engine, { rows });
  const options = { t0: 1, t1: 0, method, space, keepSteps: true };
  const solution = await solve((y: Tensor, t: Tensor) => field(p, y, t), x, options);
  space.dispose();
  return solution;
};
/** Σ weights · y(t₁). */
const loss = async (p: Params, x: Tensor, method: OdeMethod, rows: "leading" | "one"): Promise<number> => {
  const { y, steps } = await solved(p, x, method, rows);
  const [values, w] = [await y.data(), await weights.data()];
  y.dispose();
  for (const step of steps!) step.y.dispose();
  return Array.from(values).reduce((total, v, i) => total + v * w[i]!, 0);
};
const gradients = async (method: OdeMethod, rows: "leading" | "one", engine: TensorBackend = backend) => {
  const solution = await solved(params, start, method, rows, engine);
  const pull = solvePullback(field, { method, backend: engine, rows });
  const found = await pull(params, solution, weights);
  const [inner, outer, y0] = [found.params.inner, found.params.outer, found.y0];
  const values = {
    inner: [...(await inner.data())],
    outer: [...(await outer.data())],
    y0: [...(await y0.data())],
  };
  treeDispose(found);
  solution.y.dispose();
  for (const step of solution.steps!) step.y.dispose();
  pull.dispose();
  return values;
};

const differences = async (
  evaluate: (x: Tensor) => Promise<number>,
  x: Tensor,
  h: number,
): Promise<number[]> => {
  const at = Float64Array.from(await x.data());
  const result: number[] = [];
  for (const i of at.keys()) {
    const moved = (by: number) => evaluate(fromHost(at.with(i, at[i]! + by), x.shape, "float64"));
    const slope = async (step: number) => ((await moved(step)) - (await moved(-step))) / (2 * step);
    result.push((4 * (await slope(h / 2)) - (await slope(h))) / 3);
  }
  return result;
};

describe("solvePullback", () => {
  test.each([
    ["euler", euler({ steps: 7 }), 1e-8],
    ["rk4", rk4({ steps: 9 }), 1e-8],
    ["rk4 on a grid", rk4({ grid: [1, 0.9, 0.5, 0.1, 0] }), 1e-8],
    ["bosh3 on even steps", bosh3({ steps: 8 }), 1e-8],
    ["dopri5", dopri5({ rtol: 1e-9, atol: 1e-9 }), 1e-6],
    ["tsit5 on even steps", tsit5({ steps: 6 }), 1e-8],
    ["dop853", dop853({ rtol: 1e-11, atol: 1e-11 }), 1e-8],
  ] as const)(
    "of %s is the gradient of finite differences, for parameters and start",
    async (_, method, bound) => {
      for (const rows of ["leading", "one"] as const) {
        const found = await gradients(method, rows);
        const expected = {
          inner: await differences(
            (inner) => loss({ ...params, inner }, start, method, rows),
            params.inner,
            1e-2,
          ),
          outer: await differences(
            (outer) => loss({ ...params, outer }, start, method, rows),
            params.outer,
            1e-2,
          ),
          y0: await differences((x) => loss(params, x, method, rows), start, 1e-2),
        };
        for (const name of ["inner", "outer", "y0"] as const)
          for (const [i, value] of found[name].entries())
            expect(Math.abs(value - expected[name][i]!), `${name} ${rows}`).toBeLessThan(bound);
      }
      expect(backend.numBuffers()).toBe(0);
    },
  );

  test("equals the gradient of the whole trace to rounding", async () => {
    const method = rk4({ steps: 6 });
    const found = await gradients(method, "leading");
    const whole = compile(
      (p: Params) =>
        grad((q: Params) =>
          sum(
            mul(
              weights,
              solve((y: Tensor, t: Tensor) => field(q, y, t), start, {
                t0: 1,
                t1: 0,
                method,
                space: graphSpace<Tensor>(),
              }).y,
            ),
          ),
        )(p),
      { backend },
    );
    const expected = await whole(params);
    for (const name of ["inner", "outer"] as const)
      for (const [i, value] of (await expected[name].data()).entries())
        expect(found[name][i]).toBeCloseTo(value, 12);
    treeDispose(expected);
    whole.dispose();
  });

  test("compiles one program, however many steps there are", async () => {
    const counts: number[] = [];
    for (const steps of [2, 50]) {
      let compiled = 0;
      const counted: TensorBackend = {
        ...backend,
        compile: (graph) => {
          compiled++;
          return backend.compile(graph);
        },
      };
      const method = rk4({ steps });
      const solution = await solved(params, start, method, "leading", counted);
      compiled = 0;
      const pull = solvePullback(field, { method, backend: counted, rows: "leading" });
      treeDispose(await pull(params, solution, weights));
      counts.push(compiled);
      solution.y.dispose();
      for (const step of solution.steps!) step.y.dispose();
      pull.dispose();
    }
    expect(counts).toEqual([counts[0], counts[0]]);
    expect(counts[0]).toBeLessThanOrEqual(2);
  });

  test("refuses solves that kept no steps or did not succeed", async () => {
    const pull = solvePullback(field, { method: rk4({ steps: 2 }), backend });
    await expect(pull(params, { status: "success" }, weights)).rejects.toThrow(
      "solvePullback: the solve must have kept its steps and succeeded, got no steps. Solve with { keepSteps: true } and a tolerance that succeeds.",
    );
    await expect(pull(params, { status: "maxSteps", steps: [] }, weights)).rejects.toThrow(
      "got status maxSteps.",
    );
  });

  test("a loss of the end gives its own cotangent", async () => {
    const method = dopri5({ rtol: 1e-10, atol: 1e-10 });
    const solution = await solved(params, start, method, "leading");
    const pull = solvePullback(field, { method, backend, rows: "leading" });
    const cotangentOf = compile((y: Tensor) => grad((end: Tensor) => sum(square(end)))(y), { backend });
    const cotangent = await cotangentOf(solution.y);
    const { y0, params: gradient } = await pull(params, solution, cotangent);
    const squares = async (x: Tensor): Promise<number> => {
      const { y, steps } = await solved(params, x, method, "leading");
      const total = Array.from(await y.data()).reduce((all, v) => all + v * v, 0);
      for (const state of [y, ...steps!.map((step) => step.y)]) state.dispose();
      return total;
    };
    const expected = await differences(squares, start, 1e-2);
    for (const [i, value] of (await y0.data()).entries()) expect(value).toBeCloseTo(expected[i]!, 7);
    treeDispose([y0, gradient, cotangent, solution.y, ...solution.steps!.map((step) => step.y)]);
  });
});

describe("tensorSpace with events, tolerances of components and rows that leave", () => {
  test("rows that have ended leave the work, and everything else is as without", async () => {
    const rates = wide([1, 1, 400, 1, 2, 1, 1, 3]);
    const y0 = wide(Array.from({ length: 8 }, () => [1, 2]));
    const method = dopri5({ rtol: 1e-7, atol: 1e-7 });
    const saveAt = [0, 0.25, 0.5, 0.99, 1];
    const run = async (compact: boolean) => {
      const seen = new Set<number>();
      const space = tensorSpace<Tensor>(backend, { compact });
      const { gather, expandDims, neg } = await import("../index.js");
      const f = (y: Tensor, _: Tensor, __: Tensor, rows: Tensor): Tensor => {
        seen.add(y.shape[0]!);
        return mul(y, neg(expandDims(compact ? gather(rates, rows) : rates)));
      };
      const { y, saved, rows } = await solve(f, y0, { t0: 0, t1: 1, method, saveAt, space });
      const values = await Promise.all(
        [y, ...saved.map((each) => each.y)].map(async (each) => [...(await each.data())]),
      );
      treeDispose([y, ...saved.map((each) => each.y)]);
      space.dispose();
      return { values, rows, seen: [...seen] };
    };
    const [alone, compacted] = [await run(false), await run(true)];
    expect(compacted.rows).toEqual(alone.rows);
    for (const [j, values] of compacted.values.entries())
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(alone.values[j]![i]!, 12);
    expect(alone.seen).toEqual([8]);
    expect(compacted.seen).toContain(1);
    expect(backend.numBuffers()).toBe(0);
  });

  test("events happen to each row by itself", async () => {
    const { event } = await import("@nami/solvers");
    const { slice, sub, neg } = await import("../index.js");
    const space = tensorSpace<Tensor>(backend);
    const half = event((y: Tensor) => sub(sum(y, { axis: 1 }), 1), { terminal: true });
    const method = dop853({ rtol: 1e-12, atol: 1e-12 });
    const solution = await solve((y: Tensor) => neg(y), wide([[2], [4], [0.5]]), {
      t0: 0,
      t1: 5,
      method,
      space,
      events: [half],
    });
    expect(solution.rows!.status).toEqual(["eventTerminated", "eventTerminated", "success"]);
    expect(solution.rows!.t[0]).toBeCloseTo(Math.log(2), 12);
    expect(solution.rows!.t[1]).toBeCloseTo(Math.log(4), 12);
    expect(solution.events[0]!.map(({ row }) => row)).toEqual([0, 1]);
    expect((await solution.y.data())[0]).toBeCloseTo(1, 12);
    solution.y.dispose();
    const bad = event((y: Tensor) => slice(y, [0, 0], [1, 1]), { terminal: true });
    await expect(
      solve((y: Tensor) => neg(y), wide([[2], [4], [0.5]]), { t0: 0, t1: 5, method, space, events: [bad] }),
    ).rejects.toThrow(
      "solve: an event must measure one number a row (3), got [1, 1]. Reduce it to shape [3].",
    );
    space.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("tolerances may be given for each component of a row", async () => {
    const f = (y: Tensor, t: Tensor): Tensor =>
      add(mul(y, wide([[-1, 0]])), mul(cos(mul(t, 50)), wide([[0, 50]])));
    const run = async (atol: number | readonly number[]) => {
      const space = tensorSpace<Tensor>(backend);
      const { y, stats } = await solve(
        f,
        wide([
          [1, 0],
          [1, 0],
        ]),
        { t0: 0, t1: 1, method: dopri5({ rtol: 1e-12, atol }), space },
      );
      y.dispose();
      space.dispose();
      return stats.accepted;
    };
    expect(await run([1e-4, 1e-4])).toBe(await run(1e-4));
    expect(await run([1e-4, 100])).toBeLessThan((await run(1e-4)) / 3);
    await expect(run([1, 2, 3])).rejects.toThrow(
      "must be numbers or have the components of a row (2), got 3 of them",
    );
  });
});
