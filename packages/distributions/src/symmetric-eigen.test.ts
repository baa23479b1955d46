import { key, normal } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "./symmetric-eigen.js";

describe("eigenvectors of a symmetric matrix", () => {
  test.each([1, 2, 5, 12])("rebuild it and are orthogonal in %i dimensions", async (d) => {
    const raw = await normal(key(d), [d, d], { dtype: "float64" }).data();
    const matrix = Array.from({ length: d }, (_, i) =>
      Array.from({ length: d }, (_, j) => raw[i * d + j]! + raw[j * d + i]!),
    );
    const { values, vectors } = symmetricEigen(matrix);
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) {
        const rebuilt = values.reduce((sum, value, k) => sum + vectors[i]![k]! * value * vectors[j]![k]!, 0);
        const product = vectors.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
        expect(Math.abs(rebuilt - matrix[i]![j]!)).toBeLessThan(1e-13);
        expect(Math.abs(product - Number(i === j))).toBeLessThan(1e-14);
      }
  });

  test("are exact for a diagonal matrix, and known for a small one", () => {
    expect(symmetricEigen([[3, 0], [0, 1]])).toEqual({ values: [3, 1], vectors: [[1, 0], [0, 1]] });
    expect([...symmetricEigen([[2, 1], [1, 2]]).values].sort()).toEqual([expect.closeTo(1, 15), expect.closeTo(3, 15)]);
  }); // biome-ignore format: tables
});
