import { expect, test } from "vitest";
import { tfjsBackend } from "./index.js";
import { lower } from "./lower.js";
import { graphOf, node, runOnce, scattered } from "./testing/graphs.js";

const inputs = [scattered([5, 3]), scattered([3, 4]), scattered([1, 4])];
const product = node("matmul", {}, [0, 1], [5, 4]);
const biased = graphOf(inputs, [product, node("add", {}, [2, 3], [5, 4]), node("exp", {}, [4], [5, 4])], [5]);

test("a product and its bias become one node, and the rest is renumbered", () => {
  const { nodes, outputs, dead } = lower(biased, { fuse: true });
  expect(nodes.map(({ primitive, fused, inputs }) => [primitive, fused, inputs])).toEqual([
    ["add", "matmulBias", [0, 1, 2]],
    ["exp", undefined, [3]],
  ]);
  expect(outputs).toEqual([4]);
  expect(dead).toEqual([[], [3]]);
});

test("nothing is fused where the device does not, where the product is read again, or where the bias is no row", () => {
  expect(lower(biased, { fuse: false }).nodes).toHaveLength(3);
  const readTwice = graphOf(inputs, [...biased.nodes], [3, 5]);
  expect(lower(readTwice, { fuse: true }).nodes).toHaveLength(3);
  const column = graphOf([...inputs.slice(0, 2), scattered([5, 1])], [...biased.nodes], [5]);
  expect(lower(column, { fuse: true }).nodes).toHaveLength(3);
});

test("nodes that nobody reads are left out", () => {
  const graph = graphOf(inputs, [product, node("exp", {}, [0], [5, 3]), node("neg", {}, [0], [5, 3])], [5]);
  expect(lower(graph, { fuse: false }).nodes.map(({ primitive }) => primitive)).toEqual(["neg"]);
});

test("the fused node equals the two, also for a bias that was reshaped from another rank", async () => {
  const [wasm, cpu] = [tfjsBackend({ device: "wasm" }), tfjsBackend({ device: "cpu" })];
  const reshaped = graphOf(
    [...inputs.slice(0, 2), scattered([2, 2])],
    [node("reshape", { shape: [4] }, [2], [4]), product, node("add", {}, [3, 4], [5, 4])],
    [5],
  );
  for (const graph of [biased, reshaped]) {
    const values = graph.inputs.map(({ shape }, seed) => scattered(shape, seed));
    const [[y], [exact]] = await Promise.all([runOnce(wasm, graph, values), runOnce(cpu, graph, values)]);
    y!.forEach((got, i) => {
      expect(got).toBeCloseTo(exact![i]!, 5);
    });
  }
  expect(wasm.numDataIds()).toBe(0);
});
