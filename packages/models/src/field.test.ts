import { linearSchedule } from "@nami/schedules";
import { ddim, sampleDiffusion } from "@nami/solvers";
import {
  add,
  compile,
  concat,
  evaluate,
  expandDims,
  grad,
  key,
  matmul,
  mul,
  normal,
  reshape,
  square,
  sum,
  type Tensor,
  tensorSpace,
  treeLeaves,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { defineField, velocityField } from "./index.js";
import { backend, differences, distance, valuesOf, wide } from "./testing/reference.js";

describe("velocityField", () => {
  const field = velocityField({ dim: 2, hidden: 4, layers: 2 });
  const params = field.init(key(0), { dtype: "float64" });
  const x = normal(key(1), [5, 2], { dtype: "float64" });

  test("has 33,794 parameters for points of the plane and hidden 128", () => {
    const sizes = treeLeaves(velocityField({ dim: 2, hidden: 128 }).init(key(0))).map(({ size }) => size);
    expect(sizes.reduce((a, b) => a + b)).toBe(33_794);
  });

  test("takes time as a number, a scalar, or a number a point", async () => {
    const times = [0.3, wide(0.3), wide([0.3, 0.3, 0.3, 0.3, 0.3])];
    const values = await Promise.all(times.map((t) => valuesOf(field.apply(params, x, t))));
    expect(values[1]).toEqual(values[0]);
    expect(values[2]).toEqual(values[0]);
    const other = await valuesOf(field.apply(params, x, wide([0.3, 0.9, 0.3, 0.3, 0.3])));
    expect(other.slice(0, 2)).toEqual(values[0]!.slice(0, 2));
    expect(other.slice(2, 4)).not.toEqual(values[0]!.slice(2, 4));
  });

  test.each([[[]], [[5]], [[4, 5]], [[0]]])(
    "keeps the batch axes [%s], for a number and for times of batch shape",
    (batch) => {
      const points = zeros([...batch, 2]);
      expect(field.apply(params, points, 0.5).shape).toEqual([...batch, 2]);
      expect(field.apply(params, points, zeros(batch)).shape).toEqual([...batch, 2]);
    },
  );

  test("takes the time of a solver, which has axes of size 1 beside the event", async () => {
    const times = wide([0.1, 0.2, 0.3, 0.4, 0.5]);
    const want = await valuesOf(field.apply(params, x, times));
    expect(await valuesOf(field.apply(params, x, reshape(times, [5, 1])))).toEqual(want);
    const space = tensorSpace<Tensor>(backend);
    const options = {
      ...linearSchedule(),
      predicts: "velocity",
      method: ddim(),
      grid: [0.9, 0.5],
      space,
    } as const;
    const { y } = await sampleDiffusion(field.with(params), await evaluate(x, { backend }), options);
    const velocity = field.apply(params, x, 0.9);
    expect(distance([...(await y.data())], await valuesOf(add(x, mul(velocity, -0.4))))).toBeLessThan(1e-6);
    y.dispose();
    space.dispose();
  });

  test("with(params) is the same function, and knows the shape of a point", async () => {
    const model = field.with(params);
    expect(model.eventShape).toEqual([2]);
    expect(await valuesOf(model(x, 0.4))).toEqual(await valuesOf(field.apply(params, x, 0.4)));
    expect(Object.isFrozen(model) && Object.isFrozen(field)).toBe(true);
    expect(model.divergence).toBeUndefined();
  });

  test("keeps the dtype of float32 points and parameters, whatever the time is", () => {
    const narrow = field.init(key(2));
    expect(field.apply(narrow, zeros([5, 2]), 0.5).dtype).toBe("float32");
    expect(field.apply(narrow, zeros([5, 2]), wide(0.5)).dtype).toBe("float32");
  });

  test("takes a condition, for each point or for all", async () => {
    const conditional = velocityField({ dim: 2, conditionDim: 3, hidden: 4, layers: 1 });
    const weights = conditional.init(key(3), { dtype: "float64" });
    const [a, b] = [wide([1, 2, 3]), wide([4, 5, 6])];
    const mixed = await valuesOf(
      conditional.apply(
        weights,
        x,
        0.5,
        concat(
          [a, b, a, b, a].map((c) => expandDims(c, 0)),
          0,
        ),
      ),
    );
    const [ofA, ofB] = [
      await valuesOf(conditional.apply(weights, x, 0.5, a)),
      await valuesOf(conditional.apply(weights, x, 0.5, b)),
    ];
    for (let row = 0; row < 5; row++)
      expect(mixed.slice(2 * row, 2 * row + 2)).toEqual((row % 2 ? ofB : ofA).slice(2 * row, 2 * row + 2));
    expect(ofA).not.toEqual(ofB);
  });

  test("refuses a condition that is missing, not expected, or of another size", () => {
    const conditional = velocityField({ dim: 2, conditionDim: 3, hidden: 4 });
    const weights = conditional.init(key(3));
    expect(() => conditional.apply(weights, x, 0.5)).toThrow(
      "velocityField: the condition must have 3 features on its last axis, got none. Bind it: flowMatching(…).bind(condition).",
    );
    expect(() => conditional.apply(weights, x, 0.5, zeros([5, 2]))).toThrow(
      "velocityField: the condition must have 3 features on its last axis, got [5, 2]. Bind it: flowMatching(…).bind(condition).",
    );
    expect(() => field.apply(params, x, 0.5, zeros([5, 3]))).toThrow(
      "velocityField: a field without conditionDim takes no condition, got one of shape [5, 3]. Pass conditionDim: 3.",
    );
  });

  test("refuses points of another size, times with event axes, and sizes that are not positive integers", () => {
    expect(() => field.apply(params, zeros([5, 3]), 0)).toThrow(
      "field: points must end in the event shape [2], got [5, 3]. Put the batch axes first.",
    );
    expect(() => field.apply(params, zeros([]), 0)).toThrow(
      "field: points must end in the event shape [2], got []. Put the batch axes first.",
    );
    expect(() => field.apply(params, x, zeros([5, 2]))).toThrow(
      "field: t must be a number or have the batch shape [5], got [5, 2]. Drop the event axes.",
    );
    expect(() => velocityField({ dim: 0 })).toThrow(
      "velocityField: dim must be a positive integer, got 0. Pass the size of one point.",
    );
    expect(() => velocityField({ dim: 2, conditionDim: -1 })).toThrow(
      "velocityField: conditionDim must be a non-negative integer, got -1. Pass 0 for none.",
    );
    expect(() => velocityField({ dim: 2, hidden: 0 })).toThrow(
      "mlp: hidden must be a positive integer, got 0. Pass 1 or more.",
    );
  });

  test("has the gradient of finite differences in points, times and conditions", async () => {
    const conditional = velocityField({ dim: 2, conditionDim: 1, hidden: 4, layers: 1 });
    const weights = conditional.init(key(4), { dtype: "float64" });
    const at = { x, t: wide([0.1, 0.2, 0.3, 0.4, 0.5]), c: normal(key(5), [5, 1], { dtype: "float64" }) };
    const total = ({ x, t, c }: typeof at): Tensor => sum(square(conditional.apply(weights, x, t, c)));
    const gradient = grad(total)(at);
    for (const name of ["x", "t", "c"] as const) {
      const found = await differences((value) => total({ ...at, [name]: value }), at[name]);
      expect(distance(await valuesOf(gradient[name]), found)).toBeLessThan(1e-9);
    }
  });

  test("runs inside a compiled function, with time as a number argument of it", async () => {
    const step = compile((points: Tensor, t: Tensor) => field.apply(params, points, t), { backend });
    const found = await step(x, 0.7);
    expect(distance([...(await found.data())], await valuesOf(field.apply(params, x, 0.7)))).toBeLessThan(
      1e-15,
    );
    found.dispose();
    step.dispose();
    expect(backend.numBuffers()).toBe(0);
  });
});

describe("defineField", () => {
  const turn = defineField({
    eventShape: [2],
    init: () => ({ speed: wide(2) }),
    apply: ({ speed }, x) =>
      mul(
        speed,
        matmul(
          x,
          wide([
            [0, 1],
            [-1, 0],
          ]),
        ),
      ),
  });

  test("makes a field of a formula", async () => {
    expect(await valuesOf(turn.with(turn.init(key(0)))(wide([1, 0]), 0))).toEqual([0, 2]);
  });

  test("shows its formula a time of batch shape, always", () => {
    const shapes: (readonly number[])[] = [];
    const field = defineField({
      eventShape: [2, 2],
      init: () => ({}),
      apply: (_, x, t) => {
        shapes.push(t.shape);
        return x;
      },
      divergence: (_, x, t) => {
        shapes.push(t.shape);
        return zeros(x.shape.slice(0, -2));
      },
    });
    const model = field.with({});
    model(zeros([3, 2, 2]), 0.5);
    model(zeros([3, 2, 2]), wide([0.5]));
    field.apply({}, zeros([4, 3, 2, 2]), zeros([3]));
    model.divergence!(zeros([2, 2]), 0.5);
    expect(shapes).toEqual([[3], [3], [4, 3], []]);
  });
});
