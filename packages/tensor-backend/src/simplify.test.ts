import { randint } from "@nami/random";
import { describe, expect, test } from "vitest";
import type { Graph, GraphNode } from "./graph.js";
import {
  abs, add, broadcastTo, cast, compile, cos, div, equal, evaluate, exp, floor, full, greater, isFinite, key, logicalAnd, logicalNot, logicalOr, max, maximum, mul, neg, ones, pow, referenceBackend,reshape, sin, stopGradient, sub, sum, type Tensor, tanh, tensor, transpose, where, zeros, 
} from "./index.js"; // biome-ignore format: a list
import { computeGraph } from "./reference/program.js";
import { lower } from "./trace.js";
import { topologicalOrder } from "./walk.js";

const backend = referenceBackend({ dtype: "float64" });

/** The values of a tensor by applying each of its operations as it stands. */
function direct(x: Tensor): readonly number[] {
  const order = topologicalOrder([x]);
  const known = new Map<
    Tensor,
    {
      values: Float64Array | Uint8Array | Int32Array | Float32Array;
      shape: readonly number[];
      dtype: Tensor["dtype"];
    }
  >();
  for (const y of order) {
    const { source, shape, dtype } = y;
    if (source.kind === "host") known.set(y, { values: source.values, shape, dtype });
    if (source.kind !== "operation") continue;
    const inputs = source.inputs.map((input) => known.get(input)!);
    const node = {
      primitive: source.primitive,
      attributes: source.attributes,
      inputs: inputs.map((_, i) => i),
      shape,
      dtype,
    } as GraphNode;
    const graph: Graph = { inputs, nodes: [node], outputs: [inputs.length], fingerprint: "" };
    known.set(y, computeGraph(graph, inputs)[0]!);
  }
  return Array.from(known.get(x)!.values);
}

/** A choice among `count`, without pattern and the same on every run. */
function chooser(seed: number): (count: number) => number {
  const draws = randint(key(seed), [4000], { high: 2 ** 30 });
  let next = 0;
  return (count) => draws[next++ % draws.length]! % count;
}

/** A random expression over a few tensors and constants that invite simplification. */
function expression(seed: number): Tensor {
  const choose = chooser(seed);
  const pick = <T>(list: readonly T[]): T => list[choose(list.length)]!;
  const f64 = (values: number[]): Tensor => tensor(values, [values.length], "float64");
  const unusual = [0, -0, 1, -1, 2, 0.5, Number.POSITIVE_INFINITY, Number.NaN];
  const floats: Tensor[] = [
    tensor([[1, -2, 0.5], [0, 3, -0.25]], [2, 3], "float64"), f64([0.3, -1, 2]), tensor(0.7, [], "float64"), f64([Number.NaN, Number.POSITIVE_INFINITY, -1]),
    zeros([2, 3], "float64"), ones([3], "float64"), full([], 2, "float64"), full([2, 1], -1, "float64"), full([1, 3], 0, "float64"),
  ]; // biome-ignore format: a list
  const bools: Tensor[] = [
    tensor([true, false, true], [3], "bool"),
    full([2, 3], 1, "bool"),
    full([], 0, "bool"),
  ];
  const steps: readonly (() => void)[] = [
    () => floats.push(pick([neg, abs, floor, sin, cos, exp, tanh, stopGradient])(pick(floats))),
    () => floats.push(pick([add, sub, mul, div, pow, maximum])(pick(floats), pick(floats))),
    () => floats.push(pick([add, sub, mul, div, pow])(pick(floats), pick(unusual))),
    () => floats.push(pick([add, sub, mul])(pick(unusual), pick(floats))),
    () => floats.push(where(pick(bools), pick(floats), pick(floats))),
    () => floats.push(broadcastTo(pick(floats), [2, 3])),
    () => floats.push(transpose(transpose(broadcastTo(pick(floats), [2, 3])))),
    () => floats.push(reshape(reshape(broadcastTo(pick(floats), [2, 3]), [3, 2]), [2, 3])),
    () => floats.push(sum(broadcastTo(pick(floats), [2, 3]), { axis: choose(2), keepDims: true })),
    () => floats.push(max(broadcastTo(pick(floats), [2, 3]), { axis: 0 })),
    () => floats.push(cast(pick(bools), "float64")),
    () => bools.push(pick([greater, equal])(pick(floats), pick(floats))),
    () => bools.push(pick([logicalAnd, logicalOr])(pick(bools), pick(bools))),
    () => bools.push(pick([logicalNot])(pick(bools))),
    () => bools.push(isFinite(pick(floats))),
  ];
  for (let i = 0; i < 25; i++) pick(steps)();
  return floats
    .slice(-4)
    .reduce(
      (total, x) => where(isFinite(x), add(total, x), sub(total, 1)),
      broadcastTo(floats.at(-1)!, [2, 3]),
    );
}

