import { expect, test } from "vitest";
import { apply, type HostValue, host, scattered, valuesOf } from "../testing/apply-primitive.js";

/** out[i, j] = Σ a[i, k] b[k, j], from the definition. */
function naive(a: readonly number[], b: readonly number[], m: number, n: number, p: number): number[] {
  return Array.from({ length: m * p }, (_, at) => {
    const [i, j] = [Math.floor(at / p), at % p];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * p + j]!;
    return sum;
  });
}

function expectClose(values: readonly number[], truth: readonly number[], bound: number): void {
  expect(values.length).toBe(truth.length);
  values.forEach((value, i) => {
    expect(Math.abs(value - truth[i]!)).toBeLessThanOrEqual(bound);
  });
}

test("a product by hand", async () => {
  const [a, b] = [host([1, 2, 3, 4, 5, 6], [2, 3]), host([7, 8, 9, 10, 11, 12], [3, 2])];
  expect(await valuesOf(apply("matmul", [a, b], [2, 2], {}))).toEqual([58, 64, 139, 154]);
});

test.each([
  [1, 1, 1],
  [1, 7, 1],
  [3, 4, 5],
  [2, 9, 3],
  [5, 3, 1],
  [7, 11, 13],
])("[%d, %d] × […, %d] equals the definition", async (m, n, p) => {
  const [a, b] = [scattered([m, n], 1), scattered([n, p], 2)];
  const truth = naive([...a.values], [...b.values], m, n, p);
  // Two orders of summation of n terms below 1.
  expectClose(await valuesOf(apply("matmul", [a, b], [m, p], {})), truth, 2 * n * n * 2 ** -53);
});

test.each([
  [[], [5], [5]],
  [[5], [], [5]],
  [[2, 1], [3], [2, 3]],
  [
    [2, 1, 2, 1],
    [3, 1, 2],
    [2, 3, 2, 2],
  ],
  [[0], [1], [0]],
])("leading axes [%s] and [%s] broadcast", async (left, right, batch) => {
  const [a, b] = [scattered([...left, 2, 3], 1), scattered([...right, 3, 4], 2)];
  const wide = async (x: HostValue, rows: number, columns: number) => {
    const shape = [...batch, rows, columns];
    return apply("broadcastTo", [x], shape, { shape });
  };
  const product = await apply("matmul", [a, b], [...batch, 2, 4], {});
  const [wideA, wideB] = [await wide(a, 2, 3), await wide(b, 3, 4)];
  const truth = Array.from({ length: wideA.values.length / 6 }, (_, k) =>
    naive([...wideA.values.slice(6 * k, 6 * k + 6)], [...wideB.values.slice(12 * k, 12 * k + 12)], 2, 3, 4),
  ).flat();
  expectClose([...product.values], truth, 18 * 2 ** -53);
});

test("a float32 product is the rounded double product", async () => {
  const [a, b] = [scattered([4, 50], 1, "float32"), scattered([50, 3], 2, "float32")];
  const truth = naive([...a.values], [...b.values], 4, 50, 3);
  expectClose(await valuesOf(apply("matmul", [a, b], [4, 3], {})), truth.map(Math.fround), 0);
});

test("an inner size of 0 gives zeros, and outer sizes of 0 nothing", async () => {
  expect(await valuesOf(apply("matmul", [host([], [2, 0]), host([], [0, 3])], [2, 3], {}))).toEqual(
    new Array(6).fill(0),
  );
  expect(await valuesOf(apply("matmul", [host([], [0, 2]), scattered([2, 3])], [0, 3], {}))).toEqual([]);
  expect(await valuesOf(apply("matmul", [scattered([2, 2]), host([], [2, 0])], [2, 0], {}))).toEqual([]);
});

test("zero times infinity is NaN, not left out", async () => {
  const [a, b] = [host([0, 1], [1, 2]), host([Number.POSITIVE_INFINITY, 1], [2, 1])];
  expect(await valuesOf(apply("matmul", [a, b], [1, 1], {}))).toEqual([Number.NaN]);
});
