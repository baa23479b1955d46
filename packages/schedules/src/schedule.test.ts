import { evaluate, referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { type Schedule, schedule } from "./schedule.js";
import { closedFormErrors } from "./testing/closed-form-errors.js";
import { describeSchedule } from "./testing/describe-schedule.js";

const quarterTurn = Math.PI / 2;
const inside = [0.05, 0.2, 0.5, 0.8, 0.95];

const ownCosine = (): Schedule =>
  schedule({ alpha: (t, m) => m.cos(m.mul(t, quarterTurn)), sigma: (t, m) => m.sin(m.mul(t, quarterTurn)) });

/** α = e^(−2t), σ = √(1 − α²): σ̇ is infinite at 0, while σσ̇ = 2e^(−4t) and g² = 4 are not. */
const ownVariancePreserving = (): Schedule =>
  schedule({
    name: "vp",
    alpha: (t, m) => m.exp(m.mul(t, -2)),
    sigma: (t, m) => m.sqrt(m.neg(m.expm1(m.mul(t, -4)))),
  });

const [atNoise, under] = [Math.exp(-2), -Math.expm1(-4)];

describe("schedule of one's own", () => {
  test("the cosine written as in the documentation has exact ends on numbers and float32", async () => {
    const s = ownCosine();
    expect([s.alpha(1), s.logSnr(1), s.snr(0), s.drift(1), s.diffusion(1)]).toEqual([
      0,
      -Infinity,
      Infinity,
      -Infinity,
      Infinity,
    ]);
    const ends = tensor([0, 1]);
    const found = await evaluate([s.alpha(ends), s.logSnr(ends), s.drift(ends)], {
      backend: referenceBackend(),
    });
    expect(await Promise.all(found.map(async (x) => [...(await x.data())].map((y) => y + 0)))).toEqual([
      [1, 0],
      [Infinity, -Infinity],
      [0, -Infinity],
    ]);
  });

  test("inverts its logSnr by bisection on numbers, and says so for tensors", () => {
    const s = ownCosine();
    for (const t of [1e-9, ...inside]) expect(s.timeOfLogSnr(s.logSnr(t)) / t).toBeCloseTo(1, 13);
    expect([s.timeOfLogSnr(Infinity), s.timeOfLogSnr(-Infinity)]).toEqual([0, 1]);
    expect(() => s.timeOfLogSnr(tensor([0]))).toThrow(
      "timeOfLogSnr: without a closed form the value must be a number, got a Tensor. State timeOfLogSnr in schedule({ … }), or map over numbers.",
    );
    expect(() => s.timeOfLogSnr(Number.NaN)).toThrow("got NaN");
  });

  test("constants may be plain numbers", async () => {
    const s = schedule({ alpha: () => 1, sigma: (t) => t });
    expect([s.alpha(0.3), s.alphaDot(0.3), s.drift(1), s.diffusion(0.5)].map((y) => y + 0)).toEqual([
      1, 0, 0, 1,
    ]);
    const found = await evaluate([s.alpha(tensor([0.2, 0.4])), s.drift(tensor([0.2, 0.4]))], {
      backend: referenceBackend(),
    });
    expect(await Promise.all(found.map(async (x) => [...(await x.data())]))).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  test("a wrong closed form is caught", () => {
    const wrong = schedule({
      alpha: (t, m) => m.sub(1, t),
      sigma: (t) => t,
      sigmaSigmaDot: (t, m) => m.mul(t, 2),
      logSnr: (t, m) => m.log(m.div(m.sub(1, t), t)),
    });
    const errors = closedFormErrors(wrong, inside);
    expect(errors.sigmaSigmaDot).toBeGreaterThan(1e-3);
    expect(errors.diffusion).toBeGreaterThan(1e-3);
    expect(errors.logSnr).toBeGreaterThan(1e-3);
    expect(errors.drift).toBeLessThan(1e-13);
  });

  test("wrong use is an error that says what to do", () => {
    // @ts-expect-error alpha is missing
    expect(() => schedule({ sigma: (t) => t })).toThrow(
      "schedule: alpha must be a function of (t, m), got undefined. Pass for example alpha: (t, m) => m.sub(1, t).",
    );
    // @ts-expect-error an array is not a Tensor
    expect(() => ownCosine().alpha([0, 1])).toThrow(
      "alpha: t must be a number or a Tensor, got object. Use tensor([…]) for several times.",
    );
  });
});

describeSchedule("own cosine", ownCosine, {
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

describeSchedule("own variance-preserving schedule with σ under a root", ownVariancePreserving, {
  alpha: [1, atNoise],
  sigma: [0, Math.sqrt(under)],
  alphaDot: [-2, -2 * atNoise],
  sigmaDot: [Infinity, (0.5 / Math.sqrt(under)) * 4 * Math.exp(-4)],
  sigmaSigmaDot: [2, 2 * Math.exp(-4)],
  drift: [-2, -2],
  diffusion: [2, 2],
  snr: [Infinity, (atNoise / Math.sqrt(under)) ** 2],
  logSnr: [Infinity, 2 * (Math.log(atNoise) - Math.log(Math.sqrt(under)))],
});
