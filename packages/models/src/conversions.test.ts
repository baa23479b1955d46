import { gaussianMixture } from "@nami/distributions";
import { CapabilityError, ShapeError } from "@nami/errors";
import { linearInterpolant, linearPath, optimalTransportCoupling } from "@nami/paths";
import {
  cosineSchedule, edmSchedule, karrasSchedule, linearSchedule, nicholCosineSchedule, polynomialSchedule, reverseTime, type Schedule,
  subVpSchedule, veSchedule, vpSchedule,
} from "@nami/schedules"; // biome-ignore format: a list
import {
  add,
  evaluate,
  expandDims,
  key,
  linspace,
  mul,
  normal,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import * as models from "./index.js";
import { type Conversion, changeSchedule, convertPrediction, type Parameterization } from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

const names: readonly Parameterization[] = ["velocity", "score", "noise", "data", "vPrediction"];
const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
const schedules: Readonly<Record<string, Schedule>> = {
  linear: linearSchedule(), cosine: cosineSchedule(), vp: vpSchedule(), "sub-vp": subVpSchedule(), ve: veSchedule(), edm: edmSchedule(),
  karras: karrasSchedule(), polynomial: polynomialSchedule({ power: 3 }), nichol: nicholCosineSchedule(),
  "linear, reversed": reverseTime(linearSchedule()), "vp, reversed": reverseTime(vpSchedule()),
}; // biome-ignore format: a list

/** Every prediction of one datum and one noise. */
function predictions(
  s: Schedule,
  t: Tensor,
  data: Tensor,
  noise: Tensor,
): Readonly<Record<Parameterization, Tensor>> {
  const both = (a: Tensor, b: Tensor): Tensor => add(mul(expandDims(a), data), mul(expandDims(b), noise));
  return {
    velocity: both(s.alphaDot(t), s.sigmaDot(t)),
    score: mul(expandDims(mul(-1, vInverse(s.sigma(t)))), noise),
    noise,
    data,
    vPrediction: both(mul(-1, s.sigma(t)), s.alpha(t)),
  };
}
const vInverse = (y: Tensor): Tensor => y.algebra.div(1, y);
const exported: Readonly<Record<string, unknown>> = models;
const conversionOf = (from: string, to: string): Conversion =>
  exported[`${from}To${to.charAt(0).toUpperCase()}${to.slice(1)}`] as Conversion;

describe.each(Object.entries(schedules))("conversions under the schedule %s", (_, s) => {
  const count = 1000;
  const [start, end] = s.interval;
  const all = Array.from({ length: count }, (_, i) => start + ((end - start) * (i + 0.5)) / count);
  const ts = all.filter((t) => s.alpha(t) > 1e-3 && s.sigma(t) > 1e-3);
  const t = tensor(ts, undefined, "float64");
  const [data, noise] = [1, 2].map((seed) => normal(key(seed), [ts.length, 2], { dtype: "float64" })) as [
    Tensor,
    Tensor,
  ];
  const x = add(mul(expandDims(s.alpha(t)), data), mul(expandDims(s.sigma(t)), noise));
  const made = predictions(s, t, data, noise);

  test("are right, and there and back again is where one started, to 1e-12, at 1,000 times", async () => {
    const converted = pairs.map(([from, to]) => {
      const there = conversionOf(from, to)(made[from], { x, t, schedule: s });
      return { there, back: conversionOf(to, from)(there, { x, t, schedule: s }) };
    });
    const found = await evaluate({ converted, made, x }, { backend });
    const points = await found.x.data();
    for (const [k, [from, to]] of pairs.entries()) {
      const { there, back } = found.converted[k]!;
      const [y, arrived, wanted, again] = await Promise.all(
        [found.made[from], there, found.made[to], back].map((z) => z.data()),
      );
      const wrong: unknown[] = [];
      for (const [i, value] of y!.entries()) {
        const row = ts[i >> 1]!;
        // Relative to what is added: data and noise in the units of the prediction.
        const size = Math.max(
          1,
          Math.abs(value),
          ...unitsOf(from, s, row).map((u) => Math.abs(u * points[i]!)),
        );
        const scale = Math.max(1, Math.abs(wanted![i]!), ...unitsOf(to, s, row).map(Math.abs));
        if (!(Math.abs(again![i]! - value) <= 1e-12 * size))
          wrong.push({ from, to, row, value, again: again![i] });
        if (!(Math.abs(arrived![i]! - wanted![i]!) <= 1e-11 * scale))
          wrong.push({ from, to, row, arrived: arrived![i] });
      }
      expect(wrong).toEqual([]);
    }
  });
});

/** By how much a change of x in α x₀ or σ ε moves a prediction. */
function unitsOf(what: Parameterization, s: Schedule, t: number): number[] {
  const [alpha, sigma] = [s.alpha(t), s.sigma(t)];
  switch (what) {
    case "velocity":
      return [s.alphaDot(t) / alpha, s.sigmaDot(t) / sigma];
    case "score":
      return [1 / sigma ** 2];
    case "noise":
      return [1 / sigma];
    case "data":
      return [1 / alpha];
    case "vPrediction":
      return [sigma / alpha, alpha / sigma];
  }
}

const mixture = gaussianMixture({ weights: [1, 2], means: [[-1, 0], [1, 1]], variances: [0.2, 0.3] }); // biome-ignore format: a table

test("noise and score are multiples of each other, also where α is 0", async () => {
  const at = { x: wide([2]), t: 1, schedule: linearSchedule() };
  expect(await valuesOf(models.scoreToNoise(wide([3]), at))).toEqual([-3]);
  expect(await valuesOf(models.noiseToScore(wide([3]), { ...at, t: wide([1]) }))).toEqual([-3]);
});

describe("conversions at the ends", () => {
  const x = normal(key(3), [4, 2], { dtype: "float64" });
  test.each(Object.entries(schedules))("velocity and score become each other under %s", async (_, s) => {
    const oracle = mixture.marginal(s);
    for (const t of s.interval) {
      // At the noise end of the polynomial schedule α̇ is 0 too: a velocity of 0 says nothing.
      if (s.alpha(t) === 0 && s.alphaDot(t) === 0) continue;
      const [v, score] = [oracle.velocity(x, t), oracle.score(x, t)];
      if (s.alpha(t) > 0)
        expect(
          distance(await valuesOf(models.scoreToVelocity(score, { x, t, schedule: s })), await valuesOf(v)),
        ).toBeLessThan(1e-11);
      // Where σ vanishes the velocity forgets the score, except where g does not.
      if (s.sigma(t) > 0)
        expect(
          distance(await valuesOf(models.velocityToScore(v, { x, t, schedule: s })), await valuesOf(score)),
        ).toBeLessThan(1e-9);
    }
  });

  test("VP keeps its score at the data, through g² = β", async () => {
    const oracle = mixture.marginal(vpSchedule());
    const found = models.velocityToScore(oracle.velocity(x, 0), { x, t: 0, schedule: vpSchedule() });
    expect(distance(await valuesOf(found), await valuesOf(oracle.score(x, 0)))).toBeLessThan(1e-12);
  });
});

test("a velocity tells data and noise where σ̇ is infinite, for a number and for a tensor", async () => {
  const [x, v] = [tensor([[0.9]], undefined, "float64"), tensor([[-0.3]], undefined, "float64")];
  for (const schedule of [vpSchedule(), linearInterpolant().schedule])
    for (const t of [0, tensor([0], undefined, "float64")]) {
      const place = { x, t, schedule };
      expect(await valuesOf(models.velocityToData(v, place))).toEqual([0.9]);
      expect(await valuesOf(models.velocityToNoise(v, place))).toEqual([0]);
      expect(await valuesOf(models.velocityToVPrediction(v, place))).toEqual([0]);
    }
});

describe("what conversions refuse", () => {
  const x = wide([[1, 2]]);
  test("the score of a path that is coupled or has no Gaussian source", () => {
    const coupled = linearPath({ coupling: { name: "optimal-transport", pair: (rows) => rows } });
    for (const convert of [models.velocityToScore, models.scoreToVelocity, models.noiseToScore])
      expect(() => convert(x, { x, t: 0.5, schedule: coupled })).toThrow(CapabilityError);
    expect(() =>
      models.velocityToScore(x, { x, t: 0.5, schedule: linearPath({ gaussianSource: false }) }),
    ).toThrow("velocityToScore: the score needs");
    expect(() => models.velocityToData(x, { x, t: 0.5, schedule: coupled })).not.toThrow();
    expect(() => models.velocityToScore(x, { x, t: 0.5, schedule: linearPath() })).not.toThrow();
  });

  test("which would be wrong: −2.67 for a score of −1.78 under optimal transport in one dimension", async () => {
    // N(1, ¼) to N(0, 1) by transport: x_t ~ N(½, ¾²) at t = ½, and v(1.5) = −1 + (½/¾) · 1.
    const x = wide([[1.5]]);
    const v = wide([[-1 + 0.5 / 0.75]]);
    const found = await valuesOf(models.velocityToScore(v, { x, t: 0.5, schedule: linearSchedule() }));
    expect(found[0]).toBeCloseTo(-8 / 3, 14);
    expect(-(1.5 - 0.5) / 0.75 ** 2).toBeCloseTo(-1.78, 2);
  });

  test("shapes, names and times that do not fit", () => {
    const schedule = linearSchedule();
    expect(() => models.velocityToScore(wide([1, 2]), { x, t: 0.5, schedule })).toThrow(
      new ShapeError(
        "velocityToScore: the prediction must have the shape of its points [1, 2], got [2]. Pass the points at which it was made.",
      ),
    );
    expect(() => models.velocityToScore(x, { x, t: wide([0.1, 0.2]), schedule })).toThrow(
      "velocityToScore: t must have the shape of the batch",
    );
    expect(() => models.velocityToScore(x, { x, t: 1.5, schedule })).toThrow("t must be in [0, 1], got 1.5.");
    expect(() => convertPrediction(x, { from: "eps" as never, to: "data", x, t: 0.5, schedule })).toThrow(
      'got "eps". Pass one of them.',
    );
  });
});

describe("changeSchedule", () => {
  test("keeps what the model says of itself, its coupling too, and takes a time as a number", async () => {
    const coupling = optimalTransportCoupling();
    const marks = { eventShape: [2], path: linearPath({ coupling }) };
    const model = Object.assign((x: Tensor) => x, marks);
    const changed = changeSchedule(model, { from: linearSchedule(), to: cosineSchedule() });
    expect([changed.eventShape, changed.predicts]).toEqual([[2], "velocity"]);
    expect([changed.path?.coupling, changed.path?.name]).toEqual([coupling, cosineSchedule().name]);
    const x = wide([[1, 2]]);
    expect(await valuesOf((changed as models.BoundModel)(x, 0.3))).toEqual(
      await valuesOf(changed(x, wide([0.3]))),
    );
    const scaled = models.precondition(model, { schedule: linearSchedule() });
    expect((scaled as Partial<models.BoundModel>).path).toBe(marks.path);
    expect(() => changeSchedule(model, {} as never)).toThrow("from must be a schedule");
  });

  test.each(names)("gives the oracle of the new schedule from that of the old: %s", async (predicts) => {
    for (const [from, to] of [["linear", "cosine"], ["vp", "linear"], ["edm", "vp"], ["cosine", "linear, reversed"], ["sub-vp", "polynomial"], ["karras", "cosine"]]) {
      const [old, next] = [schedules[from!]!, schedules[to!]!];
      const [[first, last], [start, end]] = [next.interval, next.interval];
      const t = linspace(first + 0.2 * (end - start), last - 0.2 * (end - start), 7, "float64");
      const x = normal(key(4), [7, 2], { dtype: "float64" });
      const oracle = (s: Schedule) => (y: Tensor, time: Tensor): Tensor => {
        const { velocity } = mixture.marginal(s);
        return convertPrediction(velocity(y, time), { from: "velocity", to: predicts, x: y, t: time, schedule: s });
      };
      const changed = changeSchedule(oracle(old), { from: old, to: next, predicts });
      expect(distance(await valuesOf(changed(x, t)), await valuesOf(oracle(next)(x, t)))).toBeLessThan(1e-9);
    }
  }); // biome-ignore format: a table
});