describe("simplification changes no value", () => {
  test("of 300 random expressions", async () => {
    for (let seed = 0; seed < 300; seed++) {
      const x = expression(seed);
      const want = direct(x);
      const got = Array.from(await (await evaluate(x, { backend })).data());
      got.forEach((value, i) => {
        const near =
          Object.is(value, want[i]) ||
          value === want[i] ||
          Math.abs(value - want[i]!) <= 1e-9 * Math.abs(want[i]!);
        if (!near) expect.fail(`expression ${seed} at ${i}: ${value} simplified, ${want[i]} as it stands`);
      });
    }
  });

  test("where constants are folded beyond the range of float32: (x · 10³⁰) · 10³⁰", async () => {
    const single = referenceBackend();
    const f = compile((x: Tensor, y: Tensor) => [mul(mul(x, 1e30), 1e30), mul(mul(y, 1e-30), 1e-30)], {
      backend: single,
    });
    const [large, small] = await f(tensor([1e-38]), tensor([1e38]));
    expect((await large!.item()) / 1e22).toBeCloseTo(1, 5);
    expect((await small!.item()) / 1e-22).toBeCloseTo(1, 5);
  });

  test("where a constant has no elements: the sum of nothing is 0, infinite or not", async () => {
    for (const value of [Number.POSITIVE_INFINITY, Number.NaN, 3])
      expect(await (await evaluate(sum(full([0], value)), { backend })).item()).toBe(0);
  });

  test("of truth values made from other numbers", async () => {
    expect(Array.from(await (await evaluate(logicalNot(full([2], 5, "bool")), { backend })).data())).toEqual([
      0, 0,
    ]);
    expect(
      Array.from(await (await evaluate(cast(full([2], 5, "bool"), "float64"), { backend })).data()),
    ).toEqual([1, 1]);
  });

  test("a product with zero keeps NaN and infinity", async () => {
    const x = tensor([Number.NaN, Number.POSITIVE_INFINITY, 1]);
    expect(Array.from(await (await evaluate(mul(x, 0), { backend })).data())).toEqual([
      Number.NaN,
      Number.NaN,
      0,
    ]);
  });
});

describe("simplification leaves out what costs", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const names = (y: Tensor): string[] =>
    lower([y], { widen: false }).graph.nodes.map(({ primitive }) => primitive);
  test.each<readonly [string, Tensor, readonly string[]]>([
    ["x · 1", sin(mul(x, 1)), ["sin"]],
    ["1 · x + 0", sin(add(mul(1, x), 0)), ["sin"]],
    ["x / 1 − 0", sin(sub(div(x, 1), 0)), ["sin"]],
    ["x · −1", mul(x, -1), ["neg"]],
    ["−(−x)", sin(neg(neg(x))), ["sin"]],
    ["0 − x", sub(0, x), ["neg"]],
    ["x + (−y)", add(x, neg(sin(x))), ["sin", "sub"]],
    ["x²", pow(x, 2), ["mul"]],
    ["(x · 2) · 3", mul(mul(x, 2), 3), ["full", "mul"]],
    ["a double transpose", sin(transpose(transpose(x))), ["sin"]],
    ["a reshape there and back", sin(reshape(reshape(x, [4]), [2, 2])), ["sin"]],
    ["a constant spread before it is added", add(x, broadcastTo(full([], 3), [2, 2])), ["full", "add"]],
    [
      "a row repeated before it is multiplied",
      mul(x, broadcastTo(sin(tensor([1, 2])), [2, 2])),
      ["sin", "mul"],
    ],
    ["arithmetic of constants", mul(full([2], 3), add(1, 2)), ["full"]],
    ["a choice that is constant", where(greater(full([], 1), 0), sin(x), exp(x)), ["sin"]],
    ["the sum of a constant", sum(ones([3, 5]), { axis: 0 }), ["full"]],
    ["stopGradient", sin(stopGradient(x)), ["sin"]],
  ])("%s", (_, y, expected) => {
    expect(names(y)).toEqual(expected);
  });

  test("broadcasting itself is kept: x · ones of a larger shape", () => {
    expect(mul(tensor([1, 2]), ones([3, 2])).shape).toEqual([3, 2]);
    expect(lower([mul(tensor([1, 2]), ones([3, 2]))], { widen: false }).graph.nodes.at(-1)?.shape).toEqual([
      3, 2,
    ]);
  });
});
