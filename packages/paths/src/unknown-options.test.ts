import { OptionError } from "@nami/errors";
import { linearSchedule } from "@nami/schedules";
import { key, mul, normal, ones, type Tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  brownianGamma,
  cosinePath,
  couplingReport,
  encodingDecodingInterpolant,
  gamma,
  gaussianPath,
  icfmPath,
  independentCoupling,
  linearInterpolant,
  linearPath,
  lipmanPath,
  logitNormalTimes,
  logNormalTimes,
  mirrorInterpolant,
  modeTimes,
  optimalTransportCoupling,
  path,
  polynomialPath,
  pooledCoupling,
  reflowCoupling,
  schrodingerBridgePath,
  sigmoidGamma,
  sinkhornCoupling,
  stableCoupling,
  stochasticInterpolant,
  stratifiedTimes,
  trigonometricInterpolant,
  uniformTimes,
  vpPath,
} from "./index.js";

/** Options with a key too many, as a caller without types may pass them. */
const stray = <O extends object>(options: object = {}): O => ({ ...options, sigmaTop: 1 }) as never;
const nothing = undefined as never;

const schedule = linearSchedule();
const rows = { source: normal(key(0), [4, 2]), target: normal(key(1), [4, 2]) };
const still = { bind: () => ({ decode: async (x: Tensor) => x }) };
const coupling = independentCoupling();

const doors: Readonly<Record<string, () => unknown>> = {
  path: () => path(stray({ schedule })),
  linearPath: () => linearPath(stray()),
  lipmanPath: () => lipmanPath(stray()),
  cosinePath: () => cosinePath(stray()),
  vpPath: () => vpPath(stray()),
  polynomialPath: () => polynomialPath(stray()),
  gaussianPath: () => gaussianPath(stray({ mean: mul, std: mul })),
  stochasticInterpolant: () => stochasticInterpolant(stray({ alpha: () => 1, beta: () => 1 })),
  linearInterpolant: () => linearInterpolant(stray()),
  trigonometricInterpolant: () => trigonometricInterpolant(stray()),
  encodingDecodingInterpolant: () => encodingDecodingInterpolant(stray()),
  mirrorInterpolant: () => mirrorInterpolant(stray()),
  icfmPath: () => icfmPath(stray()),
  schrodingerBridgePath: () => schrodingerBridgePath(stray()),
  gamma: () => gamma(stray({ gamma: () => 1 })),
  brownianGamma: () => brownianGamma(stray()),
  sigmoidGamma: () => sigmoidGamma(stray()),
  uniformTimes: () => uniformTimes(stray()),
  stratifiedTimes: () => stratifiedTimes(stray()),
  logitNormalTimes: () => logitNormalTimes(stray()),
  modeTimes: () => modeTimes(stray()),
  logNormalTimes: () => logNormalTimes(schedule, stray()),
  "uniform.sample": () => uniformTimes().sample(key(0), [2], stray()),
  "log-normal.sample": () => logNormalTimes(schedule).sample(key(0), [2], stray()),
  optimalTransportCoupling: () => optimalTransportCoupling(stray()),
  stableCoupling: () => stableCoupling(stray()),
  sinkhornCoupling: () => sinkhornCoupling(stray()),
  "independent.pair": () => coupling.pair(rows, stray({ key: key(0) })),
};

test.each(Object.entries(doors))("%s refuses an option that nobody reads", (name, make) => {
  expect(make).toThrow(OptionError);
  expect(make).toThrow(new RegExp(`^${name}: options must be among .*, got sigmaTop\\. `));
});

const draw = { key: key(0) };
const promises: Readonly<Record<string, () => Promise<unknown>>> = {
  couplingReport: () => couplingReport(rows, rows, stray({ entropy: 1 })),
  pooledCoupling: () => pooledCoupling(rows, stray({ coupling, key: key(0) })),
  "pooledCoupling.pair": async () =>
    (await pooledCoupling(rows, { ...draw, coupling })).pair(rows, stray(draw)),
  "reflowCoupling.pair": async () => reflowCoupling(still).pair(rows, stray(draw)),
  "optimal-transport.pair": async () => optimalTransportCoupling().pair(rows, stray(draw)),
};

test.each(Object.entries(promises))("%s refuses an option that nobody reads", async (name, call) => {
  await expect(call()).rejects.toThrow(OptionError);
  await expect(call()).rejects.toThrow(new RegExp(`^${name}: options must be among .*, got sigmaTop\\. `));
});

describe("Options that are missing are named", () => {
  test.each<[string, () => unknown, string]>([
    ["path", () => path(nothing), "path: options must be a record, got nothing."],
    ["gamma", () => gamma(nothing), "gamma: options must be a record, got nothing."],
    ["a gamma", () => gamma({} as never), "gamma: gamma must be a formula (t, m) => …, got undefined."],
    ["gaussianPath", () => gaussianPath(nothing), "gaussianPath: options must be a record, got nothing."],
    [
      "stochasticInterpolant",
      () => stochasticInterpolant(nothing),
      "stochasticInterpolant: options must be a record, got nothing.",
    ],
    [
      "a beta",
      () => stochasticInterpolant({ alpha: () => 1 } as never),
      "stochasticInterpolant: beta must be a formula (t, m) => …, got undefined.",
    ],
  ])("of %s", (_, call, message) => {
    expect(call).toThrow(OptionError);
    expect(call).toThrow(message);
  });

  test("of couplings", async () => {
    await expect(optimalTransportCoupling().pair(rows, nothing)).rejects.toThrow(
      "optimal-transport.pair: options must be a record, got nothing. Pass { key }.",
    );
    await expect(reflowCoupling(still).pair(rows, {} as never)).rejects.toThrow(
      "reflowCoupling.pair: a key is needed to draw pairs, got undefined. Pass { key: key(0) }.",
    );
    await expect(pooledCoupling(rows, nothing)).rejects.toThrow(
      "pooledCoupling: options must be a record, got nothing. Pass { coupling, key }.",
    );
    await expect(pooledCoupling(rows, { key: key(0) } as never)).rejects.toThrow(
      "pooledCoupling: coupling must have pair, got undefined.",
    );
  });
});

test("The option that was meant is named", () => {
  expect(() => linearPath({ couplng: coupling } as never)).toThrow("got couplng. Did you mean coupling?");
  expect(() => uniformTimes({ intervall: [0, 1] } as never)).toThrow("Did you mean interval?");
  expect(linearPath({ coupling }).sample({ ...rows, t: ones([4]) }).xt.shape).toEqual([4, 2]);
});
