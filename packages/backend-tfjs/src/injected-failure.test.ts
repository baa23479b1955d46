import { bufferLedger, type Graph } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { kernelsOf } from "./kernels-of.js";
import { loadRuntime } from "./load.js";
import { makeProgram } from "./program.js";
import { graphOf, node, scattered } from "./testing/graphs.js";
import type { Runtime, Value } from "./tfjs.js";

/** A graph whose nodes are each several TF.js kernels: a batched product, convolution gradients, constants. */
const graph: Graph = graphOf(
  [scattered([2, 30, 20]), scattered([2, 20, 30]), scattered([1, 4, 4, 2])],
  [
    node("full", { value: 3, shape: [30], dtype: "float32" }, [], [30]),
    node("matmul", {}, [0, 1], [2, 30, 30]),
    node("add", {}, [4, 3], [2, 30, 30]),
    node("reshape", { shape: [60, 30] }, [5], [60, 30]),
    node(
      "conv2dFilterGradient",
      { strides: [1, 1], padding: [[1, 1], [1, 1]], filterShape: [3, 3, 2, 2] }, // biome-ignore format: one axis a pair
      [2, 2],
      [3, 3, 2, 2],
    ),
    node("sum", { axes: [0] }, [6], [30]),
  ],
  [8, 7],
);

test.each(["cpu", "wasm"] as const)("on %s nothing is left, whichever kernel fails", async (device) => {
  const runtime = await loadRuntime(device);
  const { storage } = runtime;
  let calls = 0;
  let failing = Number.POSITIVE_INFINITY;
  const count = (): void => {
    if (++calls === failing) throw new Error("injected");
  };
  const faulty: Runtime = {
    ...runtime,
    call: (kernel, inputs, attributes) => {
      count();
      return runtime.call(kernel, inputs, attributes);
    },
    host: runtime.host && {
      ...runtime.host,
      allocate: (shape, dtype) => {
        count();
        return runtime.host!.allocate(shape, dtype);
      },
    },
  };
  const ledger = bufferLedger<Value>(faulty.name, ({ dataId }) => storage.disposeData(dataId));
  const program = makeProgram(faulty, kernelsOf[device], ledger, graph);
  const inputs = graph.inputs.map(({ shape }) => {
    const { values } = scattered(shape);
    return ledger.add(
      { shape, dtype: "float32" },
      runtime.write(Float32Array.from(values), shape, "float32"),
    );
  });
  const held = storage.numDataIds();
  calls = 0;
  for (const output of await program.run(inputs)) ledger.free(output);
  expect(storage.numDataIds()).toBe(held);
  const needed = calls;
  expect(needed).toBeGreaterThanOrEqual(graph.nodes.length - 1);

  for (failing = 1; failing <= needed; failing++) {
    calls = 0;
    await expect(program.run(inputs)).rejects.toThrow(/of tfjs:.* failed in .*, got "injected"/);
    expect(storage.numDataIds()).toBe(held);
  }
  program.dispose();
  ledger.clear();
  expect(storage.numDataIds()).toBe(0);
});
