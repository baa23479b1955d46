import { describe, expect, test } from "vitest";
import type { ConvolutionWindow } from "../primitives.js";
import { apply, type HostValue, host, inner, scattered, valuesOf } from "../testing/apply-primitive.js";

/** One geometry: image, filter, window, result. */
interface Case {
  readonly x: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly window: ConvolutionWindow;
  readonly y: readonly [number, number, number, number];
}

const none = [[0, 0], [0, 0]] as const; // biome-ignore format: a window
const cases: readonly (readonly [string, Case])[] = [
  ["one pixel", { x: [2, 3, 4, 3], filter: [1, 1, 3, 2], window: { strides: [1, 1], padding: none }, y: [2, 3, 4, 2] }],
  ["no padding", { x: [2, 5, 6, 2], filter: [3, 2, 2, 3], window: { strides: [1, 1], padding: none }, y: [2, 3, 5, 3] }],
  ["uneven padding", { x: [1, 4, 5, 2], filter: [3, 4, 2, 2], window: { strides: [1, 1], padding: [[1, 1], [2, 1]] }, y: [1, 4, 5, 2] }],
  ["strides that leave a rest", { x: [2, 8, 7, 1], filter: [3, 3, 1, 2], window: { strides: [2, 3], padding: [[1, 0], [1, 2]] }, y: [2, 4, 3, 2] }],
  ["strides beyond the filter", { x: [1, 7, 7, 2], filter: [2, 1, 2, 1], window: { strides: [3, 4], padding: none }, y: [1, 2, 2, 1] }],
  ["padding beyond the filter", { x: [1, 2, 1, 1], filter: [2, 2, 1, 1], window: { strides: [1, 1], padding: [[3, 2], [2, 3]] }, y: [1, 6, 5, 1] }],
  ["no images", { x: [0, 5, 5, 2], filter: [3, 3, 2, 3], window: { strides: [1, 1], padding: none }, y: [0, 3, 3, 3] }],
  ["no channels", { x: [1, 5, 5, 0], filter: [3, 3, 0, 3], window: { strides: [1, 1], padding: none }, y: [1, 3, 3, 3] }],
]; // biome-ignore format: a table

/** The definition, element by element, on a padded image. */
function naive(
  x: HostValue,
  filter: HostValue,
  { x: [, H, W, C], filter: [kh, kw, , O], window, y }: Case,
): number[] {
  const at = (n: number, h: number, w: number, c: number) =>
    h < 0 || w < 0 || h >= H || w >= W ? 0 : x.values[((n * H + h) * W + w) * C + c]!;
  return Array.from({ length: y[0] * y[1] * y[2] * y[3] }, (_, index) => {
    const o = index % O;
    const s = Math.floor(index / O) % y[2];
    const r = Math.floor(index / (O * y[2])) % y[1];
    const n = Math.floor(index / (O * y[2] * y[1]));
    let sum = 0;
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++)
        for (let c = 0; c < C; c++)
          sum +=
            at(
              n,
              r * window.strides[0] + i - window.padding[0][0],
              s * window.strides[1] + j - window.padding[1][0],
              c,
            ) * filter.values[((i * kw + j) * C + c) * O + o]!;
    return sum;
  });
}

describe.each(cases)("with %s", (_, geometry) => {
  const { window } = geometry;
  const [x, filter, dy] = [scattered(geometry.x, 1), scattered(geometry.filter, 2), scattered(geometry.y, 3)];

  test("conv2d equals its definition", async () => {
    const y = await valuesOf(apply("conv2d", [x, filter], geometry.y, window));
    const truth = naive(x, filter, geometry);
    expect(y.length).toBe(truth.length);
    y.forEach((value, i) => {
      expect(Math.abs(value - truth[i]!)).toBeLessThan(1e-14);
    });
  });

  test("the gradients are the transposes: ⟨x ∗ f, dy⟩ = ⟨x, dx⟩ = ⟨f, df⟩", async () => {
    const y = await apply("conv2d", [x, filter], geometry.y, window);
    const dx = await apply("conv2dInputGradient", [dy, filter], geometry.x, {
      ...window,
      inputShape: geometry.x,
    });
    const df = await apply("conv2dFilterGradient", [x, dy], geometry.filter, {
      ...window,
      filterShape: geometry.filter,
    });
    const product = inner(y, dy);
    expect(Math.abs(inner(x, dx) - product)).toBeLessThan(1e-12);
    expect(Math.abs(inner(filter, df) - product)).toBeLessThan(1e-12);
  });
});

test("a cross-correlation by hand: the filter is not turned round", async () => {
  const x = host([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const filter = host([1, 0, 0, 10], [2, 2, 1, 1]);
  const y = apply("conv2d", [x, filter], [1, 2, 2, 1], { strides: [1, 1], padding: none });
  expect(await valuesOf(y)).toEqual([51, 62, 84, 95]);
});

test("a float32 convolution is the rounded double one", async () => {
  const geometry = cases[1]![1];
  const [x, filter] = [scattered(geometry.x, 1, "float32"), scattered(geometry.filter, 2, "float32")];
  const y = await valuesOf(apply("conv2d", [x, filter], geometry.y, geometry.window));
  expect(y).toEqual(naive(x, filter, geometry).map(Math.fround));
});

test("padding adds nothing, even where the filter is infinite", async () => {
  const filter = host([Number.POSITIVE_INFINITY, 1], [1, 2, 1, 1]);
  const window = { strides: [1, 1], padding: [[0, 0], [1, 0]] } as const; // biome-ignore format: a window
  expect(await valuesOf(apply("conv2d", [host([3], [1, 1, 1, 1]), filter], [1, 1, 1, 1], window))).toEqual([
    3,
  ]);
});
