import { OptionError } from "@nami/errors";
import { compile, evaluate, key, referenceBackend, type Tensor, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { kolmogorov, meanAndError, normalCdf } from "../../test/statistics.js";
import {
  checkerboard,
  circles,
  conditionalClusters,
  eightGaussians,
  moons,
  pinwheel,
  rings,
  spirals,
  swissRoll,
  type Toy,
} from "../index.js";

const backend = referenceBackend({ dtype: "float64" });
const single = referenceBackend();

async function values(x: Tensor): Promise<Float64Array> {
  return Float64Array.from(await (await evaluate(x, { backend })).data());
}

const clusters = conditionalClusters();
const points: Toy = {
  ...clusters,
  logProb: undefined as never,
  sample: (shape, options) => clusters.sample(shape, options).x,
};
const toys: readonly Toy[] = [
  moons(),
  eightGaussians(),
  checkerboard(),
  swissRoll(),
  circles(),
  rings(),
  spirals(),
  pinwheel(),
  points,
];

describe.each(toys)("sample of $name", (toy) => {
  test("has the asked shape and float32 unless told", () => {
    expect(toy.eventShape).toEqual([2]);
    expect(toy.sample(7, { key: key(0) }).shape).toEqual([7, 2]);
    expect(toy.sample([3, 4], { key: key(0) }).shape).toEqual([3, 4, 2]);
    expect(toy.sample([], { key: key(0) }).shape).toEqual([2]);
    expect(toy.sample(0, { key: key(0) }).shape).toEqual([0, 2]);
    expect(toy.sample(1, { key: key(0) }).dtype).toBe("float32");
    expect(toy.sample(1, { key: key(0), dtype: "float64" }).dtype).toBe("float64");
  });

  test("depends in each row on the key and the row's number alone", async () => {
    const whole = await values(toy.sample(100, { key: key(5), dtype: "float64" }));
    const part = await values(toy.sample(10, { key: key(5), dtype: "float64", firstRow: 40 }));
    const one = await values(toy.sample([], { key: key(5), dtype: "float64", firstRow: 99 }));
    expect(part).toEqual(whole.slice(80, 100));
    expect(one).toEqual(whole.slice(198));
    expect(await values(toy.sample(100, { key: key(6), dtype: "float64" }))).not.toEqual(whole);
  });

  test("can be drawn inside a compiled function", async () => {
    const draw = compile((k: ReturnType<typeof key>) => toy.sample(5, { key: k }), { backend: single });
    const outside = await (await evaluate(toy.sample(5, { key: key(9) }), { backend: single })).data();
    expect(await (await draw(key(9))).data()).toEqual(outside);
  });

  test("refuses a shape that is none", () => {
    expect(() => toy.sample(-1, { key: key(0) })).toThrow(
      `${toy.name}.sample: the shape must be made of non-negative integers, got [-1]. Pass for example 1000.`,
    );
  });
});

describe("options", () => {
  test.each([
    ["moons: noise", () => moons({ noise: 0 })],
    ["moons: noise", () => moons({ noise: Number.NaN })],
    ["circles: noise", () => circles({ noise: -1 })],
    ["rings: noise", () => rings({ noise: Number.POSITIVE_INFINITY })],
    ["spirals: noise", () => spirals({ noise: -0.1 })],
    ["swissRoll: noise", () => swissRoll({ noise: 0 })],
    ["eightGaussians: radius", () => eightGaussians({ radius: 0 })],
    ["eightGaussians: std", () => eightGaussians({ std: -1 })],
    ["checkerboard: halfWidth", () => checkerboard({ halfWidth: 0 })],
    ["conditionalClusters: std", () => conditionalClusters({ std: 0 })],
  ])("that are not positive and finite are refused: %s", (start, make) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(`${start} must be positive and finite, got `);
  });
});

