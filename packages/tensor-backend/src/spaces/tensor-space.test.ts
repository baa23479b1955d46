import { dopri5, euler, heun, midpoint, rk4, solve } from "@nami/solvers";
import { beforeEach, describe, expect, test } from "vitest";
import {
  add,
  cos,
  expandDims,
  greater,
  mul,
  neg,
  referenceBackend,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tensorSpace,
  treeDispose,
  where,
  zeros,
} from "../index.js";
import { solvedOn, span, timeOfRows, wide } from "../testing/tensor-solves.js";

let backend = referenceBackend({ dtype: "float64" });
beforeEach(() => {
  backend = referenceBackend({ dtype: "float64" });
});

/** A forced pendulum: two coupled numbers and a time of its own. */
const plain = (y: Float64Array, t: number): Float64Array =>
  Float64Array.of(y[1]!, -y[0]! * y[0]! + Math.cos(3 * t));
const onTensors = (y: Tensor, t: Tensor): Tensor => {
  const [a, b] = [sum(mul(y, wide([1, 0]))), sum(mul(y, wide([0, 1])))];
  return add(mul(b, wide([1, 0])), mul(sub(cos(mul(3, t)), square(a)), wide([0, 1])));
};

const fixed = { euler, midpoint, heun, rk4 };

describe("tensorSpace on one row", () => {
  test.each(Object.entries(fixed))("%s gives the numbers of a plain solve", async (_, method) => {
    const want = solve(plain, Float64Array.of(0.5, -1), { ...span, method: method({ steps: 13 }) });
    const got = await solvedOn(backend, onTensors, wide([0.5, -1]), method({ steps: 13 }));
    expect(got.status).toBe("success");
    for (const [i, value] of got.y.entries()) expect(Math.abs(value - want.y[i]!)).toBeLessThan(1e-12);
    expect(got.stats).toEqual(want.stats);
    // The negative control: another number of steps is told apart.
    const other = solve(plain, Float64Array.of(0.5, -1), { ...span, method: method({ steps: 14 }) });
    expect(Math.abs(other.y[0]! - want.y[0]!)).toBeGreaterThan(1e-12);
  });

  test("dopri5 takes the steps of a plain solve and gives its numbers", async () => {
    const method = dopri5({ rtol: 1e-8, atol: 1e-9 });
    const want = solve(plain, Float64Array.of(0.5, -1), { ...span, method });
    const got = await solvedOn(backend, onTensors, wide([0.5, -1]), method);
    for (const [i, value] of got.y.entries()) expect(Math.abs(value - want.y[i]!)).toBeLessThan(1e-12);
    expect(got.stats).toEqual(want.stats);
  });

  test("integrates backwards, and answers at once where t0 is t1", async () => {
    const back = await solvedOn(backend, neg, wide([1]), rk4({ steps: 50 }), { t0: 1, t1: 0 });
    expect(back.y[0]).toBeCloseTo(Math.E, 7);
    const none = await solvedOn(backend, neg, wide([2]), dopri5({ rtol: 1e-6, atol: 1e-6 }), {
      t0: 1,
      t1: 1,
    });
    expect([none.y, none.stats]).toEqual([[2], { evaluations: 0, accepted: 0, rejected: 0 }]);
  });

  test("saves states at the times that are asked for, inside steps and at their ends", async () => {
    const saveAt = [0, 0.2, 0.75, 1.5];
    for (const method of [rk4({ steps: 8 }), dopri5({ rtol: 1e-7, atol: 1e-7 })]) {
      const space = tensorSpace<Tensor>(backend);
      const got = await solve(onTensors, wide([0.5, -1]), { ...span, method, space, saveAt });
      const want = solve(plain, Float64Array.of(0.5, -1), { ...span, method, saveAt });
      expect(got.saved.map(({ t }) => t)).toEqual(saveAt);
      for (const [j, { y }] of got.saved.entries()) {
        for (const [i, value] of (await y.data()).entries())
          expect(Math.abs(value - want.saved[j]!.y[i]!)).toBeLessThan(1e-12);
        y.dispose();
      }
      got.y.dispose();
      space.dispose();
      expect(backend.numBuffers()).toBe(0);
    }
  });
});

