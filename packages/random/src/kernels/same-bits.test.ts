import { afterEach, describe, expect, test, vi } from "vitest";
import { key, split } from "../key.js";
import { drawWithWebAssembly } from "../webassembly.js";
import { javascriptKernels } from "./javascript.js";
import type { Kernels, Stream } from "./kernels.js";
import { wasmKernels } from "./wasm.js";

const definition = javascriptKernels(1024);
const counts = [1, 2, 7, 8, 9, 31, 128, 1023, 1024];
const blocks = [0, 1, 5, 2 ** 32 - 4, 2 ** 32, 2 ** 51 + 3];
const attempts = [0, 1, 2 ** 31 - 1, 2 ** 31];
const intervals = [
  { low: 0, width: 1, last: 1 - 2 ** -53 },
  { low: -3, width: 3.7, last: 0.69 },
];
const kernels: readonly (readonly [
  string,
  (of: Kernels, stream: Stream, first: number, n: number) => void,
])[] = [
  ["normal", (of, ...at) => of.normal(...at)],
  ...intervals.map(
    (interval) =>
      [
        `uniform from ${interval.low}`,
        (of: Kernels, stream: Stream, first: number, n: number) => of.uniform(stream, first, n, interval),
      ] as const,
  ),
];

describe("kernels of WebAssembly", () => {
  afterEach(() => vi.unstubAllGlobals());

  test.each(kernels)("%s has the bits of its definition", (_, draw) => {
    const wasm = wasmKernels()!;
    const bits = (of: Kernels, count: number) => new BigUint64Array(of.values.buffer).slice(0, 2 * count);
    for (const [i, one] of split(key(2027), 4).entries())
      for (const count of counts)
        for (const first of blocks) {
          const stream = { key: one, use: 1 + 2 * i, attempt: attempts[i]! };
          draw(definition, stream, first, count);
          draw(wasm, stream, first, count);
          expect(bits(wasm, count)).toEqual(bits(definition, count));
        }
  });

  test("are not there without WebAssembly, and where it refuses", () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(wasmKernels()).toBeUndefined();
    const refuse = () => {
      throw new TypeError("refused by the policy of the page");
    };
    vi.stubGlobal("WebAssembly", { Module: refuse, Instance: refuse });
    expect(wasmKernels()).toBeUndefined();
  });

  test("leave the draws as they are, there or missing", async () => {
    const { normal, uniform } = await import("../index.js");
    const expected = [normal(key(3), [5000]), uniform(key(3), [5000])];
    vi.stubGlobal("WebAssembly", undefined);
    drawWithWebAssembly();
    expect([normal(key(3), [5000]), uniform(key(3), [5000])]).toEqual(expected);
    vi.unstubAllGlobals();
    vi.resetModules();
    const [without, accelerator] = await Promise.all([import("../index.js"), import("../webassembly.js")]);
    accelerator.drawWithWebAssembly();
    expect([without.normal(key(3), [5000]), without.uniform(key(3), [5000])]).toEqual(expected);
  });
});
