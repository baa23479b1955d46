import {
  compile, evaluate, grad, type Key, key, matmul, mean, mul, normal, reshape, sin, split, square, sub, sum, type Tensor, tanh, tensor, transpose,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { describe, expect, test } from "vitest";
import { exactDivergence, hutchinsonDivergence, type VectorField } from "./index.js";
import { countingBackend, differences, distance, valuesOf } from "./testing/reference.js";

const points = (...shape: number[]): Tensor => normal(key(1), shape, { dtype: "float64" });
const matrixOf = (d: number): Tensor => normal(key(2), [d, d], { dtype: "float64" });
const linearField =
  (matrix: Tensor): VectorField =>
  (x) =>
    matmul(x, matrix);

/** trace, ‖S‖² and Σ Sᵢᵢ² of the symmetric part of a matrix. */
async function momentsOf(matrix: Tensor): Promise<{ trace: number; norm: number; diagonal: number }> {
  const d = matrix.shape[0]!;
  const a = await valuesOf(matrix);
  const at = (i: number, j: number): number => (a[i * d + j]! + a[j * d + i]!) / 2;
  const index = Array.from({ length: d }, (_, i) => i);
  return {
    trace: index.reduce((total, i) => total + at(i, i), 0),
    norm: index.reduce((total, i) => total + index.reduce((row, j) => row + at(i, j) ** 2, 0), 0),
    diagonal: index.reduce((total, i) => total + at(i, i) ** 2, 0),
  };
}

/** All 2ᵈ vectors of signs as the probes of one point: [2ᵈ, d]. */
function allSigns(d: number): Tensor {
  const rows = Array.from({ length: 2 ** d }, (_, k) =>
    Array.from({ length: d }, (_, i) => ((k >> i) & 1 ? 1 : -1)),
  );
  return tensor(rows, undefined, "float64");
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("hutchinsonDivergence with Rademacher probes", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "is unbiased with the variance of its formula in %i dimensions, over all 2ᵈ probes",
    async (d) => {
      const matrix = matrixOf(d);
      const { trace, norm, diagonal } = await momentsOf(matrix);
      const estimator = hutchinsonDivergence({ probes: 2 ** d });
      const [, estimates] = estimator.apply(linearField(matrix), points(d), { probes: allSigns(d) });
      const values = await valuesOf(estimates);
      expect(values).toHaveLength(2 ** d);
      expect(Math.abs(average(values) - trace)).toBeLessThan(1e-12);
      const variance = average(values.map((value) => (value - trace) ** 2));
      expect(Math.abs(variance - 2 * (norm - diagonal))).toBeLessThan(1e-12);
      // The negative control: half of the probes is biased, unless the sign of the last coordinate does not matter.
      const half = average(values.filter((_, k) => ((k ^ (k >> 1)) & 1) === 0));
      if (d > 1) expect(Math.abs(half - trace)).toBeGreaterThan(1e-3);
    },
  );

  test("is unbiased for a nonlinear field over all 2⁶ probes", async () => {
    const [inner, outer] = [
      normal(key(3), [6, 5], { dtype: "float64" }),
      normal(key(4), [5, 6], { dtype: "float64" }),
    ];
    const field: VectorField = (x) => matmul(tanh(matmul(x, inner)), outer);
    const x = points(6);
    const [, estimates] = hutchinsonDivergence({ probes: 64 }).apply(field, x, { probes: allSigns(6) });
    const [exact] = await valuesOf(exactDivergence().apply(field, x)[1]);
    expect(Math.abs(average(await valuesOf(estimates)) - exact!)).toBeLessThan(1e-12);
  });

  test("is exact for every probe where the Jacobian is diagonal", async () => {
    const x = points(5, 4);
    const estimator = hutchinsonDivergence({ probes: 3 });
    const probes = estimator.drawProbes(key(5), x.shape, { dtype: "float64" })!;
    const [, estimates] = estimator.apply(sin, x, { probes });
    const exact = await valuesOf(exactDivergence().apply(sin, x)[1]);
    const repeated = exact.flatMap((value) => [value, value, value]);
    expect(distance(await valuesOf(estimates), repeated)).toBeLessThan(1e-14);
  });

  test.each(["rademacher", "gaussian"] as const)(
    "is 0 for every %s probe where the Jacobian is antisymmetric",
    async (probe) => {
      const matrix = matrixOf(4);
      const x = points(5, 4);
      const estimator = hutchinsonDivergence({ probe, probes: 8 });
      const probes = estimator.drawProbes(key(6), x.shape, { dtype: "float64" })!;
      const [, estimates] = estimator.apply(linearField(sub(matrix, transpose(matrix))), x, { probes });
      expect(distance(await valuesOf(estimates), new Array(40).fill(0))).toBeLessThan(1e-13);
    },
  );
});

