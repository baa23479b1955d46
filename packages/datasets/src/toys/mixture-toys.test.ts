import { evaluate, key, referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { kolmogorov, meanAndError, normalCdf } from "../../test/statistics.js";
import { circles, eightGaussians, type MixtureToy, moons, rings, spirals, swissRoll } from "../index.js";

const backend = referenceBackend({ dtype: "float64" });

async function draw(toy: MixtureToy, count: number, seed: number): Promise<Float64Array> {
  const x = await evaluate(toy.sample(count, { key: key(seed), dtype: "float64" }), { backend });
  return Float64Array.from(await x.data());
}

async function logProb(toy: MixtureToy, points: Float64Array): Promise<Float64Array> {
  const x = tensor(points, [points.length / 2, 2], "float64");
  return Float64Array.from(await (await evaluate(toy.logProb(x), { backend })).data());
}

/** The distribution function of the projection of a mixture on a direction. */
function projected(
  { mixture: { weights, means, variances } }: MixtureToy,
  [a, b]: readonly [number, number],
) {
  const std = Math.sqrt(variances[0]!);
  return (x: number): number =>
    means.reduce((sum, [cx, cy], k) => sum + weights[k]! * normalCdf((x - a * cx - b * cy) / std), 0);
}

const project = (points: Float64Array, [a, b]: readonly [number, number]): Float64Array =>
  Float64Array.from({ length: points.length / 2 }, (_, i) => a * points[2 * i]! + b * points[2 * i + 1]!);

const directions = [
  [1, 0],
  [0, 1],
  [0.6, 0.8],
] as const;

describe.each([moons(), eightGaussians(), circles(), rings(), spirals(), swissRoll()])("$name", (toy) => {
  test("has a density that integrates to 1", async () => {
    const std = Math.sqrt(toy.mixture.variances[0]!);
    // On a grid of spacing σ the trapezoidal rule integrates a normal density to 2 exp(−2π²) = 5e-9.
    const [left, bottom] = [0, 1].map(
      (axis) => Math.min(...toy.mixture.means.map((c) => c[axis]!)) - 7 * std,
    );
    const [right, top] = [0, 1].map((axis) => Math.max(...toy.mixture.means.map((c) => c[axis]!)) + 7 * std);
    const grid: number[] = [];
    for (let x = left!; x < right!; x += std) for (let y = bottom!; y < top!; y += std) grid.push(x, y);
    const values = await logProb(toy, Float64Array.from(grid));
    expect(values.reduce((sum, value) => sum + Math.exp(value), 0) * std * std).toBeCloseTo(1, 7);
  });

  test("draws from its density", async () => {
    const points = await draw(toy, 1200, 1);
    for (const direction of directions)
      expect(kolmogorov(project(points, direction), projected(toy, direction))).toBeLessThan(2.5);
  });

  test("has the entropy −E ln p", async () => {
    const values = await logProb(toy, await draw(toy, 1500, 2));
    const { mean, error } = meanAndError(values);
    expect(Math.abs(mean + toy.entropy)).toBeLessThan(4.5 * error);
  });

  test("has weights with sum 1 and freezes", () => {
    expect(toy.mixture.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(toy.mixture.weights.every((weight) => weight > 0)).toBe(true);
    expect(Object.isFrozen(toy)).toBe(true);
  });
});

describe("the statistics of these tests", () => {
  test("catch a noise that is a tenth too large", async () => {
    const values = await logProb(moons(), await draw(moons({ noise: 0.055 }), 1500, 2));
    const { mean, error } = meanAndError(values);
    expect(Math.abs(mean + moons().entropy)).toBeGreaterThan(4.5 * error);
  });

  test("catch curves that are a fifth too small", async () => {
    const points = (await draw(spirals(), 1200, 1)).map((value) => value * 0.8);
    expect(kolmogorov(project(points, [0, 1]), projected(spirals(), [0, 1]))).toBeGreaterThan(2.5);
  });
});

describe("logProb", () => {
  // Adaptive quadrature along the curves (SciPy), and for circles the closed form with the Bessel function I₀.
  test.each([
    ["moons", moons(), 0.3, 0.95, 0.23828971708862012],
    ["moons", moons(), 0.5, 0.25, -37.66979042021449],
    ["moons", moons(), -1.2, -0.3, -28.50265406683914],
    ["moons", moons(), 2, 1.2, -101.32410547304343],
    ["swissRoll", swissRoll(), 0, 0, -13.556670877657423],
    ["swissRoll", swissRoll(), 1.3, 0.7, -2.0885934028946],
    ["swissRoll", swissRoll(), -2, 1, -4.692133648523446],
    ["spirals", spirals(), 0, 0, -3.4341896575482003],
    ["spirals", spirals(), 1.3, 0.7, -11.766934590119547],
    ["spirals", spirals(), -2.9, 0.3, -11.448823993194022],
    ["circles", circles(), 0, 0, -19.208041535689],
    ["circles", circles(), 0, 0.8, -6.361327624890127],
    ["circles", circles(), -1.5, 0, -2.425069431961093],
    ["circles", circles(), 2.22, -2.96, -7.479140860114628],
    ["rings", rings(), 0, 0, -42.118026638912724],
    ["rings", rings(), 0.48, 0.64, -1.5559404797413476],
    ["rings", rings(), 0, -2.6, -12.02555968335308],
    ["rings", rings(), -3.7, 0, -41.10203177772272],
  ])("of %s at (%d, %d) is the integral over the curve", async (_, toy, x, y, truth) => {
    expect((await logProb(toy, Float64Array.of(x, y)))[0]).toBeCloseTo(truth, 7);
  });

  test("is as good for an error that is small or large beside the curve", async () => {
    // NumPy, 32,000 nodes: moons with noise 0.01 and 5.
    expect((await logProb(moons({ noise: 0.01 }), Float64Array.of(1.01, 0.01)))[0]).toBeCloseTo(
      1.1642119213584206,
      6,
    );
    expect((await logProb(moons({ noise: 5 }), Float64Array.of(3, -4)))[0]).toBeCloseTo(
      -5.552313273525577,
      9,
    );
  });

  test.each([
    ["circles", circles, [3, 1.5]],
    ["rings", rings, [3, 2.25, 1.5, 0.75]],
  ] as const)(
    "of %s is good to 1e-8 up to 8 σ from the curves, whatever the error",
    async (_, make, radii) => {
      for (const noise of [0.1, 0.9, 1.2, 1.5, 2, 2.4, 3, 6])
        for (const r of [0, 3, 3 + 3 * noise, 3 + 8 * noise])
          for (const angle of [0, 0.05, 0.1]) {
            const [x, y] = [r * Math.cos(angle), r * Math.sin(angle)];
            // Sums over 4,000 places of each circle, scaled by the nearest one.
            const near = Math.min(...radii.map((radius) => Math.abs(r - radius)));
            let total = 0;
            for (const radius of radii)
              for (let i = 0; i < 4000; i++) {
                const turn = (2 * Math.PI * i) / 4000;
                const gap = (x - radius * Math.cos(turn)) ** 2 + (y - radius * Math.sin(turn)) ** 2;
                total += Math.exp((near ** 2 - gap) / (2 * noise ** 2));
              }
            const truth =
              Math.log(total / (4000 * radii.length * 2 * Math.PI * noise ** 2)) -
              near ** 2 / (2 * noise ** 2);
            const [value] = await logProb(make({ noise }), Float64Array.of(x, y));
            expect(Math.abs(value! - truth)).toBeLessThan(1e-8);
          }
    },
  );

  test("refuses an error so small that the curve takes too many nodes", () => {
    const toy = moons({ noise: 1e-5 });
    expect(toy.sample(3, { key: key(0) }).shape).toEqual([3, 2]);
    expect(() => toy.logProb(tensor([0, 0]))).toThrow(
      "moons: noise must be at least 0.00094 for a density, got 0.00001. Pass more noise, or use samples alone.",
    );
  });

  test("takes any batch shape, and many rows in blocks", async () => {
    const points = await draw(moons(), 12_000, 3);
    const whole = await logProb(moons(), points);
    expect(whole[11_999]).toBeCloseTo((await logProb(moons(), points.slice(-2)))[0]!, 12);
    expect(moons().logProb(tensor([0, 0])).shape).toEqual([]);
    expect(moons().logProb(tensor([], [0, 2])).shape).toEqual([0]);
    expect(moons().logProb(tensor([[[0, 0]]])).shape).toEqual([1, 1]);
  });

  test("runs in float32 to its precision", async () => {
    const points = (await draw(moons(), 500, 4)).map(Math.fround);
    const single = referenceBackend();
    const x = tensor(points, [500, 2]);
    const values = await (await evaluate(moons().logProb(x), { backend: single })).data();
    const exact = await logProb(moons(), points);
    // d ln p/dx is at most about 5 σ/σ² = 100, and coordinates carry 1e-7.
    for (const [i, value] of exact.entries()) expect(Math.abs(values[i]! - value)).toBeLessThan(5e-5);
  });

  test("refuses what is not a point of the plane", () => {
    expect(() => moons().logProb(tensor([[1, 2, 3]]))).toThrow(
      "moons.logProb: the last axis must have the 2 coordinates of a point, got shape [1, 3]. Reshape x to [..., 2].",
    );
    expect(() => moons().logProb(tensor([1, 2], [2], "int32"))).toThrow(
      "moons.logProb: points must be floats, got int32.",
    );
  });
});

describe("entropy", () => {
  // Independent quadratures (NumPy: plane grids of spacing σ/10 to σ/4; SciPy: radial, with I₀), and d ln p of scales.
  test.each([
    ["moons 0.05", moons(), 0.289233738],
    ["moons 0.1", moons({ noise: 0.1 }), 1.007584835],
    ["circles", circles(), 3.2681357118],
    ["rings", rings(), 2.6231827703],
    ["eightGaussians", eightGaussians(), 2.831578],
    ["eightGaussians of torchcfm", eightGaussians({ radius: 5, std: Math.sqrt(0.1) }), 2.614734],
    ["eightGaussians of its runner", eightGaussians({ radius: 5, std: 1 }), 4.770726],
    ["a wide ring", eightGaussians({ radius: 5, std: 0.7 }), 4.186346],
  ])("of %s is its known value", (_, toy, truth) => {
    const digits = String(truth).split(".")[1]!.length;
    expect(Math.abs(toy.entropy - truth)).toBeLessThan(0.51 * 10 ** -Math.min(digits, 8));
  });

  test("of modes far apart is that of one mode plus ln 8", () => {
    const { entropy } = eightGaussians({ radius: 1, std: 1e-4 });
    expect(entropy).toBeCloseTo(Math.log(8) + 1 + Math.log(2 * Math.PI * 1e-8), 9);
  });
});

test("a toy refuses an option that nobody reads", () => {
  expect(() => moons({ nose: 0.1 } as object)).toThrow(
    "moons: options must be among noise, got nose. Did you mean noise?",
  );
});
