import { describe, expect, test } from "vitest";
import { graphBuilder } from "./build-graph.js";
import { lastUses } from "./graph.js";
import {
  add,
  cos,
  evaluate,
  grad,
  mul,
  neg,
  referenceBackend,
  sin,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "./index.js";
import { lower } from "./trace.js";
import { topologicalOrder } from "./walk.js";

const backend = referenceBackend({ dtype: "float64" });

function chain(length: number): (x: Tensor) => Tensor {
  return (x) => {
    let y = x;
    for (let i = 0; i < length; i++) y = i % 2 ? sin(y) : cos(y);
    return y;
  };
}

describe("long graphs", () => {
  test("a chain of a million operations is built, walked and differentiated without exhausting the stack", () => {
    const x = tensor(0.5);
    const negated = (y: Tensor): Tensor => {
      let z = y;
      for (let i = 0; i < 1_000_000; i++) z = neg(z);
      return z;
    };
    expect(topologicalOrder([grad(negated)(x)]).length).toBe(1_000_001);
  }, 120_000);

  test("a chain of a hundred thousand has the derivative of the chain rule", async () => {
    const length = 100_000;
    let [y, slope] = [0.5, 1];
    for (let i = 0; i < length; i++)
      [y, slope] = i % 2 ? [Math.sin(y), slope * Math.cos(y)] : [Math.cos(y), slope * -Math.sin(y)];
    const fn = chain(length);
    const x = tensor(0.5, [], "float64");
    const [value, gradient] = await evaluate([fn(x), grad(fn)(x)], { backend });
    expect(await value!.item()).toBeCloseTo(y, 12);
    expect(await gradient!.item()).toBeCloseTo(slope, 12);
  }, 120_000);
});

describe("lowering", () => {
  test("equal values are one value", () => {
    const x = tensor([1, 2]);
    const { graph } = lower([add(sin(x), sin(x))], { widen: false });
    expect(graph.nodes.map(({ primitive }) => primitive)).toEqual(["sin", "add"]);
  });

  test("what no output needs is left out, inputs too", () => {
    const [x, unused] = [tensor([1, 2]), tensor([3])];
    void mul(x, sum(unused));
    const { graph, feeds } = lower([sin(x)], { widen: false });
    expect([graph.inputs.length, graph.nodes.length, feeds.length]).toEqual([1, 1, 1]);
  });

  test("outputs are distinct values of nodes", () => {
    const x = tensor([1]);
    const y = sin(x);
    const { graph } = lower([x, y, y], { widen: false });
    expect(new Set(graph.outputs).size).toBe(3);
    expect(Math.min(...graph.outputs)).toBeGreaterThanOrEqual(graph.inputs.length);
  });

  test("graphs have one fingerprint exactly when they are equal", () => {
    const print = (x: Tensor): string => lower([x], { widen: false }).graph.fingerprint;
    const [x, y] = [tensor([1, 2]), tensor([3, 4])];
    expect(print(sub(x, y))).toBe(print(sub(tensor([5, 6]), tensor([7, 8]))));
    const different = [
      sub(x, y), sub(x, x), add(x, y), mul(x, 0.1), mul(x, 0.2), mul(x, Number.NaN), mul(x, Number.POSITIVE_INFINITY), mul(x, 0), mul(x, -0), sin(tensor([1])),
      sin(tensor([1], [1], "float64")), transpose(tensor([[1, 2], [3, 4]])), sum(tensor([[1, 2], [3, 4]]), { axis: 0 }), sum(tensor([[1, 2], [3, 4]]), { axis: 1 }),
    ]; // biome-ignore format: a list
    expect(new Set(different.map(print)).size).toBe(different.length);
  });

  test("every intermediate is freed once, at its last use, and outputs never", () => {
    const x = tensor([1, 2]);
    const a = sin(x);
    const b = cos(a);
    const { graph } = lower([add(a, b)], { widen: false });
    expect(lastUses(graph)).toEqual([[], [], [1, 2]]);
  });

  test("a widened graph has no float32", () => {
    const { graph } = lower([mul(sin(tensor([1])), 0.1)], { widen: true });
    expect([...graph.inputs, ...graph.nodes].map(({ dtype }) => dtype)).not.toContain("float32");
    const full = graph.nodes.find(({ primitive }) => primitive === "full");
    expect(full?.attributes).toMatchObject({ value: 0.1, dtype: "float64" });
  });

  test("a builder without outputs gives an empty graph", () => {
    const { graph } = graphBuilder().finish([]);
    expect([graph.inputs, graph.nodes, graph.outputs]).toEqual([[], [], []]);
  });
});
