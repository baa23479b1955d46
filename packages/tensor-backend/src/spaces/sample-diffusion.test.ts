import {
  type DiffusionMethod,
  ddim,
  dpmSolverPP,
  edmHeun,
  ipndm,
  predictorCorrector,
  reverseDiffusion,
  rowSpace,
  sampleDiffusion,
  uniformGrid,
  unipc,
} from "@nami/solvers";
import { beforeEach, describe, expect, test } from "vitest";
import {
  add, evaluate, fromHost, grad, graphSpace, key, mul, normalDraws, referenceBackend, sum, type Tensor, type TensorBackend, tensorSpace, treeDispose,
} from "../index.js"; // biome-ignore format: a list

let base = referenceBackend({ dtype: "float64" });
let backend: TensorBackend = base;
let compiled = 0;
beforeEach(() => {
  base = referenceBackend({ dtype: "float64" });
  compiled = 0;
  backend = {
    ...base,
    compile: (graph: Parameters<TensorBackend["compile"]>[0]) => {
      compiled++;
      return base.compile(graph);
    },
  };
});

const schedule = { alpha: (t: number) => 1 - t, sigma: (t: number) => t };
const options = { ...schedule, predicts: "data", grid: uniformGrid({ steps: 9, from: 0.95 }) } as const;
/** Not linear in x, so that no factor can hide. */
const onNumbers = (x: number, t: number): number => 0.4 * x - 0.1 * x * x * t;
const onTensors = (x: Tensor, t: Tensor): Tensor => add(mul(0.4, x), mul(-0.1, mul(mul(x, x), t)));
const start = Float64Array.of(0.3, -1, 2, 0.8, -0.2, 1.5);
const wide = (values: Float64Array, shape: readonly number[]): Tensor =>
  fromHost(values, [...shape], "float64");

const methods: Record<string, DiffusionMethod> = {
  ddim: ddim(),
  "ddim with noise": ddim({ eta: 0.7 }),
  edmHeun: edmHeun(),
  "edmHeun with churn": edmHeun({ churn: 3 }),
  "dpmSolverPP of order 1": dpmSolverPP({ order: 1 }),
  "dpmSolverPP of order 2": dpmSolverPP(),
  "dpmSolverPP of order 3 with noise": dpmSolverPP({ order: 3, eta: 1 }),
  ipndm: ipndm(),
  unipc: unipc({ order: 3 }),
  reverseDiffusion: reverseDiffusion(),
  predictorCorrector: predictorCorrector({ corrections: 2, norms: "row" }),
};

/** Samples rows of two numbers on tensors, reads them, and frees everything. */
const sampled = async (method: DiffusionMethod, values: Float64Array): Promise<readonly number[]> => {
  const space = tensorSpace<Tensor>(backend);
  const x = wide(values, [values.length / 2, 2]);
  const sample = await sampleDiffusion(onTensors, x, {
    ...options,
    method,
    space,
    noise: normalDraws(key(3)),
  });
  expect(sample.status).toBe("success");
  expect(sample.rows?.status).toHaveLength(values.length / 2);
  const read = [...(await sample.y.data())];
  treeDispose(sample.y);
  space.dispose();
  return read;
};

describe.each(Object.entries(methods))("%s on tensors", (name, method) => {
  test("gives the numbers of rows in an array, with one program for all evaluations", async () => {
    const model = (x: Float64Array, t: Float64Array): Float64Array =>
      x.map((each, p) => onNumbers(each, t[p >> 1]!));
    const space = rowSpace({ width: 2 });
    const want = sampleDiffusion(model, start, { ...options, method, space, noise: normalDraws(key(3)) });
    const got = await sampled(method, start);
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(want.y[i]!, 12);
    });
    // Churn is a program of its own; so are a corrector's evaluation and its step.
    const moves: Record<string, number> = { "edmHeun with churn": 1, predictorCorrector: 2 };
    expect(compiled).toBe(1 + (moves[name] ?? 0));
  });

  test("leaves no memory behind", async () => {
    await sampled(method, start);
    expect(base.numBuffers()).toBe(0);
  });

  test("gives a row that does not depend on the other rows", async () => {
    const whole = await sampled(method, start);
    const part = await sampled(method, start.slice(0, 4));
    part.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i]!, 13);
    });
  });
});

test("A tree of tensors draws other noise for each leaf", async () => {
  const space = tensorSpace<{ a: Tensor; b: Tensor }>(backend);
  const x = { a: wide(start, [6]), b: wide(start, [6]) };
  const model = ({ a, b }: typeof x): typeof x => ({ a: mul(a, 0.5), b: mul(b, 0.5) });
  const { y } = await sampleDiffusion(model, x, {
    ...options,
    method: ddim({ eta: 1 }),
    space,
    noise: normalDraws(key(0)),
  });
  expect([...(await y.a.data())]).not.toEqual([...(await y.b.data())]);
});

test("A model that breaks in one row is told in its status", async () => {
  const space = tensorSpace<Tensor>(backend);
  const x = wide(Float64Array.of(1, 1, NaN, 1), [2, 2]);
  const { status, rows } = await sampleDiffusion(onTensors, x, { ...options, method: ddim(), space });
  expect([status, rows?.status]).toEqual(["nonFiniteState", ["success", "nonFiniteState"]]);
});

test("Inside a formula a short run has the gradient of its finite differences", async () => {
  const end = (x: Tensor): Tensor =>
    sum(sampleDiffusion(onTensors, x, { ...options, method: unipc(), space: graphSpace<Tensor>() }).y);
  const at = async (values: Float64Array): Promise<number> =>
    Number((await (await evaluate(end(wide(values, [6])), { backend })).data())[0]);
  const slope = await (await evaluate(grad(end)(wide(start, [6])), { backend })).data();
  const nudged = start.slice();
  nudged[2]! += 1e-4;
  const high = await at(nudged);
  nudged[2]! -= 2e-4;
  expect(slope[2]).toBeCloseTo((high - (await at(nudged))) / 2e-4, 7);
});
