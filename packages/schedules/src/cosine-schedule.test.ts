import { evaluate, referenceBackend, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { cosineSchedule, gvpSchedule, nicholCosineSchedule } from "./cosine-schedule.js";
import { describeSchedule } from "./testing/describe-schedule.js";

const quarterTurn = Math.PI / 2;

describeSchedule("cosineSchedule", cosineSchedule, {
  alpha: [1, 0],
  sigma: [0, 1],
  alphaDot: [0, -quarterTurn],
  sigmaDot: [quarterTurn, 0],
  sigmaSigmaDot: [0, 0],
  drift: [0, -Infinity],
  diffusion: [0, Infinity],
  snr: [Infinity, 0],
  logSnr: [Infinity, -Infinity],
});

test("the cosine schedule is a quarter circle with constant speed", () => {
  const s = cosineSchedule();
  for (const t of [0, 0.1, 0.3, 0.5, 0.9, 1]) {
    expect(s.alpha(t)).toBeCloseTo(Math.cos(quarterTurn * t), 15);
    expect(s.alpha(t) ** 2 + s.sigma(t) ** 2).toBeCloseTo(1, 15);
    expect(s.alphaDot(t) ** 2 + s.sigmaDot(t) ** 2).toBeCloseTo(quarterTurn ** 2, 14);
    if (t < 1)
      expect(s.diffusion(t) ** 2 / (Math.PI * Math.tan(quarterTurn * t) || 1)).toBeCloseTo(t && 1, 14);
  }
});

test("alpha keeps its digits next to noise, also in float32", async () => {
  const delta = 2 ** -20;
  expect(cosineSchedule().alpha(1 - delta) / Math.sin(quarterTurn * delta)).toBeCloseTo(1, 15);
  const alpha = await evaluate(cosineSchedule().alpha(tensor(1 - delta)), { backend: referenceBackend() });
  expect(Math.abs((await alpha.item()) / Math.sin(quarterTurn * delta) - 1)).toBeLessThan(2 ** -22);
});

test("timeOfLogSnr is (2/π) atan(e^(−λ/2)) on tensors too, exact at ±∞", async () => {
  const values = [Infinity, 80, 30, 5, 0.5, 0, -0.5, -5, -30, -80, -Infinity];
  const want = values.map((value) => Math.atan(Math.exp(-value / 2)) / quarterTurn);
  const onNumbers = values.map((value) => cosineSchedule().timeOfLogSnr(value));
  const times = cosineSchedule().timeOfLogSnr(tensor(values, [values.length], "float64"));
  const onTensors = await (await evaluate(times, { backend: referenceBackend({ dtype: "float64" }) })).data();
  for (const [i, t] of want.entries()) {
    expect(Math.abs(onNumbers[i]! - t)).toBeLessThanOrEqual(1e-14 * t);
    expect(Math.abs(onTensors[i]! - t)).toBeLessThanOrEqual(1e-14 * t);
  }
  expect([onNumbers[0], onNumbers[5], onNumbers[10]]).toEqual([0, 0.5, 1]);
  expect([onTensors[0], onTensors[5], onTensors[10]]).toEqual([0, 0.5, 1]);
});

const rate = quarterTurn / 1.008;
const start = 0.008 * rate;

describeSchedule(
  "nicholCosineSchedule",
  nicholCosineSchedule,
  {
    alpha: [1, 0],
    sigma: [0, 1],
    alphaDot: [-rate * Math.tan(start), -rate / Math.cos(start)],
    sigmaDot: [Infinity, 0],
    sigmaSigmaDot: [rate * Math.tan(start), 0],
    drift: [-rate * Math.tan(start), -Infinity],
    diffusion: [Math.sqrt(2 * rate * Math.tan(start)), Infinity],
    snr: [Infinity, 0],
    logSnr: [Infinity, -Infinity],
  },
  { operations: 64 }, // tan φ₀ = 0.0125 as the cosine of an angle near π/2 loses 6 bits.
);

test("Nichol and Dhariwal's α² has the values of the literature", () => {
  const s = nicholCosineSchedule();
  const found = [0, 0.1, 0.25, 0.5, 0.75, 1].map((t) => Number((s.alpha(t) ** 2).toFixed(6)));
  expect(found).toEqual([1, 0.972093, 0.847012, 0.493844, 0.144272, 0]);
  expect(() => nicholCosineSchedule({ offset: 0 })).toThrow("nicholCosineSchedule: offset must be positive");
});

test("the other convention of time has the sine at the data", () => {
  const s = gvpSchedule();
  expect(s.orientation).toBe("noiseToData");
  for (const t of [0, 0.3, 1]) {
    expect(s.alpha(t)).toBeCloseTo(Math.sin(quarterTurn * t), 15);
    expect(s.alphaDot(t)).toBeCloseTo(quarterTurn * Math.cos(quarterTurn * t), 15);
  }
});
