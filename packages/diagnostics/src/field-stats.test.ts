import { exactDivergence, hutchinsonDivergence } from "@nami/divergence";
import { DataError } from "@nami/errors";
import {
  add,
  arange,
  concat,
  cos,
  div,
  expandDims,
  floor,
  key,
  matmul,
  mul,
  normal,
  referenceBackend,
  reshape,
  sin,
  slice,
  softmax,
  split,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  uniform,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { type DiagnosedModel, divergenceStats, fieldStats } from "./index.js";

const backend = referenceBackend({ dtype: "float64" });
const points = tensor(
  [
    [3, 4],
    [0, 1],
    [0, 0],
  ],
  [3, 2],
  "float64",
);
const matrix = tensor(
  [
    [1, 2],
    [-3, 5],
  ],
  [2, 2],
  "float64",
);
/** v = x A, ∇·v = tr A = 6 */
const linear: DiagnosedModel = (x) => matmul(x, matrix);
/** v = t x², ∇·v = 2 t Σ xᵢ */
const quadratic: DiagnosedModel = (x, t) => mul(expandDims(t, -1), square(x));

const noise = 0.05;

/** (cos θ, sin θ) for branch 0, (1 − cos θ, ½ − sin θ) for branch 1: `[…, 1]` to `[…, 2]`. */
function moonAt(angle: Tensor, branch: Tensor): Tensor {
  const sign = sub(1, mul(branch, 2));
  return concat([add(branch, mul(sign, cos(angle))), add(mul(branch, 0.5), mul(sign, sin(angle)))], -1);
}

/** E[ε − x₀ | (1 − t) x₀ + t ε = x], x₀ near one of 400 points of the moons. */
const moonsVelocity: DiagnosedModel = (x, time) => {
  const index = expandDims(arange(0, 400, 1, "float64"), -1);
  const branch = floor(div(index, 200));
  const centers = moonAt(mul(add(sub(index, mul(branch, 200)), 0.5), Math.PI / 200), branch);
  const t = expandDims(expandDims(time, -1), -1);
  const alpha = sub(1, t);
  const variance = add(square(mul(alpha, noise)), square(t));
  const delta = sub(expandDims(x, -2), mul(alpha, centers));
  const weights = softmax(div(mul(-0.5, sum(square(delta), { axis: -1, keepDims: true })), variance), {
    axis: -2,
  });
  const rate = div(sub(t, mul(alpha, noise ** 2)), variance);
  return sum(mul(weights, sub(mul(rate, delta), centers)), { axis: -2 });
};

describe("fieldStats", () => {
  test("gives mean, spread with n − 1, and range of ‖v‖", async () => {
    expect(await fieldStats((x) => x, points, 0, { backend })).toEqual({
      mean: 2,
      std: Math.sqrt(7),
      min: 0,
      max: 5,
    });
  });

  test("takes times as a number or for each point", async () => {
    const { max } = await fieldStats(quadratic, points, 0.5, { backend });
    expect(max).toBeCloseTo(0.5 * Math.hypot(9, 16), 12);
    const t = tensor([0, 2, 1], [3], "float64");
    expect(await fieldStats(quadratic, points, t, { backend })).toMatchObject({ max: 2, min: 0 });
  });

  test("is Euclidean over events of any rank, and takes any batch", async () => {
    const image: DiagnosedModel = Object.assign((x: Tensor) => x, { eventShape: [2, 2] });
    const x = tensor(
      [
        [
          [
            [1, 1],
            [1, 1],
          ],
        ],
        [
          [
            [2, 2],
            [2, 2],
          ],
        ],
      ],
      [2, 1, 2, 2],
      "float64",
    );
    expect(await fieldStats(image, x, 0, { backend })).toMatchObject({ mean: 3, min: 2, max: 4 });
  });

  test("takes lengths in double precision, of fields in single precision too", async () => {
    const single = referenceBackend();
    const x = tensor([[3, 4]]);
    for (const scale of [1e30, 1e-30]) {
      const { max } = await fieldStats((at) => mul(at, scale), x, 0, { backend: single });
      expect(max / scale).toBeCloseTo(5, 6);
    }
  });

  test("repeats a condition over the batch", async () => {
    const moved: DiagnosedModel = (x, _, condition) => add(mul(x, 0), condition!);
    const condition = tensor([3, 4], [2], "float64");
    expect(await fieldStats(moved, points, 0, { backend, condition })).toEqual({
      mean: 5,
      std: 0,
      min: 5,
      max: 5,
    });
  });

  test("has no spread for one point, and NaN is never hidden", async () => {
    expect(await fieldStats(linear, tensor([1, 0], [2], "float64"), 0, { backend })).toMatchObject({
      std: Number.NaN,
    });
    const nan = Number.NaN;
    const broken: DiagnosedModel = (x) => sqrt(sub(x, 1));
    expect(await fieldStats(broken, points, 0, { backend })).toEqual({
      mean: nan,
      std: nan,
      min: nan,
      max: nan,
    });
  });

  test("names the row of a point that is not finite", async () => {
    const broken = tensor([1, 2, 3, 4, 5, Number.NaN, 7, 8], [4, 2], "float64");
    const message =
      "points must be finite, got NaN in row 2. Remove the row, or look at the solve that made it.";
    await expect(fieldStats(linear, broken, 0, { backend })).rejects.toThrow(
      new DataError(`fieldStats: ${message}`),
    );
    await expect(divergenceStats(linear, broken, 0, { backend })).rejects.toThrow(
      `divergenceStats: ${message}`,
    );
    await expect(fieldStats(linear, reshape(broken, [2, 2, 2]), 0, { backend })).rejects.toThrow(
      "got NaN in row [1, 0].",
    );
  });

  test("finds the mean 0.755 and spread 0.372 of the exact velocity of two moons at their data", async () => {
    const n = 1500;
    const [placeKey, errorKey, timeKey] = split(key(0), 3);
    const place = uniform(placeKey, [n, 2], { dtype: "float64" });
    const branch = floor(mul(slice(place, [0, 0], [n, 1]), 2));
    const data = add(
      moonAt(mul(slice(place, [0, 1], [n, 1]), Math.PI), branch),
      mul(normal(errorKey, [n, 2], { dtype: "float64" }), noise),
    );
    const t = uniform(timeKey, [n], { dtype: "float64" });
    const { mean, std } = await fieldStats(moonsVelocity, data, t, { backend });
    // Standard errors over n points: s/√n = 0.0096, and s/√(2n) = 0.0068 were it normal.
    expect(Math.abs(mean - 0.755)).toBeLessThan(4.5 * 0.0096);
    expect(Math.abs(std - 0.372)).toBeLessThan(4.5 * 0.0068);
  });

  test("refuses points that do not fit", async () => {
    const model: DiagnosedModel = Object.assign((x: Tensor) => x, { eventShape: [2] });
    await expect(fieldStats(model, tensor([[1, 2, 3]]), 0, { backend })).rejects.toThrow(
      "fieldStats: points must end in the event shape [2], got [1, 3]. Put the batch axes first.",
    );
    await expect(fieldStats(model, tensor([], [0, 2]), 0, { backend })).rejects.toThrow(
      "there must be at least one point",
    );
    await expect(fieldStats(model, tensor([1, 2], [2], "int32"), 0, { backend })).rejects.toThrow(
      "points must be floats, got int32",
    );
    await expect(fieldStats(model, points, tensor([[0]]), { backend })).rejects.toThrow(
      "t must be a number or have the batch shape [3]",
    );
    await expect(fieldStats((x) => sum(x), points, 0, { backend })).rejects.toThrow(
      "the model must give the shape of x ([3, 2]), got []",
    );
  });
});

describe("divergenceStats", () => {
  test("is the trace of a linear field everywhere", async () => {
    expect(await divergenceStats(linear, points, 0, { backend })).toEqual({
      mean: 6,
      std: 0,
      min: 6,
      max: 6,
    });
  });

  test("is exact for a field that is not linear", async () => {
    const { mean, min, max } = await divergenceStats(quadratic, points, 0.5, { backend });
    expect([mean, min, max]).toEqual([8 / 3, 0, 7]);
  });

  test("uses the model's own formula, unless an estimator is given", async () => {
    const own: DiagnosedModel = Object.assign((x: Tensor) => linear(x, x), {
      eventShape: [2],
      divergence: (x: Tensor) => sum(mul(x, 0), { axis: -1 }),
    });
    expect(await divergenceStats(own, points, 0, { backend })).toMatchObject({ mean: 0 });
    expect(await divergenceStats(own, points, 0, { backend, estimator: exactDivergence() })).toMatchObject({
      mean: 6,
    });
  });

  test("takes a stochastic estimator with its key", async () => {
    const estimator = hutchinsonDivergence({ probes: 4000 });
    const { mean } = await divergenceStats(linear, points, 0, { backend, estimator, key: key(0) });
    // Off-diagonal sum S = −1 gives each estimate variance 1, over 3 · 4000 probes; 4.5 standard errors.
    expect(Math.abs(mean - 6)).toBeLessThan(4.5 / Math.sqrt(12_000));
    expect(Math.abs(mean - 6.1)).toBeGreaterThan(4.5 / Math.sqrt(12_000));
    await expect(divergenceStats(linear, points, 0, { backend, estimator })).rejects.toThrow(
      "divergenceStats: hutchinson(rademacher, 4000) needs a key for its probes, got none. Pass { estimator, key }.",
    );
  });
});
