import { expect, test } from "vitest";
import { apply, host, inner, scattered, valuesOf } from "../testing/apply-primitive.js";

test("meanPool2d averages each window, channel by channel", async () => {
  const x = host([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80], [1, 2, 4, 2]);
  const y = await apply("meanPool2d", [x], [1, 1, 2, 2], { window: [2, 2] });
  expect([...y.values]).toEqual([3.5, 35, 5.5, 55]);
});

test("meanPool2d takes windows of unequal sides, over several images", async () => {
  const x = host([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2, 1]);
  expect(await valuesOf(apply("meanPool2d", [x], [2, 1, 2, 1], { window: [3, 1] }))).toEqual([3, 4, 9, 10]);
});

test("upsample2d repeats each pixel", async () => {
  const x = host([1, 10, 2, 20], [1, 1, 2, 2]);
  const y = await valuesOf(apply("upsample2d", [x], [1, 2, 4, 2], { factor: [2, 2] }));
  const line = [1, 10, 1, 10, 2, 20, 2, 20];
  expect(y).toEqual([...line, ...line]);
});

test("the transpose of a mean is the enlargement over the number of pixels", async () => {
  const [x, dy] = [scattered([2, 6, 4, 3], 1), scattered([2, 2, 2, 3], 2)];
  const y = await apply("meanPool2d", [x], [2, 2, 2, 3], { window: [3, 2] });
  const dx = await apply("upsample2d", [dy], [2, 6, 4, 3], { factor: [3, 2] });
  expect(Math.abs(inner(y, dy) - inner(x, dx) / 6)).toBeLessThan(1e-14);
});

test("the mean of an enlargement is the image", async () => {
  const x = scattered([2, 3, 2, 2], 5, "float32");
  const large = await apply("upsample2d", [x], [2, 6, 8, 2], { factor: [2, 4] });
  expect(await apply("meanPool2d", [large], [2, 3, 2, 2], { window: [2, 4] })).toEqual(x);
});

test("NaN stays in its own window, and no images stay none", async () => {
  const x = host([Number.NaN, 1, 2, 4], [1, 1, 4, 1]);
  expect(await valuesOf(apply("meanPool2d", [x], [1, 1, 2, 1], { window: [1, 2] }))).toEqual([Number.NaN, 3]);
  expect(
    await valuesOf(apply("meanPool2d", [host([], [0, 2, 2, 3])], [0, 1, 1, 3], { window: [2, 2] })),
  ).toEqual([]);
  expect(
    await valuesOf(apply("upsample2d", [host([], [1, 2, 2, 0])], [1, 4, 4, 0], { factor: [2, 2] })),
  ).toEqual([]);
});
