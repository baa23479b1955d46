import { veSchedule } from "@nami/schedules";
import { evaluate, key, referenceBackend, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import type { Config } from "../config/config.js";
import { configSchema } from "../config/schema.js";
import { couplingOf, lossHasKnownOptimum, optimizerOf, pathOf, rateOf } from "./recipe.js";
import { timesOf } from "./times.js";

const optimizerIn = (optimizer: unknown) =>
  configSchema.parse({ dataset: { name: "moons" }, training: { optimizer } }).training.optimizer;
const rateIn = (optimizer: unknown) => rateOf(optimizerIn(optimizer), 100);

test("a config's step size rises over the warmup, and its cosine ends with the training", () => {
  const rate = rateIn({
    name: "adamw",
    learningRate: 0.1,
    warmup: 10,
    decay: { name: "cosine", final: 0.01 },
  });
  if (typeof rate === "number") throw new Error("the step size must depend on the step");
  const found = [1, 10, 55, 100].map((n) => rate(n));
  for (const [i, want] of [0.01, 0.1, 0.055, 0.01].entries()) expect(found[i]).toBeCloseTo(want, 15);
});

test("without warmup the cosine ends there too, a stair falls where it is said, and a plain size stays a number", () => {
  const cosine = rateIn({ name: "lion", decay: { name: "cosine" } });
  const stair = rateIn({ name: "sgd", learningRate: 1, decay: { name: "step", every: 50, factor: 0.5 } });
  if (typeof cosine === "number" || typeof stair === "number")
    throw new Error("they must depend on the step");
  expect([cosine(1), cosine(100)]).toEqual([1e-4, 0]);
  expect([stair(50), stair(51)]).toEqual([1, 0.5]);
  expect(rateIn({ name: "adam" })).toBe(1e-3);
});

test("every optimizer can be named, and takes only its own options", () => {
  for (const name of ["adam", "adamw", "lion", "sgd"])
    expect(optimizerOf(optimizerIn({ name, warmup: 5 }), 100).entrywise).toBe(true);
  expect(() => optimizerIn({ name: "adam", weightDecay: 0.1 })).toThrow();
  expect(() => optimizerIn({ name: "adamw", weightDecay: -1 })).toThrow();
});

test("paths, couplings and times can be named, and take only their own options", () => {
  const parsed = (changes: object) =>
    configSchema.parse({ dataset: { name: "moons" }, ...changes }) as unknown as Config;
  const plain = parsed({});
  expect([
    pathOf(plain.path).name,
    couplingOf(plain.training.coupling),
    timesOf(plain.training.times, { interval: [0, 1] }).name,
  ]).toEqual(["linear", undefined, "uniform"]);
  expect(lossHasKnownOptimum(plain)).toBe(true);
  expect(pathOf(parsed({ path: "cosine" }).path).name).toBe("cosine");
  expect(pathOf(parsed({ path: { name: "lipman", sigmaMin: 0.01 } }).path).schedule.sigma(0)).toBeCloseTo(
    0.01,
  );
  expect(pathOf(parsed({ path: { name: "polynomial", power: 3 } }).path).schedule.alpha(0.5)).toBeCloseTo(
    1 / 8,
  );
  const other = parsed({
    training: { coupling: { name: "sinkhorn", regularization: 2 }, times: { name: "logitNormal", std: 2 } },
  });
  expect(couplingOf(other.training.coupling)?.name).toBe("sinkhorn");
  expect(timesOf(other.training.times, { interval: [0, 1] }).name).toBe("logit-normal");
  expect(lossHasKnownOptimum(other)).toBe(false);
  expect(() => parsed({ path: { name: "linear", power: 2 } })).toThrow();
  expect(() => parsed({ training: { coupling: { name: "stable", regularization: 2 } } })).toThrow();
});

test("log-normal times follow the noise of the schedule, between the ends, and interpolants have none", async () => {
  const parsed = (process: string) =>
    configSchema.parse({ process, dataset: { name: "moons" }, training: { times: { name: "logNormal" } } });
  const { training } = parsed("diffusion") as unknown as Config;
  const schedule = veSchedule();
  const times = timesOf(training.times, { interval: [0.2, 1], schedule });
  expect(times.name).toBe("log-normal");
  const backend = referenceBackend({ dtype: "float64" });
  const sampled = times.sample(key(0), [2000], { dtype: "float64" });
  const drawn = Array.from(await (await evaluate(sampled, { backend })).data(), Number);
  expect(Math.min(...drawn)).toBe(0.2);
  // Above the middle of ln σ ~ N(−1.2, 1.2²) as often as below it, in spite of the bound.
  const [middle] = await (await evaluate(schedule.timeOfLogSnr(tensor([2.4])), { backend })).data();
  const above = drawn.filter((t) => t > Number(middle)).length;
  expect(Math.abs(above - 1000)).toBeLessThan(5 * Math.sqrt(500));
  expect(() => parsed("interpolant")).toThrow("logNormal");
});
