import { describe, expect, test } from "vitest";
import type { Device } from "./device.js";
import { tfjsBackend } from "./index.js";
import { loadRuntime } from "./load.js";
import { graphOf, type HostValue, node, runOnce, value } from "./testing/graphs.js";
import type { KernelAttributes, Runtime, Value } from "./tfjs.js";

// Each test shows a fault of TF.js 4.22 that makes no error, and that this package goes around it. When TF.js mends
// one, its test fails here, and the way around it can go.

const nan = Number.NaN;
const plain = { transposeA: false, transposeB: false };

/** What a TF.js kernel itself answers. */
async function raw(
  device: Device,
  inputs: readonly HostValue[],
  run: (call: Runtime["call"], ...values: Value[]) => Value,
): Promise<number[]> {
  const runtime = await loadRuntime(device);
  const values = inputs.map((x) => runtime.write(Float32Array.from(x.values), x.shape, "float32"));
  const result = run(runtime.call, ...values);
  const read = Array.from((await runtime.storage.read(result.dataId)) as Float32Array);
  for (const { dataId } of values) runtime.storage.disposeData(dataId, true);
  runtime.storage.disposeData(result.dataId, true);
  return read;
}

const unary =
  (kernel: string, attributes: KernelAttributes = {}) =>
  (call: Runtime["call"], x?: Value): Value =>
    call(kernel, { x: x! }, attributes);

async function ours(
  device: Device,
  one: ReturnType<typeof node>,
  inputs: readonly HostValue[],
): Promise<number[]> {
  const backend = tfjsBackend({ device });
  const [result] = await runOnce(backend, graphOf(inputs, [one], [inputs.length]), inputs);
  return Array.from(result!);
}

describe("on wasm", () => {
  test("the same data in another shape is multiplied as it was packed first", async () => {
    const [a, b, c] = [
      value([1, 1, 1, 1], [1, 4]),
      value([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]),
      value([1, 1], [1, 2]),
    ];
    const wrong = await raw("wasm", [a, b, c], (call, x, y, z) => {
      call("BatchMatMul", { a: x!, b: y! }, plain);
      return call("BatchMatMul", { a: z!, b: call("Reshape", { x: y! }, { shape: [2, 4] }) }, plain);
    });
    expect(wrong).not.toEqual([6, 8, 10, 12]);
    const graph = graphOf(
      [a, b, c],
      [
        node("matmul", {}, [0, 1], [1, 2]),
        node("reshape", { shape: [2, 4] }, [1], [2, 4]),
        node("matmul", {}, [2, 4], [1, 4]),
      ],
      [3, 5],
    );
    const [first, second] = await runOnce(tfjsBackend({ device: "wasm" }), graph, [a, b, c]);
    expect([...first!]).toEqual([16, 20]);
    expect([...second!]).toEqual([6, 8, 10, 12]);
  });

  test("sums add one float32 after the other", async () => {
    const x = value(new Array<number>(2 ** 19).fill(0.1), [2 ** 19]);
    const exact = 2 ** 19 * Math.fround(0.1);
    expect(Math.abs((await raw("wasm", [x], unary("Sum", { axis: [0] })))[0]! / exact - 1)).toBeGreaterThan(
      1e-3,
    );
    expect((await ours("wasm", node("sum", { axes: [0] }, [0], []), [x]))[0]).toBe(Math.fround(exact));
  });

  test("log1p and sin lose small negative numbers", async () => {
    const x = value([-1e-9]);
    for (const [kernel, name] of [
      ["Log1p", "log1p"],
      ["Sin", "sin"],
    ] as const) {
      // biome-ignore format: pairs
      expect((await raw("wasm", [x], unary(kernel)))[0]).not.toBeCloseTo(-1e-9, 12);
      expect((await ours("wasm", node(name, {}, [0], [1]), [x]))[0]).toBe(Math.fround(-1e-9));
    }
  });

  test("mean pooling makes −∞ of NaN", async () => {
    const x = value([1, nan, 3, 4], [1, 2, 2, 1]);
    const pool = { filterSize: [2, 2], strides: [2, 2], pad: "valid" };
    expect(await raw("wasm", [x], unary("AvgPool", pool))).toEqual([Number.NEGATIVE_INFINITY]);
    expect(await ours("wasm", node("meanPool2d", { window: [2, 2] }, [0], [1, 1, 1, 1]), [x])).toEqual([nan]);
  });

  test("more than six axes are not added", async () => {
    const [a, b] = [value([1, 2], [2, 1, 1, 1, 1, 1, 1]), value([1, 2, 3], [1, 1, 1, 3, 1, 1, 1])];
    const sums = [2, 3, 4, 3, 4, 5];
    expect(await raw("wasm", [a, b], (call, x, y) => call("Add", { a: x!, b: y! }, {}))).not.toEqual(sums);
    expect(await ours("wasm", node("add", {}, [0, 1], [2, 1, 1, 3, 1, 1, 1]), [a, b])).toEqual(sums);
  });
});

describe.each(["cpu", "wasm"] as const)("on %s", (device) => {
  test("batches that broadcast both ways are multiplied in part", async () => {
    const [a, b] = [value([1, 2], [2, 1, 1, 1]), value([1, 2, 3], [1, 3, 1, 1])];
    expect(
      await raw(device, [a, b], (call, x, y) => call("BatchMatMul", { a: x!, b: y! }, plain)),
    ).toHaveLength(3);
    const product = node("matmul", {}, [0, 1], [2, 3, 1, 1]);
    expect(await ours(device, product, [a, b])).toEqual([1, 2, 3, 2, 4, 6]);
  });

  test("the sign of NaN is 0", async () => {
    expect(await raw(device, [value([nan])], unary("Sign"))).toEqual([0]);
    expect(await ours(device, node("sign", {}, [0], [1]), [value([nan])])).toEqual([nan]);
  });
});

test("on cpu erf has no digit right near 0", async () => {
  const x = value([1e-9]);
  const exact = (2 / Math.sqrt(Math.PI)) * 1e-9;
  expect(Math.abs((await raw("cpu", [x], unary("Erf")))[0]! / exact - 1)).toBeGreaterThan(0.1);
  expect((await ours("cpu", node("erf", {}, [0], [1]), [x]))[0]! / exact).toBeCloseTo(1, 6);
});
