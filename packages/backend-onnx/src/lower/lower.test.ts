import {
  add,
  cast,
  concat,
  div,
  evaluate,
  flattenArguments,
  key,
  matmul,
  mul,
  normal,
  referenceBackend,
  reshape,
  slice,
  sub,
  type Tensor,
  tensor,
  traceGraph,
  transpose,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { encodeModel } from "../model/encode.js";
import type { OnnxGraph } from "../model/model.js";
import { openModel } from "../testing/run-model.js";
import { expectClose, valuesOf } from "../testing/values.js";
import { lowerGraph } from "./lower.js";

/** What the runtime makes of a function that is lowered for some threads, beside what the reference makes of it. */
async function compare(f: (...args: Tensor[]) => Tensor, args: readonly Tensor[], threads = 1) {
  const { graph, feeds } = traceGraph(f, flattenArguments([...args]));
  const lowered = lowerGraph(graph, { threads, shaders: false, branches: true });
  const run = await openModel("onnxruntime-node", encodeModel(lowered));
  const inputs = await Promise.all(
    feeds.map(async (feed, i) => {
      if (feed.kind !== "tensor") throw new Error("only tensors are fed here");
      return [`i${i}`, await valuesOf(args[feed.argument]!)] as const;
    }),
  );
  const { o0: got } = await run(Object.fromEntries(inputs));
  const want = await evaluate(f(...args), {
    backend: referenceBackend({ dtype: got!.type === "float64" ? "float64" : "float32" }),
  });
  return { operators: operatorsOf(lowered), got: got!, want: await valuesOf(want) };
}

const operatorsOf = ({ nodes }: OnnxGraph): string[] => nodes.map(({ operator }) => operator);
const random = (seed: number, ...shape: number[]): Tensor => normal(key(seed), shape);

describe("gradients of weights", () => {
  const product = (a: Tensor, b: Tensor): Tensor => matmul(transpose(a), b);

  test.each([
    [1, 4096, 32, 2, "turned"],
    [2, 4096, 32, 2, "in shares, turned"],
    [3, 3 * 1024, 2, 32, "in shares"],
    [2, 4096, 64, 48, "in shares that are many numbers"],
    [2, 4097, 32, 2, "as they are: rows that cannot be shared"],
    [2, 512, 32, 16, "as they are: few rows"],
  ])("with %i threads, %i rows, %i × %i: %s", async (threads, rows, m, n) => {
    const { got, want } = await compare(product, [random(1, rows, m), random(2, rows, n)], threads);
    expectClose(got, want);
  });

  test("of few outputs have long rows", async () => {
    const { operators } = await compare(product, [random(1, 4096, 32), random(2, 4096, 2)], 2);
    expect(operators).toEqual(["Reshape", "Transpose", "Reshape", "MatMul", "ReduceSum", "Transpose"]);
  });
});

describe("a column beside a few columns", () => {
  const [matrix, column] = [random(3, 100, 3), random(4, 100, 1)];
  const binary = { add, sub, mul, div };

  test.each(Object.entries(binary))("%s is by numbers of one shape", async (_, f) => {
    for (const args of [
      [matrix, column],
      [column, matrix],
    ]) {
      const { operators, got, want } = await compare(f, args);
      expect(operators[0]).toBe("Concat");
      expectClose(got, want);
    }
  });

  test("keeps what is no number, and signs of zero", async () => {
    const special = [Number.NaN, Number.POSITIVE_INFINITY, -0, 0];
    const rows = Array.from({ length: 64 }, (_, i) => [special[i % 4]!]);
    const { operators, got, want } = await compare(mul, [tensor(rows), tensor(rows.map(() => [1, -2]))]);
    expect(operators[0]).toBe("Concat");
    expect(Array.from(got.data)).toEqual(Array.from(want.data));
  });

  test.each([
    ["few rows", random(3, 63, 3), random(4, 63, 1)],
    ["many columns", random(3, 100, 9), random(4, 100, 1)],
    ["a number", random(3, 100, 3), random(4, 1, 1)],
    ["another column", column, column],
  ])("is left to the runtime: %s", async (_, a, b) => {
    const { operators, got, want } = await compare(mul, [a, b]);
    expect(operators).toEqual(["Mul"]);
    expectClose(got, want);
  });
});

describe("a layer of few inputs", () => {
  const [x, t, bias] = [random(6, 100, 2), random(7, 100, 1), random(8, 16)];
  const layer = (x: Tensor, weights: Tensor, bias: Tensor): Tensor => add(matmul(x, weights), bias);
  const double = (x: Tensor): Tensor => cast(x, "float64");

  test.each([
    ["of points", layer, [x, random(9, 2, 16), bias]],
    ["of points and times", (x, t, w, b) => layer(concat([x, t], 1), w, b), [x, t, random(9, 3, 16), bias]],
    ["with the bias before", (x, w, b) => add(b, matmul(x, w)), [x, random(9, 2, 16), bias]],
    ["in double precision", (x, w, b) => layer(double(x), double(w), double(b)), [x, random(9, 2, 16), bias]],
  ] as [string, (...args: Tensor[]) => Tensor, Tensor[]][])("is one product: %s", async (_, f, args) => {
    const { operators, got, want } = await compare(f, args);
    expect(operators.filter((operator) => operator === "MatMul")).toHaveLength(1);
    expect(operators).not.toContain("Add");
    expectClose(got, want);
  });

  test("of no inputs is its bias", async () => {
    const f = (x: Tensor, b: Tensor): Tensor => layer(slice(x, [0, 0], [100, 0]), zeros([0, 16]), b);
    const { got, want } = await compare(f, [x, bias]);
    expectClose(got, want);
  });

  test("of points beside nothing is that of points", async () => {
    const f = (x: Tensor, w: Tensor, b: Tensor): Tensor =>
      layer(concat([x, slice(x, [0, 0], [100, 0])], 1), w, b);
    const { got, want } = await compare(f, [x, random(9, 2, 16), bias]);
    expectClose(got, want);
  });

  test.each([
    ["of few rows", [random(6, 63, 2), random(9, 2, 16), bias]],
    ["of many inputs", [random(6, 100, 9), random(9, 9, 16), bias]],
    ["with a bias for each row", [x, random(9, 2, 16), random(8, 100, 16)]],
    ["with one bias for all", [x, random(9, 2, 16), random(8, 1)]],
    ["in many parts", [random(6, 2, 100, 2), random(9, 2, 2, 16), bias]],
  ])("is left as it is: %s", async (_, args) => {
    const { operators, got, want } = await compare(layer, args);
    expect(operators).toEqual(["MatMul", "Add"]);
    expectClose(got, want);
  });
});

test("two reshapes in a row are one", async () => {
  const f = (x: Tensor): Tensor => reshape(reshape(reshape(x, [6]), [2, 3]), [3, 2]);
  const { operators, got, want } = await compare(f, [random(5, 1, 6)]);
  expect(operators).toEqual(["Reshape"]);
  expectClose(got, want);
});
