import { OptionError } from "@nami/errors";
import { evaluate, referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { optimizerRun } from "../testing/optimizer-run.js";
import { adam } from "./adam.js";
import { adamw } from "./adamw.js";
import type { LearningRate } from "./learning-rate.js";
import { lion } from "./lion.js";
import { cosineDecay, stepDecay, warmup } from "./rate-schedules.js";
import { sgd } from "./sgd.js";

const start = [1, -2, 0.5, 0.25];
/** The gradients of `optimizerRun` at step n. */
const gradientsAt = (n: number): number[] => [n - 2.5, 1e-3 * n, -1 / n, (-1) ** n * 100];
const steps = Array.from({ length: 20 }, (_, i) => i + 1);

/** torch.optim.AdamW as its documentation states it: decay first, then both moments without their bias. */
function adamwByHand(rate: number, decay: number): number[][] {
  const [m, v] = [start.map(() => 0), start.map(() => 0)];
  let theta = start;
  return steps.map((n) => {
    const g = gradientsAt(n);
    theta = theta.map((p, i) => {
      m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
      v[i] = 0.999 * v[i]! + 0.001 * g[i]! ** 2;
      const root = Math.sqrt(v[i]! / (1 - 0.999 ** n)) + 1e-8;
      return p * (1 - rate * decay) - (rate * (m[i]! / (1 - 0.9 ** n))) / root;
    });
    return theta;
  });
}

/** Algorithm 2 of the paper. */
function lionByHand(rate: number, decay: number): number[][] {
  const m = start.map(() => 0);
  let theta = start;
  return steps.map((n) => {
    const g = gradientsAt(n);
    theta = theta.map((p, i) => {
      const direction = Math.sign(0.9 * m[i]! + 0.1 * g[i]!);
      m[i] = 0.99 * m[i]! + 0.01 * g[i]!;
      return p - rate * (direction + decay * p);
    });
    return theta;
  });
}

const largestError = (found: readonly number[][], truth: readonly number[][]): number =>
  Math.max(...found.flatMap((row, i) => row.map((x, j) => Math.abs(x - truth[i]![j]!))));

describe("decay of the weights", () => {
  test("adamw takes torch's steps: weights shrink by η λ apart from the gradient", async () => {
    const found = await optimizerRun(adamw({ learningRate: 0.05, weightDecay: 0.3 }), steps);
    expect(largestError(found, adamwByHand(0.05, 0.3))).toBeLessThan(1e-13);
    expect(largestError(found, adamwByHand(0.05, 0.29))).toBeGreaterThan(1e-3);
  });

  test("adamw decays by 0.01 by default, and without decay is adam", async () => {
    expect(largestError(await optimizerRun(adamw(), steps), adamwByHand(1e-3, 0.01))).toBeLessThan(1e-13);
    expect(await optimizerRun(adamw({ weightDecay: 0 }), steps)).toEqual(await optimizerRun(adam(), steps));
  });

  test("lion takes the steps of its algorithm, with and without decay", async () => {
    const decaying = await optimizerRun(lion({ learningRate: 0.01, weightDecay: 0.5 }), steps);
    expect(largestError(decaying, lionByHand(0.01, 0.5))).toBeLessThan(1e-14);
    expect(largestError(await optimizerRun(lion(), steps), lionByHand(1e-4, 0))).toBeLessThan(1e-14);
    // The third entry pulls one way always: 20 steps of one size.
    expect((await optimizerRun(lion({ learningRate: 0.5 }), [20]))[0]![2]).toBe(0.5 + 20 * 0.5);
  });

  test.each([
    ["adamw", adamw],
    ["lion", lion],
  ] as const)(
    "%s spares the parameters that do not decay, and then asks for separate tensors",
    async (_, make) => {
      const options = { learningRate: 0.05, weightDecay: 0.3 };
      const matrices = make({ ...options, decays: ({ shape }) => shape.length > 1 });
      const [some, all, none] = [
        await optimizerRun(matrices, steps),
        await optimizerRun(make(options), steps),
        await optimizerRun(make({ ...options, weightDecay: 0 }), steps),
      ];
      expect(some.map((row) => row[3])).toEqual(all.map((row) => row[3]));
      expect(some.map((row) => row.slice(0, 3))).toEqual(none.map((row) => row.slice(0, 3)));
      expect([matrices.entrywise, make(options).entrywise]).toEqual([false, true]);
    },
  );

  test("options out of range are refused", () => {
    expect(() => adamw({ weightDecay: -1 })).toThrow(
      "adamw: weightDecay must be a finite number of 0 or more, got -1. Pass 0.01.",
    );
    expect(() => adamw({ beta1: 1 })).toThrow("adamw: beta1 must lie in [0, 1), got 1.");
    expect(() => lion({ learningRate: Number.NaN })).toThrow(OptionError);
    expect(() => lion({ decays: true as never })).toThrow(
      "lion: decays must be a function of a parameter, got boolean. Pass ({ shape }) => shape.length > 1.",
    );
  });
});

describe("step sizes over the steps", () => {
  const cosine = cosineDecay({ learningRate: 0.4, steps: 10, final: 0.1 });
  const stair = stepDecay({ learningRate: 0.8, every: 7, factor: 0.5 });
  const risen = warmup({ steps: 5, learningRate: cosine });

  test("cosineDecay is torch's CosineAnnealingLR up to its end, and stays there", () => {
    for (const n of steps)
      expect(cosine(n)).toBeCloseTo(0.1 + 0.15 * (1 + Math.cos((Math.PI * Math.min(n - 1, 10)) / 10)), 15);
    expect([cosine(1), cosine(11), cosine(500)]).toEqual([0.4, 0.1, 0.1]);
    expect(cosine(6)).toBeCloseTo(0.25, 15);
  });

  test("stepDecay is torch's StepLR: as many steps on every stair", () => {
    expect(steps.map((n) => stair(n))).toEqual([
      ...Array(7).fill(0.8),
      ...Array(7).fill(0.4),
      ...Array(6).fill(0.2),
    ]);
  });

  test("warmup rises to the step size, and a schedule takes over at its end", () => {
    const flat = warmup({ steps: 4, learningRate: 0.2 });
    expect([1, 2, 3, 4, 5, 100].map((n) => flat(n))).toEqual(
      [0.05, 0.1, 0.2 * 0.75, 0.2, 0.2, 0.2].map((x) => expect.closeTo(x, 15)),
    );
    expect([1, 5, 6, 15, 99].map((n) => risen(n))).toEqual(
      [0.4 / 5, 0.4, cosine(2), 0.1, 0.1].map((x) => expect.closeTo(x, 15)),
    );
  });

  test.each([
    ["cosineDecay", cosine],
    ["stepDecay", stair],
    ["warmup", risen],
  ] as const)("%s of a tensor is the same as of a number, and is a learning rate", async (_, schedule) => {
    const rate: LearningRate = schedule;
    const backend = referenceBackend({ dtype: "float64" });
    const found = await Promise.all(
      steps.map(async (n) => (await evaluate(schedule(tensor(n, [], "float64")), { backend })).item()),
    );
    expect(largestError([found], [steps.map((n) => schedule(n))])).toBeLessThan(1e-15);
    let theta = start[0]!;
    for (const n of steps) theta -= schedule(n) * gradientsAt(n)[0]!;
    const [last] = await optimizerRun(sgd({ learningRate: rate }), [20]);
    expect(last![0]).toBeCloseTo(theta, 12);
  });

  test("the edge of a stair holds in float32 for every count of steps", async () => {
    const backend = referenceBackend({ dtype: "float32" });
    for (const every of [3, 7, 49, 1000]) {
      const halves = stepDecay({ learningRate: 1, every, factor: 0.5 });
      const at = async (n: number): Promise<number> =>
        (await evaluate(halves(tensor(n)), { backend })).item();
      for (const k of [1, 2, 5, 9])
        expect([await at(k * every), await at(k * every + 1)]).toEqual([0.5 ** (k - 1), 0.5 ** k]);
    }
  });

  test("options out of range are refused", () => {
    expect(() => cosineDecay({ learningRate: 1, steps: 0 })).toThrow(
      "cosineDecay: steps must be a positive integer, got 0. Pass for example 1000.",
    );
    expect(() => cosineDecay({ learningRate: -1, steps: 5 })).toThrow(
      "cosineDecay: learningRate must be a finite number of 0 or more, got -1. Pass for example 1e-3.",
    );
    expect(() => stepDecay({ learningRate: 1, every: 5, factor: 2 })).toThrow(
      "stepDecay: factor must be in (0, 1], got 2. Pass 0.1.",
    );
    expect(() => warmup({ steps: 1.5, learningRate: 1 })).toThrow(
      "warmup: steps must be a positive integer, got 1.5.",
    );
    expect(() => warmup({ steps: 2, learningRate: Number.NaN })).toThrow("warmup: learningRate must be");
  });
});
