import { karrasSchedule, linearSchedule } from "@nami/schedules";
import { compile, foldIn, type Key, key, referenceBackend } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  logitNormalTimes,
  logNormalTimes,
  modeTimes,
  stratifiedTimes,
  type TimeSampler,
  uniformTimes,
} from "./index.js";
import { valuesOf } from "./testing/values.js";

/** The distribution function of the standard normal, to 1e-7. */
function normalCdf(x: number): number {
  const u = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    u *
    (0.31938153 + u * (-0.356563782 + u * (1.781477937 + u * (-1.821255978 + u * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
const logit = (t: number): number => Math.log(t / (1 - t));
/** u of the mode sampler at t, by bisection of its falling map. */
function modeShare(t: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const u = (low + high) / 2;
    if (1 - u - 1.29 * (Math.cos((Math.PI / 2) * u) ** 2 - 1 + u) > t) low = u;
    else high = u;
  }
  return 1 - low;
}

const all: Readonly<Record<string, readonly [TimeSampler, (t: number) => number]>> = {
  uniform: [uniformTimes(), (t) => t],
  "uniform inside": [uniformTimes({ interval: [0.2, 0.6] }), (t) => (t - 0.2) / 0.4],
  stratified: [stratifiedTimes(), (t) => t],
  "logit-normal": [logitNormalTimes({ mean: 0.5, std: 1.5 }), (t) => normalCdf((logit(t) - 0.5) / 1.5)],
  mode: [modeTimes(), modeShare],
  "log-normal, linear": [logNormalTimes(linearSchedule()), (t) => normalCdf((logit(t) + 1.2) / 1.2)],
  "log-normal, EDM": [logNormalTimes(karrasSchedule()), (t) => normalCdf((Math.log(t) + 1.2) / 1.2)],
};

/** Kolmogorov's largest distance between the sample and a distribution function, times √n. */
function distanceTo(sample: readonly number[], cdf: (t: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  return (
    Math.sqrt(n) *
    Math.max(...sorted.map((t, i) => Math.max(Math.abs(cdf(t) - i / n), Math.abs(cdf(t) - (i + 1) / n))))
  );
}

describe.each(Object.entries(all))("times, %s", (_, [sampler, cdf]) => {
  test("have their distribution, and not that of others", async () => {
    // P(√n D > 2.4) = 2 e^(−2 · 2.4²) = 2e-5 for a right sampler; the key is fixed.
    const sample = await valuesOf(sampler.sample(key(3), [4000], { dtype: "float64" }));
    expect(distanceTo(sample, cdf)).toBeLessThan(2.4);
    expect(distanceTo(sample, (t) => cdf(t) ** 1.2)).toBeGreaterThan(2.4);
  });

  test("come in any shape, in compiled functions too", async () => {
    const draw = compile((k: Key) => sampler.sample(k, [3, 2]), { backend: referenceBackend() });
    const drawn = await draw(key(1));
    expect([drawn.shape, drawn.dtype]).toEqual([[3, 2], "float32"]);
    const want = await valuesOf(sampler.sample(key(1), [3, 2], { dtype: "float64" }));
    for (const [i, t] of (await drawn.data()).entries()) expect(Math.abs(t - want[i]!)).toBeLessThan(1e-5);
  });
});

test("one stratified time lies in each stratum", async () => {
  const sample = await valuesOf(stratifiedTimes().sample(key(0), [50], { dtype: "float64" }));
  expect(sample.map((t) => Math.floor(50 * t))).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test("stratified times stay below 1 where the last of them rounds", async () => {
  // The key of a batch whose last place rounds to 4096.
  const sample = await valuesOf(stratifiedTimes().sample(foldIn(key(1), 4800), [4096]));
  expect(sample.at(-1)).toBe(1 - 2 ** -24);
});

test("parameters out of range are errors", () => {
  expect(() => uniformTimes({ interval: [1, 0] })).toThrow(
    "uniform: interval must be two growing times, got [1, 0].",
  );
  expect(() => logitNormalTimes({ std: 0 })).toThrow(
    "logitNormalTimes: mean must be finite and std positive, got 0 and 0.",
  );
  expect(() => modeTimes({ scale: 2 })).toThrow("modeTimes: scale must be in [-1, 2/(π - 2)], got 2.");
});
