import { gaussianMixture } from "@nami/distributions";
import { convertPrediction, type Model } from "@nami/models";
import {
  add,
  evaluate,
  key,
  mul,
  referenceBackend,
  slice,
  sub,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import type { Guidance } from "../session/kinds.js";
import type { PredictionName, Target, TrainingSettings } from "../session/settings.js";
import { labelledRows, targetOfKind, trainingDataOf, withKinds } from "./kinds.js";
import { measuresOf } from "./measures.js";
import { samplingProcess } from "./processes.js";
import { recipeOf } from "./recipe.js";
import { rowsOnHost, targetOf, trainingRows } from "./target.js";
import { tinySettings } from "./tiny-settings.fixture.js";

const backend = referenceBackend();
const eight: Target = { kind: "toy", name: "eightGaussians" };
const own: Target = { kind: "mixture", centers: [-1.2, -0.8, 1.2, -0.8, 0, 1.3], std: 0.25 };
const settings: TrainingSettings = { ...tinySettings, target: own, classes: 3 };

interface Moments {
  readonly count: number;
  readonly mean: readonly [x: number, y: number];
  readonly std: readonly [x: number, y: number];
}

/** @param points flat */
const momentsOf = (points: ArrayLike<number>): Moments => {
  const count = points.length / 2;
  const along = (axis: number) => {
    const values = Array.from(points).filter((_, i) => i % 2 === axis);
    const mean = values.reduce((total, value) => total + value, 0) / count;
    return { mean, std: Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / count) };
  };
  const [x, y] = [along(0), along(1)];
  return { count, mean: [x.mean, y.mean], std: [x.std, y.std] };
};

/** Whether points are of a mode, within five standard errors and what a solver may err. */
const areOf = ({ count, mean, std }: Moments, [x, y]: readonly number[], width: number, error = 0): boolean =>
  [mean[0] - x!, mean[1] - y!].every((off) => Math.abs(off) < (5 * width) / Math.sqrt(count) + error) &&
  std.every((found) => Math.abs(found - width) < (5 * width) / Math.sqrt(2 * count) + error);

describe.each([
  [own, 3],
  [eight, 8],
] as const)("labelled rows of %o", (target, classes) => {
  const count = 8000;
  const means = targetOf(target).modes!.means;
  const { std } = targetOf(target).modes!;
  const drawn = async () => {
    const { target: rows, condition } = labelledRows(target, count, key(3));
    return { rows: await rows.data(), told: await condition.data() };
  };

  test("have one kind each, all kinds as often, and lie at the mode of theirs", async () => {
    const { rows, told } = await drawn();
    for (let k = 0; k < classes; k++) {
      const ofKind = Array.from({ length: count }, (_, i) => i).filter((i) => told[i * classes + k] === 1);
      const expected = count / classes;
      expect(Math.abs(ofKind.length - expected)).toBeLessThan(5 * Math.sqrt(expected));
      const moments = momentsOf(ofKind.flatMap((i) => [rows[2 * i]!, rows[2 * i + 1]!]));
      expect(areOf(moments, means[k]!, std)).toBe(true);
      expect(areOf(moments, means[(k + 1) % classes]!, std)).toBe(false);
    }
    expect(Array.from(told).reduce((total, value) => total + value, 0)).toBe(count);
  });

  test("come again with the same key, and data of one kind are of its mode", async () => {
    expect(await drawn()).toEqual(await drawn());
    const rows = await rowsOnHost(targetOfKind(target, 2).sample(2000, key(1)), backend);
    expect(areOf(momentsOf(rows), means[1]!, std)).toBe(true);
  });
});

test("without kinds, a run learns the rows that it learned before, and a target of one kind is refused where there is none", async () => {
  const { classes: _, ...plain } = settings;
  const data = trainingDataOf(plain);
  expect(Object.keys(data)).toEqual(["target"]);
  expect(await rowsOnHost(data.target, backend)).toEqual(await rowsOnHost(trainingRows(own, 0), backend));
  expect(() => targetOfKind({ kind: "toy", name: "moons" }, 1)).toThrow("the target must have modes");
  expect(() => targetOfKind(own, 4)).toThrow("a kind must be from 1 to 3, got 4");
});