describe("tensorSpace on trees", () => {
  type Flow = Readonly<{ x: Tensor; logDensity: Tensor }>;
  const field = ({ x }: Flow, t: Tensor): Flow => ({
    x: mul(x, neg(timeOfRows(x, t))),
    logDensity: mul(-2, reshape(timeOfRows(x, t), x.shape.slice(0, 1))),
  });
  const start = (): Flow => ({
    x: wide([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    logDensity: wide([0, 0, 0]),
  });

  test.each([
    ["rk4", rk4({ steps: 40 })],
    ["dopri5", dopri5({ rtol: 1e-9, atol: 1e-10 })],
  ])("%s moves points and log-densities together", async (_, method) => {
    const space = tensorSpace<Flow>(backend);
    const { y, status } = await solve(field, start(), { t0: 0, t1: 1, method, space });
    expect(status).toBe("success");
    const x = await y.x.data();
    for (const [i, value] of [1, 2, 3, 4, 5, 6].entries())
      expect(x[i]).toBeCloseTo(value * Math.exp(-0.5), 8);
    for (const value of await y.logDensity.data()) expect(value).toBeCloseTo(-1, 8);
    treeDispose(y);
    space.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("refuses leaves with rows of different number, and leaves that are not floats", async () => {
    const space = tensorSpace<Flow>(backend);
    const options = { t0: 0, t1: 1, method: rk4({ steps: 1 }), space };
    await expect(solve(field, { x: zeros([3, 2]), logDensity: zeros([4]) }, options)).rejects.toThrow(
      'tensorSpace: every leaf must have the rows as its leading axis, got [4] and [3, 2]. Broadcast the smaller, or pass { rows: "one" }.',
    );
    await expect(
      solve(field, { x: zeros([3, 2]), logDensity: zeros([3], "int32") }, options),
    ).rejects.toThrow("tensorSpace: a state is made of floats, got int32. Cast it.");
    const leading = tensorSpace<Tensor>(backend, { rows: "leading" });
    await expect(solve(neg, wide(1), { ...options, space: leading })).rejects.toThrow(
      /leading axis, got \[\]\./,
    );
  });

  test("refuses a derivative of another shape or structure", async () => {
    const options = { t0: 0, t1: 1, method: rk4({ steps: 1 }) };
    const shape = solve((y: Tensor) => sum(y), wide([1, 2]), {
      ...options,
      space: tensorSpace<Tensor>(backend),
    });
    await expect(shape).rejects.toThrow(
      "solve: the derivative must have the shapes of the state, got [] for [2]. Return dy/dt shaped like y.",
    );
    const missing = solve(({ x }: Flow) => ({ x }) as Flow, start(), {
      ...options,
      space: tensorSpace<Flow>(backend),
    });
    await expect(missing).rejects.toThrow(
      /solve: the derivative must have the shapes of the state, got \[3, 2\] for \[3\]/,
    );
    expect(backend.numBuffers()).toBe(0);
  });
});

describe("tensorSpace with a clock for each row", () => {
  const rates = wide([0.1, 1, 200, -1]);
  const decay =
    (rate: Tensor) =>
    (y: Tensor): Tensor =>
      mul(y, neg(expandDims(rate)));
  const rowsOf = (n: number): Tensor => wide(Array.from({ length: n }, () => [1, 2]));
  const method = dopri5({ rtol: 1e-6, atol: 1e-8 });

  test("each row takes the steps that it takes alone, beside a stiff one, and gives the same bits", async () => {
    const together = await solvedOn(backend, decay(rates), rowsOf(4), method);
    const values = await rates.data();
    for (const [row, rate] of values.entries()) {
      const alone = await solvedOn(backend, decay(wide([rate])), rowsOf(1), method);
      expect(together.y.slice(2 * row, 2 * row + 2)).toEqual(alone.y);
    }
  });

  test("does not care for a row of NaN, which alone is reported", async () => {
    const broken = wide([0.1, 1, Number.NaN, -1]);
    const good = wide([0.1, 1, 0.5, -1]);
    const [spoilt, sound] = [
      await solvedOn(backend, decay(broken), rowsOf(4), method),
      await solvedOn(backend, decay(good), rowsOf(4), method),
    ];
    for (const row of [0, 1, 3])
      expect(spoilt.y.slice(2 * row, 2 * row + 2)).toEqual(sound.y.slice(2 * row, 2 * row + 2));
    expect(spoilt.y.slice(4, 6)).toEqual([1, 2]);
    expect(spoilt.status).toBe("nonFiniteDerivative");
    expect(spoilt.rows).toEqual({
      status: ["success", "success", "nonFiniteDerivative", "success"],
      t: Float64Array.of(1.5, 1.5, 0, 1.5),
    });
  });

  test("with fixed steps finds the row that broke, and where", async () => {
    const blowUp = (y: Tensor, t: Tensor): Tensor =>
      where(greater(mul(y, timeOfRows(y, t)), 1.9), Number.POSITIVE_INFINITY, zeros(y.shape, "float64"));
    const { y, status, rows } = await solvedOn(backend, blowUp, wide([[1], [2], [1]]), euler({ steps: 15 }));
    expect(y).toEqual([1, 2, 1]);
    expect(status).toBe("nonFiniteDerivative");
    expect(rows).toMatchObject({ status: ["success", "nonFiniteDerivative", "success"] });
  });

  test("a time that multiplies a square state is the time of its rows, not of its columns", async () => {
    const f = (y: Tensor, t: Tensor): Tensor => mul(y, t);
    const start = [1, 1, 1000, 0.001];
    for (const method of [rk4({ steps: 40 }), dopri5({ rtol: 1e-8, atol: 1e-12 })]) {
      const { y } = await solvedOn(backend, f, wide([start.slice(0, 2), start.slice(2)]), method);
      start.forEach((value, i) => {
        expect(y[i]! / value).toBeCloseTo(Math.exp(span.t1 ** 2 / 2), 5);
      });
    }
  });

  test("shows the derivative a time a row that broadcasts with the state, under any method", async () => {
    const seen: string[] = [];
    const f = (y: Tensor, t: Tensor): Tensor => {
      seen.push(String(t.shape));
      return neg(y);
    };
    await solvedOn(backend, f, rowsOf(3), rk4({ steps: 2 }));
    await solvedOn(backend, f, rowsOf(3), method);
    expect(new Set(seen)).toEqual(new Set(["3,1"]));
  });

  test("one row of a matrix is a clock of its own, as one of three is", async () => {
    const f = (y: Tensor, t: Tensor): Tensor => mul(y, neg(timeOfRows(y, t)));
    const one = await solvedOn(backend, f, rowsOf(1), method);
    const three = await solvedOn(backend, f, rowsOf(3), method);
    expect(three.y.slice(0, 2)).toEqual(one.y);
  });

  test('rows: "one" steps all together, rows: "leading" makes rows of a vector', async () => {
    const at = async (rows: "one" | "leading", y0: Tensor) => {
      const space = tensorSpace<Tensor>(backend, { rows });
      const f = (y: Tensor): Tensor => neg(square(y));
      const solution = await solve(f, y0, { ...span, method, space });
      solution.y.dispose();
      space.dispose();
      return solution.rows!.status.length;
    };
    expect(await at("one", rowsOf(4))).toBe(1);
    expect(await at("leading", wide([1, 2, 3]))).toBe(3);
  });

  test("of an empty batch succeeds without a step", async () => {
    for (const each of [method, rk4({ steps: 3 })]) {
      const { y, status } = await solvedOn(backend, neg, zeros([0, 2], "float64"), each);
      expect([y, status]).toEqual([[], "success"]);
    }
  });
});
