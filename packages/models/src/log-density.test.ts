import { diagonalNormal, standardNormal } from "@nami/distributions";
import { type DivergenceEstimator, exactDivergence, hutchinsonDivergence } from "@nami/divergence";
import { cosineSchedule, linearSchedule } from "@nami/schedules";
import { rk4 } from "@nami/solvers";
import { full, key, mul, normal, type Tensor, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { defineField, type FlowProcess, flowMatching, type Model, velocityField } from "./index.js";
import { mixture, points, tight } from "./testing/known-density.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

/** base − ∫ instead of base + ∫: the sign that must not pass. */
async function turnedRound(flow: FlowProcess, x: Tensor): Promise<number[]> {
  const right = await valuesOf(await flow.logProb(x));
  const base = await valuesOf(standardNormal([2]).logProb(await flow.encode(x)));
  return base.map((b, i) => b - (right[i]! - b));
}

describe("logProb with the exact velocity", () => {
  test.each([
    ["linear", linearSchedule()],
    ["cosine", cosineSchedule()],
  ])(
    "of a Gaussian mixture under the %s schedule is its log-density to 1e-6, and with the sign turned round it is not",
    async (_, schedule) => {
      const { velocity } = mixture.marginal(schedule);
      const flow = flowMatching({
        field: velocity,
        base: standardNormal([2]),
        solver: tight,
        backend,
      }).bind();
      const truth = await valuesOf(mixture.logProb(points));
      const agrees = (values: readonly number[]): boolean => distance(values, truth) < 1e-6;
      expect(agrees(await valuesOf(await flow.logProb(points)))).toBe(true);
      expect(agrees(await turnedRound(flow, points))).toBe(false);
    },
  );

  test("can stop short of the data: at t = 1e-3 it is the marginal's log-density there", async () => {
    const { velocity, logProb } = mixture.marginal(linearSchedule());
    const flow = flowMatching({
      field: velocity,
      base: standardNormal([2]),
      solver: tight,
      backend,
      t1: 1e-3,
    }).bind();
    const found = await valuesOf(await flow.logProb(points));
    expect(distance(found, await valuesOf(logProb(points, 1e-3)))).toBeLessThan(1e-6);
    expect(distance(found, await valuesOf(mixture.logProb(points)))).toBeGreaterThan(1e-4);
  });

  test("takes another base: N(0, 4) under a field that halves is N(0, 1)", async () => {
    const flow = flowMatching({
      field: (x) => mul(x, Math.log(2)),
      base: diagonalNormal({ mean: [0, 0], std: 2 }),
      solver: tight,
      backend,
    }).bind();
    const truth = await valuesOf(standardNormal([2]).logProb(points));
    expect(distance(await valuesOf(await flow.logProb(points)), truth)).toBeLessThan(1e-8);
  });

  test.each([[[]], [[3]], [[2, 2]]])("takes events of shape [%s]", async (event) => {
    const d = event.reduce((a, b) => a * b, 1);
    const base = standardNormal(event);
    // dx/dt = x: noise is e times the data.
    const flow = flowMatching({ field: (x) => x, base, solver: tight, backend }).bind();
    const x = normal(key(1), [4, ...event], { dtype: "float64" });
    const truth = (await valuesOf(base.logProb(mul(x, Math.E)))).map((value) => value + d);
    expect(distance(await valuesOf(await flow.logProb(x)), truth)).toBeLessThan(1e-7);
    const found = await flow.logProb(x, { divergence: hutchinsonDivergence({ probes: 2 }), key: key(2) });
    expect(distance(await valuesOf(found), truth)).toBeLessThan(1e-7);
  });
});

describe("logProb of a network", () => {
  const field = velocityField({ dim: 2, hidden: 6, layers: 1, activation: "tanh" });
  const flow = flowMatching({
    field: field.with(field.init(key(3), { dtype: "float64" })),
    base: standardNormal([2]),
    solver: rk4({ steps: 10 }),
    backend,
  }).bind();

  test("integrates to 1, and with the sign turned round does not", async () => {
    const step = 0.4;
    const axis = Array.from({ length: 35 }, (_, i) => (i - 17) * step);
    const grid = wide(axis.flatMap((a) => axis.map((b) => [a, b])));
    const mass = (logDensities: readonly number[]): number =>
      logDensities.reduce((total, value) => total + Math.exp(value), 0) * step ** 2;
    // The trapezoidal rule of a smooth density that ends inside the grid; rk4 leaves errors of h⁴.
    expect(Math.abs(mass(await valuesOf(await flow.logProb(grid))) - 1)).toBeLessThan(1e-4);
    expect(Math.abs(mass(await turnedRound(flow, grid)) - 1)).toBeGreaterThan(1e-2);
  });

  test.each([[[]], [[3]], [[3, 4]], [[0]]])("keeps the batch axes [%s]", async (batch) => {
    const { logProb, standardError } = await flow.estimateLogProb(zeros([...batch, 2]));
    expect([logProb.shape, standardError.shape]).toEqual([batch, batch]);
  });

  test("gives each row what it has alone", async () => {
    const together = await valuesOf(await flow.logProb(points));
    const row = wide((await valuesOf(points)).slice(4, 6));
    expect(distance(await valuesOf(await flow.logProb(row)), [together[2]!])).toBeLessThan(1e-14);
  });

  test("with Hutchinson's divergence is the exact one on average, and depends on the key", async () => {
    const divergence = hutchinsonDivergence({ probes: 256 });
    const exact = await valuesOf(await flow.logProb(points));
    const found = await flow.estimateLogProb(points, { divergence, key: key(4) });
    expect([found.probes, found.logProb.shape, found.stats.accepted]).toEqual([256, [5], 10]);
    const errors = await valuesOf(found.standardError);
    for (const [i, value] of (await valuesOf(found.logProb)).entries())
      expect(Math.abs(value - exact[i]!)).toBeLessThan(5 * errors[i]! + 1e-12);
    const at = async (seed: number) => valuesOf(await flow.logProb(points, { divergence, key: key(seed) }));
    expect(await at(4)).toEqual(await valuesOf(found.logProb));
    expect(await at(5)).not.toEqual(await at(4));
  });

  test("needs a key for probes, and none for an exact divergence", async () => {
    await expect(flow.logProb(points, { divergence: hutchinsonDivergence() })).rejects.toThrow(
      "logProb: hutchinson(rademacher, 1) needs a key for its probes, got none. Pass { divergence, key }.",
    );
    const { standardError, probes } = await flow.estimateLogProb(points);
    expect([await valuesOf(standardError), probes]).toEqual([[0, 0, 0, 0, 0], 0]);
  });

  test("refuses points of another shape, and points that are not finite", async () => {
    await expect(flow.logProb(zeros([4, 3]))).rejects.toThrow(
      "logProb: points must end in the event shape [2], got [4, 3]. Put the batch axes first.",
    );
    await expect(flow.logProb(wide([[0, Number.NaN]]))).rejects.toThrow(
      "logProb: points must be finite, got NaN in row [0].",
    );
  });
});

describe("a field with its own divergence", () => {
  let asked = 0;
  const field = defineField({
    eventShape: [2],
    init: () => ({}),
    apply: (_, x) => mul(x, 0.5),
    divergence: (_, x) => {
      asked++;
      return full(x.shape.slice(0, -1), 7, x.dtype);
    },
  });
  const flow = flowMatching({
    field: field.with({}),
    base: standardNormal([2]),
    solver: rk4({ steps: 1 }),
    backend,
  }).bind();
  const valueWith = async (divergence?: DivergenceEstimator): Promise<number> => {
    const options = { key: key(8), ...(divergence && { divergence }) };
    const base = await valuesOf(standardNormal([2]).logProb(await flow.encode(points)));
    return (await valuesOf(await flow.logProb(points, options)))[0]! - base[0]!;
  };

  test("is asked for it where an exact one is wanted, and not where probes are", async () => {
    // The formula is wrong on purpose: 7 instead of 1 shows who was asked.
    expect(await valueWith()).toBeCloseTo(7, 12);
    expect(await valueWith(exactDivergence())).toBeCloseTo(7, 12);
    const before = asked;
    expect(before).toBeGreaterThan(0);
    expect(await valueWith(hutchinsonDivergence({ probes: 2 }))).toBeCloseTo(1, 12);
    expect(asked).toBe(before);
  });
});

const still: Model = (x) => zeros(x.shape, x.dtype);

test("a field that stands still leaves the base as it is", async () => {
  const flow = flowMatching({
    field: still,
    base: standardNormal([2]),
    solver: rk4({ steps: 3 }),
    backend,
  }).bind();
  expect(await valuesOf(await flow.logProb(points))).toEqual(
    await valuesOf(standardNormal([2]).logProb(points)),
  );
});
