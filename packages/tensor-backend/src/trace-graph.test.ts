import { expect, test } from "vitest";
import { add, flattenArguments, key, mul, normal, type Tensor, tensor, traceGraph, zeros } from "./index.js";

test("traceGraph says where each input of the graph comes from, and keeps captured values", async () => {
  const w = tensor([2, 3]);
  const args = flattenArguments([zeros([4, 2]), 0.5, key(0)]);
  const fn = (x: Tensor, h: Tensor, k: ReturnType<typeof key>): Tensor =>
    add(mul(mul(x, w), h), normal(k, x.shape));
  const { graph, feeds } = traceGraph(fn, args);
  expect(feeds.map(({ kind }) => kind).sort()).toEqual(["captured", "draw", "number", "tensor"]);
  const captured = feeds.findIndex(({ kind }) => kind === "captured");
  expect(feeds[captured]).toEqual({ kind: "captured", tensor: w });
  expect(graph.inputs[captured]!.shape).toEqual([2]);
});

test("traceGraph refuses what compile refuses", () => {
  expect(() => traceGraph(() => 1, flattenArguments([]))).toThrow(
    /the function must return tensors, got number/,
  );
  expect(() => traceGraph((x: Tensor) => x, flattenArguments([new Map()]))).toThrow(/got a Map/);
});
