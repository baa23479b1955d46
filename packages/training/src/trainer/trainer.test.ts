import { ShapeError } from "@nami/errors";
import {
  add,
  foldIn,
  type Key,
  key,
  mean,
  mul,
  normal,
  square,
  type Tensor,
  tensor,
  treeMap,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { type base, loss, type Model, rows } from "../testing/gaussian-problem.js";
import { gaussianTrainer, stepsOf, valuesByName } from "../testing/training-run.js";
import type { Pairs } from "./options.js";

describe("trainer", () => {
  test("yields every step once, in order, with a loss that falls to the optimum", async () => {
    const data = {
      sample: (shape: readonly number[], { key: k }: { key: Key }): Tensor => rows(shape[0]!, k),
    };
    const t = gaussianTrainer({ data });
    const steps = await stepsOf(t, { steps: 253 });
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 253 }, (_, i) => i + 1));
    expect(t.step).toBe(253);
    // On straight lines from N(0, 1) to N(m, s²) no field has a loss below ∫ s²/(s²(1 − t)² + t²) dt = s π/2 an axis.
    const floor = (0.1 * Math.PI) / 2;
    const late = steps.slice(-100).map((step) => step.loss);
    const average = late.reduce((a, b) => a + b) / 100;
    const deviation = Math.sqrt(late.reduce((a, b) => a + (b - average) ** 2, 0) / 99 / 100);
    expect(average).toBeGreaterThan(floor - 4 * deviation);
    // The best constant velocity has the variance of source − target.
    expect(average).toBeLessThan((1 + 0.1 ** 2) / 2);
    expect(steps[0]!.loss).toBeGreaterThan(10 * floor);
  });

  test("keeps one set of buffers however long it trains, and none after dispose", async () => {
    const t = gaussianTrainer();
    const counts = new Set<number>();
    for await (const _ of t.fit({ key: key(0), steps: 60 })) counts.add(t.backend.numBuffers());
    for await (const _ of t.fit({ steps: 90, readEvery: 3 })) counts.add(t.backend.numBuffers());
    expect(counts.size).toBe(1);
    await t.params();
    await t.checkpoint();
    expect(new Set([...counts, t.backend.numBuffers()]).size).toBe(1);
    await t.dispose();
    expect(t.backend.numBuffers()).toBe(0);
    await expect(t.params()).rejects.toThrow("trainer: a trainer must not be used after dispose");
    const again = async (): Promise<void> => {
      for await (const _ of t.fit({ key: key(0), steps: 3 }));
    };
    await expect(again()).rejects.toThrow("trainer: a trainer must not be used after dispose");
    expect(t.backend.numBuffers()).toBe(0);
  });

  test("gives the same steps and weights however often losses are read", async () => {
    const [a, b] = [gaussianTrainer(), gaussianTrainer()];
    expect(await stepsOf(a, { steps: 17 })).toEqual(await stepsOf(b, { steps: 17, readEvery: 1 }));
    expect(await valuesByName(await a.params())).toEqual(await valuesByName(await b.params()));
  });

  test("another key gives another run", async () => {
    const [a, b] = [gaussianTrainer(), gaussianTrainer()];
    expect(await stepsOf(a, { steps: 3 })).not.toEqual(await stepsOf(b, { steps: 3, key: key(1) }));
  });

  test("ends after the step under way when it is aborted, with the state kept", async () => {
    const t = gaussianTrainer();
    const control = new AbortController();
    const steps: number[] = [];
    for await (const { step } of t.fit({ key: key(0), steps: 1000, readEvery: 4, signal: control.signal })) {
      steps.push(step);
      if (step === 6) control.abort();
    }
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(t.step).toBe(8);
    expect(await stepsOf(t, { steps: 1000, signal: AbortSignal.abort() })).toEqual([]);
    const [next] = await stepsOf(t, { steps: 9 });
    expect(next).toEqual((await stepsOf(gaussianTrainer(), { steps: 9 }))[8]);
  });

  test("lets timers run, so that one can abort it", async () => {
    const t = gaussianTrainer();
    const control = new AbortController();
    setTimeout(() => control.abort(), 120);
    const steps = await stepsOf(t, { steps: 1_000_000, signal: control.signal });
    expect(steps.length).toBe(t.step);
    expect(t.step).toBeGreaterThan(0);
  });

  test("may be left with break and entered again, but not twice at once", async () => {
    const t = gaussianTrainer();
    for await (const { step } of t.fit({ key: key(0), steps: 100 })) {
      expect(t.step).toBe(10);
      await expect(t.fit({ steps: 3 }).next()).rejects.toThrow(
        "fit: one loop trains at a time, got a second. Leave the first with break, or abort it.",
      );
      if (step === 3) break;
    }
    expect((await stepsOf(t, { steps: 20 })).map(({ step }) => step)).toEqual([
      11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    ]);
  });

  test("tells of its progress once a read", async () => {
    const seen: string[] = [];
    const onProgress = ({ step, steps }: { step: number; steps: number }): void =>
      void seen.push(`${step}/${steps}`);
    await stepsOf(gaussianTrainer(), { steps: 9, readEvery: 4, onProgress });
    expect(seen).toEqual(["4/9", "8/9", "9/9"]);
  });

  test("clips: an enormous norm changes nothing, a tiny one stills sgd", async () => {
    const run = async (norm?: number): Promise<unknown> => {
      const t = gaussianTrainer({ ...(norm !== undefined && { clip: { norm } }) });
      return stepsOf(t, { steps: 5 });
    };
    expect(await run(1e9)).toEqual(await run(1e12));
    expect(await run(1e-3)).not.toEqual(await run(1e9));
  });

  test("the average is that of the parameters after each step", async () => {
    const t = gaussianTrainer({ ema: { decay: 0.5 } });
    const history: Record<string, number[]>[] = [];
    for await (const _ of t.fit({ key: key(0), steps: 3, readEvery: 1 }))
      history.push(await valuesByName(await t.params()));
    const average = await valuesByName(await t.emaParams());
    const name = "layers.1.bias";
    const [a, b, c] = history.map((params) => params[name]![0]!);
    expect(average[name]![0]).toBeCloseTo((a! + 2 * b! + 4 * c!) / 7, 6);
  });

  test("measures on the average, with one key, at the steps that were asked for", async () => {
    const measure = (model: Model, { key: noise }: { key: Key }): Tensor =>
      mean(square(model(normal(noise, [8, 2]), tensor(new Float32Array(8)))));
    const t = gaussianTrainer({ validation: { every: 4, measure } });
    const steps = await stepsOf(t, { steps: 9 });
    expect(steps.filter((step) => step.validation !== undefined).map(({ step }) => step)).toEqual([4, 8]);
    const still = gaussianTrainer({
      validation: { every: 1, measure },
      optimizer: { init: () => ({}), update: (g) => [treeMap((x) => mul(x, 0), g), {}] },
    });
    const values = (await stepsOf(still, { steps: 3 })).map(({ validation }) => validation);
    expect(new Set(values).size).toBe(1);
    await still.dispose();
    expect(still.backend.numBuffers()).toBe(0);
  });

  test("hands a coupling rows on the host, and its pairs to the loss", async () => {
    const seen: number[][] = [];
    const coupling = {
      pair: async ({ source, target, condition }: Pairs): Promise<Pairs> => {
        seen.push([...source.shape, ...target.shape, ...(condition?.shape ?? [])]);
        expect((await source.data()).length + (await target.data()).length).toBe(64);
        return { source: target, target, ...(condition && { condition }) };
      },
    };
    const data = { target: rows(50, key(9)), condition: tensor(new Float32Array(50), [50, 1]) };
    const paired = (
      model: Model,
      target: Tensor,
      source: Tensor | typeof base,
      options: Parameters<typeof loss>[3],
    ): Tensor => {
      expect(options.condition?.shape).toEqual([16, 1]);
      // Equal pairs: the loss is then that of standing still, and exactly 0 here.
      return "sample" in source
        ? loss(model, target, source, options)
        : add(mean(square(add(source, mul(target, -1)))), mul(loss(model, target, source, options), 0));
    };
    const steps = await stepsOf(gaussianTrainer({ coupling, data, loss: paired }), { steps: 2 });
    expect(seen).toEqual([
      [16, 2, 16, 2, 16, 1],
      [16, 2, 16, 2, 16, 1],
    ]);
    expect(steps.map((step) => step.loss)).toEqual([0, 0]);
  });

  test("keeps rows and conditions together, in the order of the permutations", async () => {
    const data = {
      target: tensor([
        [0, 0],
        [1, 0],
        [2, 0],
      ]),
      condition: tensor([[0], [10], [20]]),
    };
    const mismatch = (_: Model, target: Tensor, __: unknown, { condition }: { condition?: Tensor }): Tensor =>
      mean(square(add(mul(target, tensor([10, 0])), mul(condition!, tensor([-1, 0])))));
    const steps = await stepsOf(
      gaussianTrainer({ data, loss: (m, y, s, o) => add(mismatch(m, y, s, o), mul(loss(m, y, s, o), 0)) }),
      { steps: 3 },
    );
    expect(steps.map((step) => step.loss)).toEqual([0, 0, 0]);
  });

  test("draws fresh rows for every step from a sampler", async () => {
    const keys = new Set<string>();
    const data = {
      sample: async (shape: readonly number[], { key: k }: { key: Key }): Promise<Tensor> => {
        keys.add(k.words.join());
        return rows(shape[0]!, k);
      },
    };
    const steps = await stepsOf(gaussianTrainer({ data }), { steps: 5 });
    expect(keys.size).toBe(5);
    expect(steps).toEqual(await stepsOf(gaussianTrainer({ data }), { steps: 5 }));
    const flat = { sample: (shape: readonly number[]): Tensor => normal(key(1), [shape[0]!, 3]) };
    await expect(stepsOf(gaussianTrainer({ data: flat }), { steps: 1 })).rejects.toThrow(ShapeError);
  });

  test("begins with parameters that it is given", async () => {
    const given = gaussianTrainer();
    await stepsOf(given, { steps: 5 });
    const params = await given.params();
    const t = gaussianTrainer({
      params,
      optimizer: { init: () => ({}), update: (g) => [treeMap((x) => mul(x, 0), g), {}] },
    });
    await stepsOf(t, { steps: 1, key: foldIn(key(0), 7) });
    expect(await valuesByName(await t.params())).toEqual(await valuesByName(params));
  });
});