describe("hutchinsonDivergence with Gaussian probes", () => {
  test("has mean tr J and variance 2 ‖S‖²", async () => {
    const d = 4;
    const n = 40_000;
    const matrix = matrixOf(d);
    const { trace, norm, diagonal } = await momentsOf(matrix);
    const variance = 2 * norm;
    const estimator = hutchinsonDivergence({ probe: "gaussian", probes: n });
    const probes = estimator.drawProbes(key(7), [1, d], { dtype: "float64" })!;
    const [, estimates] = estimator.apply(linearField(matrix), points(1, d), { probes });
    const values = await valuesOf(estimates);
    // ε'Sε = Σ λ z²: fourth central moment 3 Var² + 48 Σ λ⁴ ≤ 15 Var², so Var of (y − tr)² is at most 14 Var².
    const found = average(values.map((value) => (value - trace) ** 2));
    const bound = 5 * variance * Math.sqrt(14 / n);
    expect(Math.abs(average(values) - trace)).toBeLessThan(5 * Math.sqrt(variance / n));
    expect(Math.abs(found - variance)).toBeLessThan(bound);
    // The negative control: the variance of Rademacher probes is told apart.
    expect(Math.abs(found - 2 * (norm - diagonal))).toBeGreaterThan(bound);
  });
});

