import {
  add, evaluate, grad, key, matmul, mul, normal, reshape, sin, softmax, square, sum, type Tensor, tanh, tensor, transpose, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { describe, expect, test } from "vitest";
import { exactDivergence, type VectorField } from "./index.js";
import { countingBackend, differences, distance, valuesOf } from "./testing/reference.js";

const exact = exactDivergence();
const points = (...shape: number[]): Tensor => normal(key(1), shape, { dtype: "float64" });
const divergenceOf = async (field: VectorField, x: Tensor, eventNdim = 1): Promise<number[]> =>
  valuesOf(exact.apply(field, x, { eventNdim })[1]);
const network =
  (inner: Tensor, outer: Tensor): VectorField =>
  (x) =>
    matmul(tanh(matmul(x, inner)), outer);
const weights = (d: number): [Tensor, Tensor] => [
  normal(key(2), [d, 5], { dtype: "float64" }),
  normal(key(3), [5, d], { dtype: "float64" }),
];

describe("exactDivergence", () => {
  test.each([1, 2, 3, 8])("of a linear field in %i dimensions is the trace of its matrix", async (d) => {
    const matrix = points(d, d);
    const entries = await valuesOf(matrix);
    const trace = Array.from({ length: d }, (_, i) => entries[i * d + i]!).reduce((a, b) => a + b);
    for (const found of await divergenceOf((x) => matmul(x, matrix), points(4, d)))
      expect(Math.abs(found - trace)).toBeLessThan(1e-14);
  });

  test("of x² is 2 Σ xᵢ, and the field comes with it", async () => {
    const x = tensor([
      [1, 2],
      [3, -5],
    ]);
    const [v, estimates] = exact.apply((y) => mul(y, y), x);
    expect(estimates.shape).toEqual([2, 1]);
    expect(await valuesOf(v)).toEqual([1, 4, 9, 25]);
    expect(await valuesOf(estimates)).toEqual([6, -4]);
  });

  test("of a constant field is 0, and of the identity d", async () => {
    expect(await divergenceOf(() => zeros([4, 3], "float64"), points(4, 3))).toEqual([0, 0, 0, 0]);
    expect(await divergenceOf((x) => x, points(4, 3))).toEqual([3, 3, 3, 3]);
  });

  test("of a network is the trace of its Jacobian by finite differences", async () => {
    const field = network(...weights(3));
    const x = points(4, 3);
    const jacobian = await differences((y) => field(y), x);
    const found = await divergenceOf(field, x);
    for (let row = 0; row < 4; row++) {
      const trace = [0, 1, 2].reduce((total, i) => total + jacobian[3 * row + i]![3 * row + i]!, 0);
      expect(Math.abs(found[row]! - trace)).toBeLessThan(1e-10);
    }
  });

  test.each([[[]], [[5]], [[4, 5]], [[0]]])(
    "keeps the batch axes [%s], each point by itself",
    async (batch) => {
      const field = network(...weights(3));
      const size = batch.reduce((a, b) => a * b, 1);
      const x = points(size, 3);
      const [v, estimates] = exact.apply(field, reshape(x, [...batch, 3]));
      expect([v.shape, estimates.shape]).toEqual([
        [...batch, 3],
        [...batch, 1],
      ]);
      expect(await valuesOf(estimates)).toEqual(await divergenceOf(field, x));
    },
  );

  test("sums over all axes of an event of rank 2 and 3", async () => {
    // vᵢⱼ = sin(xⱼᵢ)·c + xᵢⱼ²: only the diagonal of the first term is its own derivative.
    const field: VectorField = (x) => {
      const rank = x.shape.length;
      const swapped = [...x.shape.keys()].map((i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
      return add(mul(sin(transpose(x, swapped)), 3), square(x));
    };
    const values = await valuesOf(points(2, 3, 3));
    const want = [0, 1].map((row) => {
      const point = values.slice(9 * row, 9 * row + 9);
      return point.reduce((total, x, i) => total + 2 * x + (i % 4 === 0 ? 3 * Math.cos(x) : 0), 0);
    });
    expect(distance(await divergenceOf(field, points(2, 3, 3), 2), want)).toBeLessThan(1e-13);
    expect(distance(await divergenceOf(field, points(2, 3, 3), 3), [want[0]! + want[1]!])).toBeLessThan(
      1e-13,
    );
  });

  test("of single numbers is the derivative", async () => {
    expect(
      distance(await divergenceOf(sin, tensor([0, 1, 2], [3], "float64"), 0), [0, 1, 2].map(Math.cos)),
    ).toBeLessThan(1e-15);
  });

  test("is one program, whose size does not depend on the dimension", async () => {
    const sizes = new Set<number>();
    for (const d of [2, 3, 10, 50]) {
      const backend = countingBackend();
      const [v, estimates] = exact.apply(network(...weights(d)), points(4, d));
      await evaluate([v, estimates], { backend });
      expect(backend.programSizes).toHaveLength(1);
      sizes.add(backend.programSizes[0]!);
    }
    expect(sizes.size).toBe(1);
    expect(Math.max(...sizes)).toBeLessThan(25);
  });

  test.each([
    ["tanh", tanh],
    ["softmax", (h: Tensor) => softmax(h)],
  ] as const)("has derivatives of its own: d/dW for %s equals finite differences", async (_, activation) => {
    const [inner, outer] = weights(2);
    const x = points(3, 2);
    const total = (w: Tensor): Tensor =>
      sum(square(exact.apply((y) => matmul(activation(matmul(y, w)), outer), x)[1]));
    const gradient = await valuesOf(grad(total)(inner));
    const found = (await differences(total, inner)).map(([slope]) => slope!);
    expect(distance(gradient, found)).toBeLessThan(1e-8);
    // The negative control: a gradient that misses the second derivative of the activation.
    expect(
      distance(
        gradient.map((g) => g * 1.0001),
        found,
      ),
    ).toBeGreaterThan(1e-8);
  });

  test("draws no probes", () => {
    expect([exact.name, exact.probes, exact.drawProbes(key(0), [4, 2])]).toEqual(["exact", 0, undefined]);
  });

  test("refuses a field of another shape, which would broadcast into a wrong trace", () => {
    expect(() => exact.apply((x) => sum(x, { axis: -1, keepDims: true }), points(4, 3))).toThrow(
      "exactDivergence: the field must return the shape of its points [4, 3], got [4, 1]. Return one component for each coordinate.",
    );
  });

  test.each([-1, 2, 1.5])("refuses eventNdim %d of a vector", (eventNdim) => {
    expect(() => exact.apply((x) => x, points(3), { eventNdim })).toThrow(
      `exactDivergence: eventNdim must be an integer from 0 to the rank of x, got ${eventNdim} for [3]. Count the axes of one point.`,
    );
  });
});
