import { ShapeError } from "@nami/errors";
import {
  add,
  cast,
  flattenArguments,
  type Graph,
  greater,
  key,
  matmul,
  mul,
  normal,
  type ScanInput,
  scan,
  slice,
  sum,
  type Tensor,
  tensor,
  traceGraph,
  transpose,
  where,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { onnxBackend } from "../backend.js";
import { encodeModel } from "../model/encode.js";
import { take } from "../testing/graphs.js";
import { checkModel, withoutChecker } from "../testing/onnx-checker.js";
import { openModel, runtimes } from "../testing/run-model.js";
import { lowerGraph } from "./lower.js";
import { lowerScan } from "./lower-scan.js";
import { lowerTiles } from "./lower-tiles.js";

const target = { threads: 1, shaders: false, branches: true };
const three = { shape: [3], dtype: "float32" } as const;
/** y = x + row and s = Σ y. */
const totals: Graph = {
  inputs: [three, three],
  nodes: [
    { primitive: "add", attributes: {}, inputs: [0, 1], ...three },
    { primitive: "sum", attributes: { axes: [0] }, inputs: [2], shape: [], dtype: "float32" },
  ],
  outputs: [2, 3],
  fingerprint: "totals",
};

test.skipIf(withoutChecker)(
  `rounds are a valid model, whose body reads around it what is fixed${withoutChecker ? `: ${withoutChecker}` : ""}`,
  () => {
    const weights = tensor([[1, 2], [3, 4]]); // biome-ignore format: a matrix
    const step = (x: Tensor, _: Tensor, row: Tensor): Tensor[] => [
      // Large enough for a branch within the body.
      where(greater(sum(row), 0), add(matmul(x, weights), row), x),
      row,
    ];
    const { graph, feeds } = traceGraph(step, flattenArguments([zeros([512, 2]), zeros([2]), zeros([2])]));
    const sources = feeds.map((feed): ScanInput => {
      if (feed.kind !== "tensor") return { kind: "fixed" };
      return feed.argument === 0 ? { kind: "carried", output: 0 } : { kind: "stacked" };
    });
    const model = checkModel(encodeModel(lowerScan(graph, sources, target)));
    expect(model.operators).toEqual(["Scan"]);
    expect(Object.fromEntries(model.inputs.map(([name, , shape]) => [name, shape]))).toEqual(
      Object.fromEntries(
        graph.inputs.map(({ shape }, place) => [
          `i${place}`,
          sources[place]!.kind === "stacked" ? ["rounds", ...shape] : shape,
        ]),
      ),
    );
    expect(model.outputs.map(([name, , shape]) => [name, shape])).toEqual([
      ["o0", [512, 2]],
      ["o1", [2]],
    ]);
  },
);

describe.each(["cpu", "wasm"] as const)("rounds on %s", (provider) => {
  test("are as many as inputs are stacked, in one program", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const program = (await backend.compileScan!(totals, [
      { kind: "carried", output: 0 },
      { kind: "stacked" },
    ]))!;
    for (const rounds of [1, 2, 7]) {
      const x = await backend.upload(new Float32Array(3), [3], "float32");
      const rows = Float32Array.from({ length: 3 * rounds }, (_, i) => i);
      const stacked = await backend.upload(rows, [rounds, 3], "float32");
      const sums = [0, 1, 2].map((column) =>
        rows.reduce((total, value, i) => (i % 3 === column ? total + value : total), 0),
      );
      const made = await program.run([x, stacked]);
      expect(await take(backend, made)).toEqual([
        Float32Array.from(sums),
        Float32Array.of(sums.reduce((a, b) => a + b)),
      ]);
      await take(backend, [x, stacked]);
    }
    const [x, none] = await Promise.all([
      backend.upload(new Float32Array(3), [3], "float32"),
      backend.upload(new Float32Array(0), [0, 3], "float32"),
    ]);
    await expect(program.run([x, none])).rejects.toThrow(
      new ShapeError(
        "run: stacked inputs must be there for each round, got 0 of them. Stack as many of each, one at least.",
      ),
    );
    await expect(program.run([x, x])).rejects.toThrow(ShapeError);
    await take(backend, [x, none]);
    expect(backend.numBuffers()).toBe(0);
    backend.dispose();
  });

  test.each(["float32", "float64"] as const)("of %s with draws are those one by one", async (dtype) => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const weights = cast(tensor([[0.5, -0.25], [1, 0.75]]), dtype); // biome-ignore format: a matrix
    const step = (y: Tensor, x: { own: ReturnType<typeof key>; rate: Tensor }): Tensor =>
      add(matmul(y, weights), mul(x.rate, normal(x.own, [5, 2], { dtype })));
    const xs = Array.from({ length: 6 }, (_, i) => ({ own: key(i), rate: 1 / (i + 1) }));
    const steps = scan(step, { backend });
    expect(await steps.together(zeros([5, 2], dtype), xs[0]!)).toBeGreaterThan(xs.length);
    const together = await steps(zeros([5, 2], dtype), xs);
    let apart: Tensor = zeros([5, 2], dtype);
    for (const x of xs) apart = await steps(apart, [x]);
    expect(await together.data()).toEqual(await apart.data());
    backend.dispose();
  });

  test("of large graphs are left apart, so that others have their turn between them", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const square = scan((y: Tensor, x: Tensor) => matmul(matmul(y, y), x), { backend });
    const together = (n: number): Promise<number> => square.together(zeros([n, n]), zeros([n, n]));
    const large = provider === "cpu" ? 2048 : 512;
    expect(await together(large)).toBe(1);
    const few = await together(large / 2);
    expect(few).toBeGreaterThan(1);
    expect(few).toBeLessThan(10);
    backend.dispose();
  });
});