describe("checkerboard", () => {
  test("is uniform on its eight dark squares", async () => {
    const n = 8000;
    const x = checkerboard().sample(n, { key: key(3), dtype: "float64" });
    const logs = await values(checkerboard().logProb(x));
    expect(logs.every((value) => value === -Math.log(32))).toBe(true);
    const data = await values(x);
    const counts = new Float64Array(16);
    const inside: number[] = [];
    for (let i = 0; i < n; i++) {
      const [a, b] = [data[2 * i]! / 2 + 2, data[2 * i + 1]! / 2 + 2];
      counts[4 * Math.floor(a) + Math.floor(b)]! += 1;
      inside.push(a - Math.floor(a), b - Math.floor(b));
    }
    const filled = Array.from(counts.entries()).filter(([, count]) => count > 0);
    expect(filled.map(([cell]) => cell)).toEqual([0, 2, 5, 7, 8, 10, 13, 15]);
    // χ² with 7 degrees of freedom exceeds 40 with probability 1e-6.
    expect(filled.reduce((sum, [, count]) => sum + (count - n / 8) ** 2 / (n / 8), 0)).toBeLessThan(40);
    expect(kolmogorov(inside, (u) => u)).toBeLessThan(2.5);
  });

  test("stays on its dark squares in float32", async () => {
    const x = checkerboard().sample(50_000, { key: key(4) });
    const logs = await (await evaluate(checkerboard().logProb(x), { backend: single })).data();
    expect(new Set(logs)).toEqual(new Set([Math.fround(-Math.log(32))]));
  });

  test("has density 0 on light squares and off the board", async () => {
    const x = tensor(
      [
        [-3, -1],
        [-1, -3],
        [5, 5],
        [-5, -5],
        [0, 4],
        [Number.NaN, 0],
      ],
      [6, 2],
      "float64",
    );
    expect(await values(checkerboard().logProb(x))).toEqual(
      new Float64Array(6).fill(Number.NEGATIVE_INFINITY),
    );
  });

  test("has the entropy of its area", () => {
    expect(checkerboard().entropy).toBe(Math.log(32));
    expect(checkerboard({ halfWidth: 2 }).entropy).toBeCloseTo(2.07944, 5);
  });
});

describe("pinwheel", () => {
  /** Length of the mean of e^{5i(ψ + bend e^ρ/4)}: near 1 when ψ, ρ lie on five arms bent by `bend`. */
  const alignment = (data: Float64Array, bend: number): number => {
    let [a, b] = [0, 0];
    for (let i = 0; i < data.length; i += 2) {
      const [x, y] = [data[i]! / 2, data[i + 1]! / 2];
      const phase = 5 * (Math.atan2(y, x) + (bend * Math.exp(Math.hypot(x, y))) / 4);
      a += Math.cos(phase);
      b += Math.sin(phase);
    }
    return (2 * Math.hypot(a, b)) / data.length;
  };

  test("has five arms that bend clockwise with the radius", async () => {
    const data = await values(pinwheel().sample(4000, { key: key(1), dtype: "float64" }));
    expect(alignment(data, 1)).toBeGreaterThan(0.75);
    expect(alignment(data, 0)).toBeLessThan(0.6);
    expect(alignment(data, -1)).toBeLessThan(0.5);
    const squares = Float64Array.from(
      { length: 4000 },
      (_, i) => (data[2 * i]! ** 2 + data[2 * i + 1]! ** 2) / 4,
    );
    const { mean, error } = meanAndError(squares);
    expect(Math.abs(mean - (1 + 0.3 ** 2 + 0.1 ** 2))).toBeLessThan(4.5 * error);
  });

  test("has no density", () => {
    expect(pinwheel().logProb).toBeUndefined();
    expect(pinwheel().entropy).toBeUndefined();
  });
});

describe("conditionalClusters", () => {
  test("puts label 0 at (−1, 0) and label 1 at (1, 0)", async () => {
    const { x, condition } = clusters.sample(4000, { key: key(2), dtype: "float64" });
    expect(condition.shape).toEqual([4000, 1]);
    const [data, labels] = [await values(x), await values(condition)];
    const ones = labels.reduce((a, b) => a + b, 0);
    expect(Math.abs(ones - 2000)).toBeLessThan(4.5 * Math.sqrt(1000));
    const centred = data.map((value, i) => (i % 2 ? value : value - (2 * labels[i >> 1]! - 1)) / 0.3);
    expect(kolmogorov(centred, normalCdf)).toBeLessThan(2.5);
    expect(kolmogorov(centred, (z) => normalCdf(z - 0.1))).toBeGreaterThan(2.5);
    const { mean, error } = meanAndError(await values(clusters.logProb(x, condition)));
    expect(Math.abs(mean + clusters.entropy)).toBeLessThan(4.5 * error);
  });

  test("has a density for each label", async () => {
    const x = tensor(
      [
        [1, 0],
        [1, 0],
      ],
      [2, 2],
      "float64",
    );
    const logs = await values(clusters.logProb(x, tensor([[1], [0]], [2, 1], "float64")));
    expect(logs[0]).toBeCloseTo(-Math.log(2 * Math.PI * 0.09), 12);
    expect(logs[0]! - logs[1]!).toBeCloseTo(4 / 0.18, 10);
    expect(() => clusters.logProb(x, tensor([1, 0]))).toThrow(
      "the condition must have one feature on its last axis, got shape [2]",
    );
  });
});