describe("hutchinsonDivergence", () => {
  test.each([[[]], [[5]], [[4, 5]]])("returns [batch…, probes] for the batch [%s]", async (batch) => {
    const field = linearField(matrixOf(3));
    const estimator = hutchinsonDivergence({ probes: 2 });
    const shape = [...batch, 3];
    const x = points(...shape);
    const probes = estimator.drawProbes(key(8), shape, { dtype: "float64" })!;
    expect(probes.shape).toEqual([...batch, 2, 3]);
    const [v, estimates] = estimator.apply(field, x, { probes });
    expect([v.shape, estimates.shape]).toEqual([shape, [...batch, 2]]);
    // By hand: εᵀJε with v = x W, so εᵀ Wᵀ ε = Σ εⱼ (ε W)ⱼ.
    const byHand = sum(mul(matmul(reshape(probes, [-1, 3]), matrixOf(3)), reshape(probes, [-1, 3])), {
      axis: -1,
    });
    expect(distance(await valuesOf(estimates), await valuesOf(byHand))).toBeLessThan(1e-13);
  });

  test("sums over all axes of an event of rank 2", async () => {
    const x = points(3, 2, 2);
    const estimator = hutchinsonDivergence({ probes: 2 });
    const probes = estimator.drawProbes(key(9), x.shape, { eventNdim: 2, dtype: "float64" })!;
    expect(probes.shape).toEqual([3, 2, 2, 2]);
    const [, estimates] = estimator.apply(square, x, { eventNdim: 2, probes });
    const exact = await valuesOf(exactDivergence().apply(square, x, { eventNdim: 2 })[1]);
    expect(
      distance(
        await valuesOf(estimates),
        exact.flatMap((value) => [value, value]),
      ),
    ).toBeLessThan(1e-14);
  });

  test.each(["rademacher", "gaussian"] as const)(
    "draws %s probes whose row i depends on the key and i alone",
    async (probe) => {
      const estimator = hutchinsonDivergence({ probe, probes: 2 });
      const all = await valuesOf(estimator.drawProbes(key(10), [6, 3])!);
      const rest = await valuesOf(estimator.drawProbes(key(10), [4, 3], { firstRow: 2 })!);
      expect(rest).toEqual(all.slice(2 * 2 * 3));
      if (probe === "rademacher") expect(new Set(all)).toEqual(new Set([-1, 1]));
    },
  );

  test("draws float32 probes unless told", () => {
    expect(hutchinsonDivergence().drawProbes(key(0), [4, 2])!.dtype).toBe("float32");
  });

  test("draws inside a compiled function from a key of its arguments only", async () => {
    const estimator = hutchinsonDivergence();
    const backend = countingBackend();
    const draw = compile((k: Key) => estimator.drawProbes(split(k)[0], [4, 2]) as Tensor, { backend });
    const outside = await estimator.drawProbes(split(key(11))[0], [4, 2])!.data();
    expect([...(await (await draw(key(11))).data())]).toEqual([...outside]);
    const frozen = compile(() => estimator.drawProbes(key(11), [4, 2]) as Tensor, { backend });
    await expect(frozen()).rejects.toThrow(/inside a compiled function the key must be one of its arguments/);
  });

  test("is one program, whose size does not depend on the number of probes", async () => {
    const sizes = new Set<number>();
    for (const probes of [2, 7, 30]) {
      const backend = countingBackend();
      const estimator = hutchinsonDivergence({ probes });
      const drawn = estimator.drawProbes(key(12), [4, 3], { dtype: "float64" })!;
      await evaluate(estimator.apply(linearField(matrixOf(3)), points(4, 3), { probes: drawn }), { backend });
      expect(backend.programSizes).toHaveLength(1);
      sizes.add(backend.programSizes[0]!);
    }
    expect(sizes.size).toBe(1);
  });

  test("has derivatives of its own: d/dW of εᵀ(∂v/∂x)ε equals finite differences", async () => {
    const [inner, outer] = [
      normal(key(13), [2, 4], { dtype: "float64" }),
      normal(key(14), [4, 2], { dtype: "float64" }),
    ];
    const x = points(3, 2);
    const estimator = hutchinsonDivergence({ probe: "gaussian", probes: 2 });
    const probes = estimator.drawProbes(key(15), x.shape, { dtype: "float64" })!;
    const loss = (w: Tensor): Tensor =>
      mean(square(estimator.apply((y) => matmul(tanh(matmul(y, w)), outer), x, { probes })[1]));
    const found = (await differences(loss, inner)).map(([slope]) => slope!);
    expect(distance(await valuesOf(grad(loss)(inner)), found)).toBeLessThan(1e-8);
  });

  test("says what it is", () => {
    const { name, probes } = hutchinsonDivergence({ probe: "gaussian", probes: 4 });
    expect([name, probes]).toEqual(["hutchinson(gaussian, 4)", 4]);
  });

  test.each([0, -1, 1.5, Number.NaN])("refuses %d probes", (probes) => {
    expect(() => hutchinsonDivergence({ probes })).toThrow(
      `hutchinsonDivergence: probes must be a positive integer, got ${probes}. Pass 1 or more.`,
    );
  });

  test("refuses probes of another kind", () => {
    expect(() => hutchinsonDivergence({ probe: "normal" as "gaussian" })).toThrow(
      'hutchinsonDivergence: probe must be "rademacher" or "gaussian", got "normal". Pass one of the two.',
    );
  });

  test("refuses to go without probes, with probes of another shape, and a field of another shape", () => {
    const estimator = hutchinsonDivergence({ probes: 2 });
    const x = points(4, 3);
    expect(() => estimator.apply(sin, x)).toThrow(
      "hutchinsonDivergence: apply needs probes, got none. Pass { probes: estimator.drawProbes(key, x.shape) }.",
    );
    expect(() => estimator.apply(sin, x, { probes: points(4, 5, 3) })).toThrow(
      "hutchinsonDivergence: probes must be [batch…, probes, event…] [4, 2, 3], got [4, 5, 3]. Use drawProbes.",
    );
    const probes = estimator.drawProbes(key(0), x.shape)!;
    expect(() => estimator.apply((y) => mean(y, { axis: 0 }), x, { probes })).toThrow(
      "hutchinsonDivergence: the field must return the shape of its points [4, 3], got [3]. Return one component for each coordinate.",
    );
    expect(() => estimator.drawProbes(key(0), [3], { eventNdim: 2 })).toThrow(
      "hutchinsonDivergence: eventNdim must be an integer from 0 to the rank of x, got 2 for [3]. Count the axes of one point.",
    );
  });
});
