import { SolveError } from "@nami/errors";
import {
  add,
  full,
  key,
  mean,
  mul,
  normal,
  sqrt,
  square,
  type Tensor,
  tensor,
  treeMap,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { sgd } from "../optimizers/sgd.js";
import { type base, loss, type Model, type Params } from "../testing/gaussian-problem.js";
import { type Changes, gaussianTrainer, stepsOf, valuesByName } from "../testing/training-run.js";
import type { LossOptions } from "./options.js";
import { readRecord } from "./record.js";

/** A sampler whose rows are as they should be but at one draw. */
const spoiledAt = (draw: number, value: number): NonNullable<Changes["data"]> => {
  let draws = 0;
  return {
    sample: (shape, { key: k }) => {
      const rows = normal(k, [...shape, 2]);
      return ++draws === draw ? add(rows, tensor([value, 0])) : rows;
    },
  };
};

const failure = async (
  changes: Changes,
  readEvery: number,
): Promise<{ error: unknown; steps: number[]; t: ReturnType<typeof gaussianTrainer> }> => {
  const t = gaussianTrainer(changes);
  const steps: number[] = [];
  try {
    for await (const { step } of t.fit({ key: key(0), steps: 20, readEvery })) steps.push(step);
  } catch (error) {
    return { error, steps, t };
  }
  return { error: undefined, steps, t };
};

describe("an update that overflows", () => {
  test("is told with the loss of the next step", async () => {
    const { error, t } = await failure({ optimizer: sgd({ learningRate: 1e39 }) }, 1);
    expect((error as SolveError).message).toMatch(
      /; the state of step 1 is kept, whose parameters are not finite either: go back to an earlier one\.$/,
    );
    expect((error as SolveError).details).toMatchObject({ step: 2, overflow: true });
    expect(t.step).toBe(1);
  });
});

describe("a step whose loss is not finite", () => {
  test.for([1, 3, 10, 50])(
    "ends training with its number, and the state before it is kept (read every %i)",
    async (readEvery) => {
      const { error, steps, t } = await failure({ data: spoiledAt(7, Number.NaN) }, readEvery);
      expect(error).toBeInstanceOf(SolveError);
      expect((error as SolveError).message).toBe(
        "fit: loss and gradients must be finite, got a loss of NaN at step 7. Lower the learning rate, clip gradients (clip: { norm: 1 }) or check the data; the state of step 6 is kept.",
      );
      expect((error as SolveError).details).toEqual({ step: 7, tensor: "loss", loss: Number.NaN });
      expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
      expect(t.step).toBe(6);
      const good = gaussianTrainer({ data: spoiledAt(0, 0) });
      await stepsOf(good, { steps: 6 });
      expect(await valuesByName(await t.params())).toEqual(await valuesByName(await good.params()));
      expect(await valuesByName(await t.emaParams())).toEqual(await valuesByName(await good.emaParams()));
      const [kept, whole] = [await t.checkpoint(), await good.checkpoint()];
      expect(kept.step).toBe(6);
      expect(await valuesByName(kept.optimizer)).toEqual(await valuesByName(whole.optimizer));
    },
  );

  test("does not end training for good: a further fit goes on from the kept state", async () => {
    const { t } = await failure({ data: spoiledAt(7, Number.POSITIVE_INFINITY) }, 10);
    expect((await stepsOf(t, { steps: 9 })).map(({ step }) => step)).toEqual([7, 8, 9]);
  });

  test("is told of when the loop was left before it was read", async () => {
    const data = spoiledAt(5, Number.NaN);
    const t = gaussianTrainer({ data });
    const control = new AbortController();
    const loop = t.fit({ key: key(0), steps: 5000, readEvery: 5000, signal: control.signal });
    const first = loop.next();
    while (t.step < 6) await new Promise((resolve) => setTimeout(resolve, 1));
    const checkpoint = await t.checkpoint();
    expect(checkpoint.step).toBe(4);
    control.abort();
    await first.catch(() => undefined);
  });
});

describe("a validation that is not finite", () => {
  test("ends training with its step, whose state is kept", async () => {
    const measure = (): Tensor => sqrt(tensor(-1));
    const { error, steps, t } = await failure({ validation: { every: 4, measure } }, 10);
    expect(error).toBeInstanceOf(SolveError);
    expect((error as SolveError).message).toBe(
      "fit: validation must be finite, got NaN at step 4. Lower the learning rate, or check validation.measure; the state of step 4 is kept.",
    );
    expect((error as SolveError).details).toEqual({ step: 4, tensor: "validation", validation: Number.NaN });
    expect(steps).toEqual([1, 2, 3, 4]);
    expect(t.step).toBe(4);
    const good = gaussianTrainer();
    await stepsOf(good, { steps: 4 });
    expect(await valuesByName(await t.params())).toEqual(await valuesByName(await good.params()));
  });
});

describe("a step whose gradient is not finite", () => {
  test("is told of by the name of the parameter, though the loss is finite", async () => {
    // √Σw² has no derivative where all weights of the outer layer are zero.
    const rough = (
      model: Model,
      target: Tensor,
      source: Tensor | typeof base,
      options: LossOptions,
    ): Tensor => {
      const still = mul(mean(model(tensor([[0, 0]]), tensor([0]))), 0);
      return add(loss(model, target, source, options), sqrt(mean(square(still))));
    };
    const { error, steps, t } = await failure({ loss: rough }, 10);
    expect((error as SolveError).message).toMatch(
      /^fit: loss and gradients must be finite, got a gradient of layers\.0\.bias that is not \(the loss was [0-9.]+\) at step 1\./,
    );
    expect(steps).toEqual([]);
    expect(t.step).toBe(0);
    for (const values of Object.values(await valuesByName(await t.params())))
      expect(values.every(Number.isFinite)).toBe(true);
  });

  test("counts as such when its squares overflow: they would fill Adam's moments with infinities", async () => {
    const steep = (
      model: Model,
      target: Tensor,
      source: Tensor | typeof base,
      options: LossOptions,
    ): Tensor => mul(loss(model, target, source, options), 1e25);
    const { error } = await failure({ loss: steep }, 10);
    expect(String(error)).toContain("a gradient of layers.0.bias that is not");
  });

  test.each([
    [1.5e19, undefined],
    [2e19, "a gradient of layers.0.bias that is not"],
  ])("is judged by each entry, not by their sum: entries of %d", async (entry, message) => {
    const gradient = async (params: Params) => ({
      value: tensor(1),
      params: treeMap((p) => full(p.shape, entry), params),
    });
    const { error } = await failure({ loss: { gradient }, clip: { norm: 1e30 } }, 10);
    if (message === undefined) expect(error).toBeUndefined();
    else expect(String(error)).toContain(message);
  });

  test("names the right one of several", () => {
    const names = ["a", "b", "c"];
    const read = (verdict: number): unknown =>
      readRecord([1, 0, 2, verdict], { last: 9, steps: 2 }, names).nonFinite;
    expect([4, 3, 2, 1].map(read)).toEqual(
      ["loss", "a", "b", "c"].map((name) => ({ step: 9, tensor: name, loss: 2 })),
    );
    expect(read(0)).toBeUndefined();
  });

  test("is not mistaken for a large one", async () => {
    const large = (
      model: Model,
      target: Tensor,
      source: Tensor | typeof base,
      options: LossOptions,
    ): Tensor => mul(loss(model, target, source, options), 1e12);
    expect((await failure({ loss: large }, 10)).error).toBeUndefined();
  });
});