test("rows are learned with their kind, and one in seven without", async () => {
  let seen = tensor([0]);
  const loss = withKinds((_, target, __, { condition }) => {
    seen = condition!;
    return sum(target);
  }, 3);
  const model: Model = (x) => x;
  const count = 6000;
  const { target, condition } = labelledRows(own, count, key(0));
  loss(model, target, target, { key: key(2), condition });
  const values = await (await evaluate(seen, { backend })).data();
  const told = await condition.data();
  let dropped = 0;
  for (let i = 0; i < count; i++) {
    const row = [0, 1, 2].map((k) => values[3 * i + k]!);
    if (row.every((value) => value === 0)) dropped++;
    else expect(row).toEqual([0, 1, 2].map((k) => told[3 * i + k]!));
  }
  expect(Math.abs(dropped / count - 0.15)).toBeLessThan(5 * Math.sqrt((0.15 * 0.85) / count));
});

const centers = [
  [-1.2, -0.8],
  [1.2, -0.8],
  [0, 1.3],
] as const;

/** The network that has learned all: of zeros the field of all data, of a kind its own. */
const perfect = (predicts: PredictionName): Model => {
  const { path } = recipeOf(settings);
  const { schedule } = path;
  const of = (means: readonly (readonly number[])[]) =>
    gaussianMixture({ weights: means.map(() => 1), means, variances: means.map(() => 0.25 ** 2) }).marginal(
      path,
    ).velocity;
  const [all, ...each] = [of(centers), ...centers.map((center) => of([center]))];
  return (x, t, condition) => {
    const share = (k: number) => slice(condition!, [0, k], [-1, 1]);
    const none = sub(1, sum(condition!, { axis: -1, keepDims: true }));
    const v = each.reduce(
      (total, velocity, k) => add(total, mul(share(k), velocity(x, t))),
      mul(none, all!(x, t)),
    );
    return predicts === "velocity"
      ? v
      : convertPrediction(v, { from: "velocity", to: "noise", x, t, schedule });
  };
};

const samplesOf = async (
  predicts: PredictionName,
  solver: "rk4" | "eulerMaruyama",
  guidance?: Guidance,
): Promise<Moments> => {
  const recipe = recipeOf({ ...settings, predicts });
  const model = recipe.velocityOf(perfect(predicts), guidance);
  const views = { solver, solverSteps: solver === "rk4" ? 12 : 40 };
  const { process } = samplingProcess({ model, recipe, views, backend });
  return momentsOf(await (await process.sample([300], { key: key(5) })).data());
};

describe.each([
  ["velocity", "rk4"],
  ["velocity", "eulerMaruyama"],
  ["noise", "rk4"],
  ["noise", "eulerMaruyama"],
] as const)("a perfect network that tells %s, sampled by %s", (predicts, solver) => {
  test.each([1, 2, 3])("draws kind %i as its mode is, and as no other is", async (kind) => {
    const found = await samplesOf(predicts, solver, { kind, scale: 1 });
    for (const [k, center] of centers.entries())
      expect(areOf(found, center, 0.25, 0.03)).toBe(k + 1 === kind);
  });
});

test("without a kind it draws all data, and guided with w = 0 too; w = 4 goes farther from the others", async () => {
  const all = await samplesOf("velocity", "rk4");
  const none = await samplesOf("velocity", "rk4", { kind: 3, scale: 0 });
  for (const { mean, std } of [all, none]) {
    // Five standard errors of the whole mixture, whose spread is below 1.05.
    expect(Math.hypot(mean[0], mean[1] + 0.1)).toBeLessThan((5 * 1.05 * Math.SQRT2) / Math.sqrt(300));
    expect(std[0]).toBeGreaterThan(0.8);
  }
  const guided = await samplesOf("velocity", "rk4", { kind: 3, scale: 4 });
  expect(guided.mean[1]).toBeGreaterThan(1.3 + 0.2);
  expect(guided.std[1]).toBeLessThan(0.25);
});

test("the loss of a perfect network is that of the rows with their kind, and of those without", async () => {
  const recipe = recipeOf(settings);
  let optimum: number | undefined;
  await measuresOf(settings, recipe, targetOf(own), backend).goOn((report) => {
    if (report.kind === "optimum") optimum = report.loss;
  });
  const { target, condition } = labelledRows(own, 40_000, key(8));
  const lossWith = async (told: Tensor): Promise<number> => {
    const loss = recipe.loss(perfect("velocity"), target, recipe.base, { key: key(9), condition: told });
    return (await evaluate(loss, { backend })).item();
  };
  // Five standard errors of so many rows, whose losses spread by about 1.
  const bound = 5 / Math.sqrt(40_000);
  expect(Math.abs((await lossWith(condition)) - optimum!)).toBeLessThan(bound);
  expect((await lossWith(zeros([40_000, 3]))) - optimum!).toBeGreaterThan(bound);
});
