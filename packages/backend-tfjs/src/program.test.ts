import { CapabilityError, DataError, ShapeError } from "@nami/errors";
import type { Graph } from "@nami/tensor-backend";
import { afterAll, describe, expect, test } from "vitest";
import { tfjsBackend } from "./index.js";
import { graphOf, node, runOnce, scattered, value } from "./testing/graphs.js";

/** y = tanh(x·w + b)·2, and s = Σ y over rows: values 0 x, 1 w, 2 b. */
const layer: Graph = graphOf(
  [scattered([5, 3]), scattered([3, 4]), scattered([4])],
  [
    node("matmul", {}, [0, 1], [5, 4]),
    node("add", {}, [3, 2], [5, 4]),
    node("tanh", {}, [4], [5, 4]),
    node("full", { value: 2, shape: [], dtype: "float32" }, [], []),
    node("mul", {}, [5, 6], [5, 4]),
    node("sum", { axes: [0] }, [7], [4]),
  ],
  [7, 8],
);

describe.each(["cpu", "wasm"] as const)("a program on %s", (device) => {
  const backend = tfjsBackend({ device });
  afterAll(() => backend.dispose());

  test("computes what the formula says", async () => {
    const [x, w, b] = [scattered([5, 3], 1), scattered([3, 4], 2), scattered([4], 3)];
    const [y, s] = await runOnce(backend, layer, [x, w, b]);
    for (let column = 0; column < 4; column++) {
      let sum = 0;
      for (let row = 0; row < 5; row++) {
        let z = b.values[column]!;
        for (let k = 0; k < 3; k++) z += x.values[row * 3 + k]! * w.values[k * 4 + column]!;
        expect(y![row * 4 + column]).toBeCloseTo(2 * Math.tanh(z), 5);
        sum += 2 * Math.tanh(z);
      }
      expect(s![column]).toBeCloseTo(sum, 5);
    }
  });

  test("holds a constant number of data over 1,000 runs, and nothing when all is freed", async () => {
    const before = backend.numDataIds();
    const inputs = await Promise.all(
      [scattered([5, 3]), scattered([3, 4]), scattered([4])].map((x) =>
        backend.upload(x.values, x.shape, x.dtype),
      ),
    );
    const program = await backend.compile(layer);
    const held = backend.numDataIds();
    expect(held).toBe(before + 3 + 1); // inputs and the constant 2
    for (let run = 0; run < 1000; run++) {
      const outputs = await program.run(inputs);
      if (run % 100 === 0) expect(backend.numDataIds()).toBe(held + 2);
      for (const output of outputs) backend.free(output);
    }
    expect(backend.numDataIds()).toBe(held);
    program.dispose();
    program.dispose();
    for (const input of inputs) backend.free(input);
    expect(backend.numDataIds()).toBe(before);
  });

  test("gives outputs that outlive the inputs and constants that they share data with", async () => {
    const graph = graphOf(
      [scattered([2, 3])],
      [
        node("identity", {}, [0], [2, 3]),
        node("reshape", { shape: [3, 2] }, [0], [3, 2]),
        node("iota", { size: 3, dtype: "int32" }, [], [3], "int32"),
      ],
      [1, 2, 3],
    );
    const x = scattered([2, 3], 4);
    const input = await backend.upload(x.values, x.shape, x.dtype);
    const program = await backend.compile(graph);
    const first = await program.run([input]);
    const second = await program.run([input]);
    backend.free(input);
    for (const output of first) backend.free(output);
    program.dispose();
    expect(await backend.read(second[0]!)).toEqual(x.values);
    expect(await backend.read(second[1]!)).toEqual(x.values);
    expect(await backend.read(second[2]!)).toEqual(Int32Array.of(0, 1, 2));
    for (const output of second) backend.free(output);
    expect(backend.numDataIds()).toBe(0);
  });

  test("frees everything of a run in which a kernel throws", async () => {
    const graph = graphOf(
      [scattered([3, 2]), value([0], [1], "int32")],
      [
        node("exp", {}, [0], [3, 2]),
        node("neg", {}, [2], [3, 2]),
        node("gather", { axis: 0 }, [3, 1], [1, 2]),
        node("add", {}, [2, 3], [3, 2]),
      ],
      [4, 5],
    );
    await expect(runOnce(backend, graph, [scattered([3, 2]), value([7], [1], "int32")])).rejects.toThrow(
      "gather: indices must lie in 0 … 2, got 7 at position 0. Check them against the size of the axis.",
    );
    expect(backend.numDataIds()).toBe(0);
  });

  test("refuses wrong indices where nothing is to be moved", async () => {
    const indices = value([5], [1], "int32");
    const [x, rows, updates] = [scattered([2, 0]), scattered([0, 2]), scattered([1, 2])];
    const cases = [
      [x, node("gather", { axis: 0 }, [0, 1], [1, 0]), "gather: indices must lie in 0 … 1, got 5"],
      [
        rows,
        node("gather", { axis: 0 }, [0, 1], [1, 2]),
        "gather: there is no valid index on an axis of size 0",
      ],
      [
        updates,
        node("scatterAdd", { axis: 0, size: 0 }, [0, 1], [0, 2]),
        "scatterAdd: there is no valid index",
      ],
    ] as const;
    for (const [from, move, message] of cases) {
      const run = runOnce(backend, graphOf([from, indices], [move], [2]), [from, indices]);
      await expect(run).rejects.toThrow(DataError);
      await expect(run).rejects.toThrow(message);
    }
    const right = value([1], [1], "int32");
    const taken = runOnce(backend, graphOf([x, right], [cases[0][1]], [2]), [x, right]);
    expect(await taken).toEqual([new Float32Array(0)]);
    expect(backend.numDataIds()).toBe(0);
  });

  test("refuses other buffers than it was compiled for, and to run when disposed", async () => {
    const graph = graphOf([scattered([2])], [node("exp", {}, [0], [2])], [1]);
    const program = await backend.compile(graph);
    const wrong = await backend.upload(Float32Array.of(1), [1], "float32");
    await expect(program.run([wrong])).rejects.toThrow(
      "run: input 0 must be float32 [2], got float32 [1]. Pass buffers as the graph was compiled for.",
    );
    await expect(program.run([])).rejects.toThrow(ShapeError);
    backend.free(wrong);
    await expect(program.run([wrong])).rejects.toThrow(CapabilityError);
    program.dispose();
    await expect(program.run([wrong])).rejects.toThrow("run: a program must not be disposed");
  });
});
