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

  test.each([
    [2, 2],
    [32, 33],
    [100, 101],
    [65_535, 65_536],
    [65_536, 65_536],
  ])("turn has the bits of its definition on %d × %d", (lines, columns) => {
    const wasm = wasmKernels()!;
    for (const count of counts) {
      for (const { grid } of [definition, wasm]) {
        grid.words.set(grid.words.map((_, i) => Math.imul(i + 1, 0x9e3779b9)));
        for (let i = 0; i < count; i++) {
          grid.lines[i] = (i * 7919) % lines;
          grid.columns[i] = (i * 104_729) % columns;
        }
      }
      for (const kernel of [definition, wasm]) kernel.turn(count, lines, columns);
      const places = ({ grid }: Kernels) => [grid.lines.slice(0, count), grid.columns.slice(0, count)];
      expect(places(wasm)).toEqual(places(definition));
      expect(places(wasm)[0]!.every((line) => line >= 0 && line < lines)).toBe(true);
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
    const { normal, permutation, uniform } = await import("../index.js");
    const drawn = (of: {
      normal: typeof normal;
      uniform: typeof uniform;
      permutation: typeof permutation;
    }) => [of.normal(key(3), [5000]), of.uniform(key(3), [5000]), of.permutation(key(3), 5000)];
    const expected = drawn({ normal, permutation, uniform });
    vi.stubGlobal("WebAssembly", undefined);
    drawWithWebAssembly();
    expect(drawn({ normal, permutation, uniform })).toEqual(expected);
    vi.unstubAllGlobals();
    vi.resetModules();
    const [without, accelerator] = await Promise.all([import("../index.js"), import("../webassembly.js")]);
    accelerator.drawWithWebAssembly();
    expect(drawn(without)).toEqual(expected);
  });
});
