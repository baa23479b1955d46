import {
  add,
  compile,
  gather,
  greater,
  type Key,
  key,
  matmul,
  mul,
  normal,
  referenceBackend,
  sub,
  type Tensor,
  tanh,
  tensor,
  where,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { exportOnnxLoop } from "../index.js";
import { checkModel, withoutChecker } from "../testing/onnx-checker.js";
import { openModel, runtimes } from "../testing/run-model.js";
import { expectClose, valuesOf } from "../testing/values.js";

type State = { readonly x: Tensor; readonly total: Tensor };

const w = normal(key(1), [2, 2]);
const sizes = tensor([0.1, 0.2, 0.3, 0.4, 0.5]);
const bias = normal(key(2), [1, 2]);

const step = ({ x, total }: State, i: Tensor, shift: Tensor): State => {
  const slope = where(greater(i, 2), tanh(add(matmul(x, w), shift)), sub(matmul(x, w), shift));
  return { x: add(x, mul(gather(sizes, i), slope)), total: add(total, mul(slope, slope)) };
};
const start = (rows: number): State => ({ x: normal(key(3), [rows, 2]), total: zeros([rows, 2]) });
const file = (steps: number): Uint8Array =>
  exportOnnxLoop(step, [start(4), zeros([1, 2])], {
    steps,
    inputNames: ["total", "x", "shift"],
    outputNames: ["sum", "end"],
  });

describe.each(Object.keys(runtimes) as (keyof typeof runtimes)[])("an exported loop in %s", (runtime) => {
  test("does what the steps do one after another, at every batch size", async () => {
    const run = await openModel(runtime, file(5));
    const own = compile((state: State, i: Tensor, shift: Tensor) => step(state, i, shift), {
      backend: referenceBackend(),
    });
    for (const rows of [1, 2, 7, 1000]) {
      const first = start(rows);
      let state = first;
      for (let i = 0; i < 5; i++) state = await own(state, tensor(i, [], "int32"), bias);
      const got = await run({
        x: await valuesOf(first.x),
        total: { type: "float32", shape: [rows, 2], data: new Float32Array(2 * rows) },
        shift: await valuesOf(bias),
      });
      expectClose(got.end!, await valuesOf(state.x));
      expectClose(got.sum!, await valuesOf(state.total));
    }
  });

  test("takes one draw for each step from a noise input", async () => {
    const walk = (x: Tensor, _: Tensor, k: Key): Tensor => add(x, normal(k, x.shape));
    const bytes = exportOnnxLoop(walk, [zeros([4, 2]), key(0)], { steps: 3, inputNames: ["x", "noise"] });
    const run = await openModel(runtime, bytes);
    const noise = {
      type: "float32",
      shape: [3, 2, 2],
      data: Float32Array.from({ length: 12 }, (_, i) => i),
    } as const;
    const { output0 } = await run({
      x: { type: "float32", shape: [2, 2], data: new Float32Array(4) },
      noise,
    });
    expect([...output0!.data]).toEqual([0 + 4 + 8, 1 + 5 + 9, 2 + 6 + 10, 3 + 7 + 11]);
  });
});

describe("exportOnnxLoop", () => {
  test("writes a file that does not grow with the steps", () => {
    expect(file(5).length).toBeLessThan(4000);
    expect(file(120).length - file(5).length).toBeLessThan(2);
  });

  test.skipIf(withoutChecker)(
    `writes files that ONNX's checker takes${withoutChecker ? `: ${withoutChecker}` : ""}`,
    () => {
      const model = checkModel(file(5));
      expect(model.operators.filter((operator) => operator === "Loop")).toHaveLength(1);
      expect(model.inputs).toEqual([
        ["total", "FLOAT", ["batch", 2]],
        ["x", "FLOAT", ["batch", 2]],
        ["shift", "FLOAT", [1, 2]],
      ]);
    },
  );

  test.each([
    ["no steps", () => file(0), /^exportOnnxLoop: steps must be a whole number of at least 1, got 0\./],
    [
      "another state",
      () =>
        exportOnnxLoop(
          (x: Tensor) => sub(0, gather(x, tensor([0], [1], "int32"), { axis: 1 })),
          [zeros([4, 2])],
          { steps: 2 },
        ),
      /^exportOnnxLoop: a step must return a state like the one it gets \(float32 \[batch,2\]\), got float32 \[batch,1\]\./,
    ],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(message);
  });
});
