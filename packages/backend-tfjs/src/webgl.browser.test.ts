import { afterAll, expect, test } from "vitest";
import { tfjsBackend } from "./index.js";
import { graphOf, node, runOnce, scattered, value } from "./testing/graphs.js";

// The test server serves the repository.
const wasmPaths = "/packages/backend-tfjs/node_modules/@tensorflow/tfjs-backend-wasm/dist/";
const [webgl, wasm] = [tfjsBackend({ device: "webgl" }), tfjsBackend({ device: "wasm", wasmPaths })];
afterAll(() => {
  webgl.dispose();
  wasm.dispose();
});

const big = [300, 40];
const network = graphOf(
  [scattered(big), scattered([40, 40]), scattered([40])],
  [
    node("matmul", {}, [0, 1], big),
    node("add", {}, [3, 2], big),
    node("tanh", {}, [4], big),
    node("full", { value: 2, shape: [], dtype: "float32" }, [], []),
    node("mul", {}, [5, 6], big),
    node("sum", { axes: [0] }, [7], [40]),
  ],
  [8],
);

test("webgl and wasm agree side by side, and data do not grow over 50 runs", async () => {
  const inputs = [scattered(big, 1), scattered([40, 40], 2), scattered([40], 3)];
  const [[x], [y]] = await Promise.all([runOnce(webgl, network, inputs), runOnce(wasm, network, inputs)]);
  x!.forEach((sum, i) => {
    expect(Math.abs(sum - y![i]!)).toBeLessThan(300 * 2 ** -20);
  });
  const held = webgl.numDataIds();
  for (let run = 0; run < 50; run++) await runOnce(webgl, network, inputs);
  expect(webgl.numDataIds()).toBe(held);
});

test("0/0 and ∞/∞ are NaN, and the largest of what is below −10²⁰ is found", async () => {
  const pad = (values: number[]): number[] => [...values, ...new Array<number>(200).fill(1)];
  const [a, b] = [value(pad([0, Infinity, 6, 1])), value(pad([0, Infinity, 3, 0]))];
  const quotient = graphOf([a, b], [node("div", {}, [0, 1], [204])], [2]);
  const [q] = await runOnce(webgl, quotient, [a, b]);
  expect([...q!.slice(0, 4)]).toEqual([Number.NaN, Number.NaN, 2, Infinity]);
  const low = value(new Array<number>(600).fill(-1e30).fill(-Infinity, 300), [2, 300]);
  const [m] = await runOnce(webgl, graphOf([low], [node("max", { axes: [1] }, [0], [2])], [1]), [low]);
  expect([...m!]).toEqual([Math.fround(-1e30), -Infinity]);
});
