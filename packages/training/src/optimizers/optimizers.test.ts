import { OptionError } from "@nami/errors";
import { add, div, evaluate, mul, referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { optimizerRun } from "../testing/optimizer-run.js";
import { adam } from "./adam.js";
import { chain } from "./chain.js";
import { clipByGlobalNorm } from "./clip.js";
import type { Optimizer } from "./optimizer.js";
import { sgd } from "./sgd.js";

const steps = [1, 2, 5, 20];

// PyTorch 1.13, float64: torch.optim.Adam and SGD on the problem of `optimizerRun`, steps 1, 2, 5 and 20.
const golden: readonly [title: string, Optimizer, number[][]][] = [
  [
    "adam",
    adam(),
    [
      [1.0009999999933332, -2.0009999900001, 0.50099999999, 0.2509999999999],
      [1.001871063936265, -2.001965165922529, 0.5019321796170184, 0.25094736842095794],
      [1.0017298721000694, -2.004850803995341, 0.5044014608365939, 0.2514349452324954],
      [0.9870730270641409, -2.02076087610045, 0.5123913978030287, 0.2516942072869838],
    ],
  ],
  [
    "adam with a large epsilon",
    adam({ learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }),
    [
      [1.049966688874084, -2.025, 0.5499500499500499, 0.299999500005],
      [1.0880099860060166, -2.0569785905688462, 0.5927406873116666, 0.28333300000333334],
      [1.0049400755664835, -2.1831868240364742, 0.6882213695160672, 0.30583661521295696],
      [-0.0016442058306105067, -3.046814276679756, 0.9504492177825458, 0.28951949915830005],
    ],
  ],
  [
    "adam without a first moment",
    adam({ learningRate: 0.05, beta1: 0, beta2: 0.9 }),
    [
      [1.0499999996666667, -2.0499995000049998, 0.5499999995, 0.299999999995],
      [1.0728468377944598, -2.112269097160036, 0.5821342284328141, 0.25],
      [0.8993080118614943, -2.321064740283578, 0.6499169207564724, 0.299999999995],
      [-0.2427465738221424, -3.3811011621716847, 0.8801660277975343, 0.25],
    ],
  ],
  [
    "sgd",
    sgd({ learningRate: 0.1 }),
    [
      [1.15, -2.0001, 0.6, 10.25],
      [1.2, -2.0003, 0.65, 0.24999999999999944],
      [0.7499999999999999, -2.0015000000000005, 0.7283333333333334, 10.25],
      [-15.000000000000002, -2.021, 0.859773965714368, 0.24999999999999944],
    ],
  ],
  [
    "sgd with momentum",
    sgd({ learningRate: 0.1, momentum: 0.9 }),
    [
      [1.15, -2.0001, 0.6, 10.25],
      [1.335, -2.0003900000000003, 0.74, 9.25],
      [1.115715, -2.0031703100000002, 1.2392933333333334, 24.911000000000005],
      [-69.91681624987609, -2.101152290978164, 3.247983021764265, 41.859526887815164],
    ],
  ],
];

const largestError = (found: readonly number[][], truth: readonly number[][]): number =>
  Math.max(
    ...found.flatMap((row, i) =>
      row.map((x, j) => Math.abs(x - truth[i]![j]!) / (1 + Math.abs(truth[i]![j]!))),
    ),
  );

describe("optimizers", () => {
  test.for(golden)("%s takes PyTorch's steps in float64", async ([, optimizer, truth]) => {
    expect(largestError(await optimizerRun(optimizer, steps), truth)).toBeLessThan(1e-14);
  });

  test.for(golden)(
    "%s takes them in float32 to rounding, the first steps included",
    async ([, optimizer, truth]) => {
      // 20 updates, each rounded some ten times, of at most the size of the parameters.
      expect(largestError(await optimizerRun(optimizer, steps, "float32"), truth)).toBeLessThan(
        20 * 10 * 2 ** -24,
      );
    },
  );

  test("an Adam without bias correction is caught by that comparison", async () => {
    const plain = adam();
    const uncorrected: Optimizer = {
      ...plain,
      update: (g, s, p, step) => plain.update(g, s, p, add(step, 1e6)),
    };
    expect(largestError(await optimizerRun(uncorrected, steps), golden[0]![2])).toBeGreaterThan(1e-4);
  });

  test("a rate may be a formula of the step", async () => {
    const [first, second] = await optimizerRun(sgd({ learningRate: (step) => div(0.1, step) }), [1, 2]);
    expect(first).toEqual([1.15, -2.0001, 0.6, 10.25]);
    expect(second![0]).toBeCloseTo(1.15 + 0.5 * 0.05, 14);
    const falling = adam({ learningRate: (step) => mul(step, 0) });
    expect(await optimizerRun(falling, [3])).toEqual([[1, -2, 0.5, 0.25]]);
  });

  test("a chain clips first and then steps, and keeps both states", async () => {
    const clipped = chain(clipByGlobalNorm(13 / 2), sgd({ learningRate: 1, momentum: 0.5 }));
    const params = { a: tensor([0, 0]), b: tensor([0]) };
    const gradients = { a: tensor([3, 4]), b: tensor([12]) };
    const state = clipped.init(params);
    expect(Array.isArray(state) && state.length).toBe(2);
    const [updates] = clipped.update(gradients, state, params, tensor(1));
    const { a, b } = await evaluate(updates, { backend: referenceBackend() });
    expect([...(await a.data()), ...(await b.data())]).toEqual([-1.5, -2, -6]);
  });

  test("clipping leaves gradients below the norm exactly as they are, zero included", async () => {
    const backend = referenceBackend();
    for (const values of [
      [0.1, 0.2],
      [0, 0],
    ]) {
      const gradients = tensor(values);
      const [updates] = clipByGlobalNorm(1).update(gradients, {}, gradients, tensor(1));
      expect(await (await evaluate(updates, { backend })).data()).toEqual(Float32Array.from(values));
    }
  });

  test("options out of range are refused", () => {
    expect(() => adam({ learningRate: -1 })).toThrow(
      "adam: learningRate must be a finite number of 0 or more, got -1. Pass 1e-3, or a function of the step.",
    );
    expect(() => sgd({ learningRate: Number.NaN })).toThrow(OptionError);
    expect(() => adam({ beta1: 1 })).toThrow("adam: beta1 must lie in [0, 1), got 1.");
    expect(() => adam({ beta2: -0.1 })).toThrow("adam: beta2 must lie in [0, 1)");
    expect(() => adam({ epsilon: 0 })).toThrow(
      "adam: epsilon must be a finite number above 0, got 0. Pass 1e-8.",
    );
    expect(() => sgd({ learningRate: 1, momentum: 2 })).toThrow("sgd: momentum must lie in [0, 1), got 2.");
    expect(() => clipByGlobalNorm(0)).toThrow(
      "clipByGlobalNorm: norm must be a finite number above 0, got 0. Pass 1.",
    );
    expect(() => chain()).toThrow(
      "chain: at least one optimizer is needed, got none. Pass adam(), for example.",
    );
  });
});
