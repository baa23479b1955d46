import { cosineSchedule, linearSchedule, schedule } from "@nami/schedules";
import {
  compile,
  evaluate,
  jvp,
  key,
  normal,
  ones,
  referenceBackend,
  type Tensor,
  tensor,
  uniform,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { independentCoupling } from "./coupling.js";
import { cosinePath, linearPath } from "./named-paths.js";
import { type Path, path } from "./path.js";
import { reverseTime } from "./reverse-time.js";

const narrow = referenceBackend();
const wide = referenceBackend({ dtype: "float64" });
const values = async (x: Tensor, backend = wide): Promise<number[]> => [
  ...(await (await evaluate(x, { backend })).data()),
];
const dtype = "float64";

const target = normal(key(1), [6, 2], { dtype });
const source = normal(key(2), [6, 2], { dtype });
const t = tensor([0, 0.1, 0.25, 0.5, 0.9, 1], undefined, dtype);

const ownPath = (): Path =>
  path({
    schedule: schedule({ alpha: (s, m) => m.square(m.sub(1, s)), sigma: (s, m) => m.square(s) }),
    name: "squares",
  });

describe.each([["linearPath", linearPath], ["cosinePath", cosinePath], ["a path of one's own", ownPath]] as const)("%s", (_, make) => {
  const p = make();

  test("is the target at t = 0 and the source at t = 1, to the last bit, in float32 too", async () => {
    expect(p.orientation).toBe("dataToNoise");
    for (const [backend, type] of [[narrow, "float32"], [wide, "float64"]] as const) {
      const ends = { target: normal(key(1), [5, 3], { dtype: type }), source: normal(key(2), [5, 3], { dtype: type }) };
      for (const [time, end] of [[0, ends.target], [1, ends.source]] as const) {
        const whole = tensor(new Array<number>(5).fill(time), [5], type);
        expect(await values(p.interpolate({ ...ends, t: whole }), backend)).toEqual([...(await end.data())]);
        expect(await values(p.interpolate({ ...ends, t: time }), backend)).toEqual([...(await end.data())]);
      }
    }
  });

  test("its velocity is the time derivative of its points", async () => {
    const [xt, slope] = jvp((time: Tensor) => p.interpolate({ target, source, t: time }), t, ones([6], dtype));
    const sample = p.sample({ target, source, t });
    expect(await values(sample.xt)).toEqual(await values(xt));
    const want = await values(slope);
    for (const [i, value] of (await values(sample.ut)).entries()) expect(value).toBeCloseTo(want[i]!, 13);
    expect(await values(p.velocity({ target, source, t }))).toEqual(await values(sample.ut));
  });

  test("is α target + σ source with velocity α̇ target + σ̇ source", async () => {
    const [x0, x1, times] = [await target.data(), await source.data(), await t.data()];
    const { alpha, sigma, alphaDot, sigmaDot } = p.schedule;
    const { xt, ut } = p.sample({ target, source, t });
    const [points, speeds] = [await values(xt), await values(ut)];
    for (let i = 0; i < 12; i++) {
      const at = times[i >> 1]!;
      expect(points[i]).toBeCloseTo(alpha(at) * x0[i]! + sigma(at) * x1[i]!, 14);
      expect(speeds[i]).toBeCloseTo(alphaDot(at) * x0[i]! + sigmaDot(at) * x1[i]!, 14);
    }
  });

  test("spreads times of sample and batch axes over the event axes", async () => {
    const [x0, x1] = [normal(key(3), [2, 3, 4, 5], { dtype }), normal(key(4), [2, 3, 4, 5], { dtype })];
    const times = uniform(key(5), [2, 3], { dtype });
    const { xt, ut } = p.sample({ target: x0, source: x1, t: times });
    expect([xt.shape, ut.shape]).toEqual([[2, 3, 4, 5], [2, 3, 4, 5]]);
    const [data, noise, points] = [await x0.data(), await x1.data(), await values(xt)];
    for (const [row, time] of (await times.data()).entries())
      for (let i = row * 20; i < row * 20 + 20; i++)
        expect(points[i]).toBeCloseTo(p.schedule.alpha(time) * data[i]! + p.schedule.sigma(time) * noise[i]!, 14);
  });

  test("runs in a compiled function, with a number for the time", async () => {
    const compiled = compile((x0: Tensor, x1: Tensor, time: Tensor) => p.sample({ target: x0, source: x1, t: time }), { backend: wide });
    const { xt, ut } = await compiled(target, source, 0.3);
    const want = p.sample({ target, source, t: 0.3 });
    const expected = [...(await values(want.xt)), ...(await values(want.ut))];
    for (const [i, value] of [...(await xt.data()), ...(await ut.data())].entries()) expect(value).toBeCloseTo(expected[i]!, 13);
  });

  test("reversed in time it starts at the source, and reversed twice it is itself", async () => {
    const reversed = reverseTime(p);
    expect([reversed.orientation, reversed.schedule.orientation]).toEqual(["noiseToData", "noiseToData"]);
    expect(reverseTime(reversed)).toBe(p);
    expect(await values(reversed.interpolate({ target, source, t: 0 }))).toEqual([...(await source.data())]);
    expect(await values(reversed.interpolate({ target, source, t: 1 }))).toEqual([...(await target.data())]);
    const [xt, slope] = jvp((time: Tensor) => reversed.interpolate({ target, source, t: time }), t, ones([6], dtype));
    const sample = reversed.sample({ target, source, t });
    expect(await values(sample.xt)).toEqual(await values(xt));
    const want = await values(slope);
    for (const [i, value] of (await values(sample.ut)).entries()) expect(value).toBeCloseTo(want[i]!, 13);
    const bySchedule = await values(path({ schedule: reversed.schedule }).velocity({ target, source, t }));
    for (const [i, value] of (await values(reversed.velocity({ target, source, t }))).entries())
      expect(value).toBeCloseTo(bySchedule[i]!, 13);
  });

  test("shapes that do not match are errors", () => {
    expect(() => p.sample({ target, source: normal(key(0), [6, 3]), t })).toThrow(
      "path.sample: source and target must have one shape, got [6, 3] and [6, 2]. Draw one source for each target.",
    );
    expect(() => p.velocity({ target, source, t: tensor([0, 1]) })).toThrow(
      "path.velocity: t must have the shape of the batch, the first axes of the target, got [2] for [6, 2]. Draw one time for each row.",
    );
    expect(() => p.interpolate({ target, source, t: tensor(new Float64Array(12), [6, 2, 1], dtype) })).toThrow("path.interpolate: t must have");
  });
}); // biome-ignore format: tables

test("the straight path moves with constant velocity from target to source", async () => {
  const ends = { target: tensor([[1, 2]]), source: tensor([[3, -2]]) };
  for (const time of [0, 0.4, 1])
    expect(await values(linearPath().velocity({ ...ends, t: time }), narrow)).toEqual([2, -4]);
  expect(await values(reverseTime(linearPath()).velocity({ ...ends, t: 0.4 }), narrow)).toEqual([-2, 4]);
});

test("names, schedules and what was said about the source travel with a path", () => {
  expect([linearPath().name, cosinePath().name, ownPath().name]).toEqual(["linear", "cosine", "squares"]);
  const coupling = independentCoupling();
  const marked = path({ schedule: cosineSchedule(), gaussianSource: true, coupling });
  expect(marked).toMatchObject({ name: "cosine", gaussianSource: true, coupling });
  expect(reverseTime(marked)).toMatchObject({ name: "cosine", gaussianSource: true, coupling });
  expect("gaussianSource" in path({ schedule: linearSchedule() })).toBe(false);
  // @ts-expect-error a schedule is needed
  expect(() => path({})).toThrow(
    "path: schedule must be a schedule, got undefined. Pass for example { schedule: linearSchedule() }.",
  );
});