describe("tiles", () => {
  /** Σ xᵀ(x w + w) of rows x, and how often a row's first entry is above 0. */
  const addends = (x: Tensor, w: Tensor): Tensor[] => [
    matmul(transpose(x), add(matmul(x, mul(w, 2)), sum(w, { axis: 0 }))),
    sum(cast(greater(slice(x, [0, 0], [-1, 1]), 0), "float32")),
  ];
  const graphOf = (rows: number): Graph =>
    traceGraph(addends as never, flattenArguments([zeros([rows, 4]), zeros([4, 3])])).graph;
  const [tiles, rows] = [3, 5];
  const model = encodeModel(lowerTiles(graphOf(rows), [true, false], target));

  test.skipIf(withoutChecker)("are rounds of a valid model; what all of them need is computed before", () => {
    const { operators, inputs, outputs } = checkModel(model);
    expect(operators).toContain("Mul");
    expect(operators.at(-1)).toBe("Scan");
    expect(inputs.map(([, , shape]) => shape)).toEqual([["rounds", rows, 4], [4, 3]]); // biome-ignore format: two shapes
    expect(outputs.map(([, , shape]) => shape)).toEqual([[4, 3], []]);
  });

  test.each(Object.keys(runtimes) as (keyof typeof runtimes)[])("add up to all rows on %s", async (name) => {
    const values = (count: number): Float32Array =>
      Float32Array.from({ length: count }, (_, i) => Math.sin(3 * i));
    const x = { type: "float32", data: values(tiles * rows * 4) } as const;
    const w = { type: "float32", data: values(12), shape: [4, 3] } as const;
    const [tiled, whole] = [
      await openModel(name, model),
      await openModel(name, encodeModel(lowerGraph(graphOf(tiles * rows)))),
    ];
    const found = await tiled({ i0: { ...x, shape: [tiles, rows, 4] }, i1: w });
    const expected = await whole({ i0: { ...x, shape: [tiles * rows, 4] }, i1: w });
    expect(found.o1!.data).toEqual(expected.o1!.data);
    expected.o0!.data.forEach((value, i) => {
      expect(Math.abs(found.o0!.data[i]! - value)).toBeLessThan(1e-5);
    });
  });
});
