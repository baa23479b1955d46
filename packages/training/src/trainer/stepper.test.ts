import { evaluate, referenceBackend, type TensorBackend, valueAndGrad } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { adam } from "../optimizers/adam.js";
import { base, field, loss, type Params } from "../testing/gaussian-problem.js";
import { type Changes, gaussianTrainer, stepsOf, valuesByName } from "../testing/training-run.js";
import type { LossGradient } from "./options.js";

/** The gradient of the Gaussian problem's loss, computed by itself. */
const gradientOn =
  (backend: TensorBackend): LossGradient<Params> =>
  (params, target, { key }) => {
    const lossOf = (p: Params) => loss(field.with(p), target, base, { key });
    const [value, slopes] = valueAndGrad(lossOf)(params);
    return evaluate({ value, params: slopes }, { backend });
  };

describe("a loss that gives its gradient", () => {
  test.each<[layout: string, changes: Changes]>([
    ["one vector of parameters", {}],
    ["separate parameters", { optimizer: { ...adam({ learningRate: 0.02 }), entrywise: false } }],
  ])("takes the steps of the loss itself, with %s", async (_, changes) => {
    const backend = referenceBackend();
    const plain = gaussianTrainer({ ...changes, backend });
    const t = gaussianTrainer({ ...changes, backend, loss: { gradient: gradientOn(backend) } });
    const [steps, wanted] = [await stepsOf(t, { steps: 12 }), await stepsOf(plain, { steps: 12 })];
    steps.forEach(({ step, loss: value }, i) => {
      expect(step).toBe(i + 1);
      expect(Math.abs(value - wanted[i]!.loss)).toBeLessThan(1e-5);
    });
    const [found, expected] = [
      await valuesByName(await t.params()),
      await valuesByName(await plain.params()),
    ];
    for (const [name, values] of Object.entries(expected))
      values.forEach((value, i) => {
        expect(Math.abs(found[name]![i]! - value)).toBeLessThan(1e-4);
      });
    await plain.dispose();
    await t.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("keeps the state of the step before when it throws", async () => {
    const backend = referenceBackend();
    const whole = gradientOn(backend);
    let calls = 0;
    const gradient: LossGradient<Params> = (...call) => {
      if (++calls > 4) throw new Error("no fifth");
      return whole(...call);
    };
    const t = gaussianTrainer({ backend, loss: { gradient } });
    await expect(stepsOf(t, { steps: 10, readEvery: 1 })).rejects.toThrow("no fifth");
    const four = gaussianTrainer({ backend, loss: { gradient: whole } });
    await stepsOf(four, { steps: 4 });
    expect(t.step).toBe(4);
    expect(await valuesByName(await t.params())).toEqual(await valuesByName(await four.params()));
    await t.dispose();
    await four.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("takes no coupling, and must be one of the two kinds", () => {
    const backend = referenceBackend();
    const coupling = { pair: () => Promise.reject(new Error("never asked")) };
    expect(() => gaussianTrainer({ loss: { gradient: gradientOn(backend) }, coupling })).toThrow(
      "trainer: a loss that gives its gradient sees no sources, got a coupling of them. Leave it out, or pass a loss such as fmLoss.",
    );
    expect(() => gaussianTrainer({ loss: {} as never })).toThrow("trainer: loss must be a function, got");
  });
});
