import { diagonalNormal, gaussianMixture, multivariateNormal, standardNormal } from "@nami/distributions";
import { hutchinsonDivergence } from "@nami/divergence";
import { OptionError } from "@nami/errors";
import { mlp } from "@nami/networks";
import { linearInterpolant } from "@nami/paths";
import { linearSchedule } from "@nami/schedules";
import { rk4 } from "@nami/solvers";
import { key, referenceBackend, sum, type Tensor, zeros } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  affineOutput,
  bitsPerDim,
  changeSchedule,
  convertPrediction,
  denoisingLoss,
  dequantize,
  diffusion,
  dropCondition,
  edmWeight,
  type FlowProcess,
  flowAndScoreLoss,
  flowMatching,
  fmLoss,
  guide,
  interpolantLoss,
  interpolantProcess,
  logProbGradient,
  maskedModel,
  maskedSample,
  minSnrWeight,
  noisePredictor,
  noiseToData,
  precondition,
  sampleGradient,
  softMinSnrWeight,
  tanhOutput,
  velocityField,
} from "./index.js";

/** Options with a key too many, as a caller without types may pass them. */
const stray = <O extends object>(options: object): O => ({ ...options, sigmaTop: 1 }) as never;

const x = zeros([3, 2]);
const field = velocityField({ dim: 2 }).with(velocityField({ dim: 2 }).init(key(0)));
const [base, solver, backend] = [standardNormal([2]), rk4({ steps: 4 }), referenceBackend()];
const flow = flowMatching({ field, base, solver, backend }).bind();
const draw = { key: key(0) };
const [schedule, path] = [linearSchedule(), linearInterpolant()];

const doors: Readonly<Record<string, () => unknown>> = {
  diagonalNormal: () => diagonalNormal(stray({ mean: [0], std: [1] })),
  multivariateNormal: () => multivariateNormal(stray({ mean: [0], covariance: [[1]] })),
  gaussianMixture: () => gaussianMixture(stray({ weights: [1], means: [[0]], variances: [1] })),
  hutchinsonDivergence: () => hutchinsonDivergence(stray({ probes: 2 })),
  mlp: () => mlp(stray({ inputs: 1, outputs: 1 })),
  velocityField: () => velocityField(stray({ dim: 2 })),
  noisePredictor: () => noisePredictor(stray({ dim: 2 })),
  fmLoss: () => fmLoss(field, x, x, stray({ t: 0.5 })),
  denoisingLoss: () => denoisingLoss(field, x, x, stray({ t: 0.5, schedule })),
  interpolantLoss: () => interpolantLoss(field, x, x, stray({ t: 0.5, path })),
  flowAndScoreLoss: () => flowAndScoreLoss({ velocity: field, score: field }, x, x, stray({ t: 0.5, path })),
  flowMatching: () => flowMatching(stray({ field, base, solver, backend })),
  diffusion: () => diffusion(stray({ field, schedule, solver, backend })),
  interpolantProcess: () => interpolantProcess(stray({ field, path, base, solver, backend })),
  guide: () => guide(field, stray({ scale: 2 })),
  dropCondition: () => dropCondition(x, stray({ key: key(0) })),
  precondition: () => precondition(field, stray({ schedule })),
  minSnrWeight: () => minSnrWeight(stray({ gamma: 5 })),
  softMinSnrWeight: () => softMinSnrWeight(stray({ sigmaData: 1 })),
  edmWeight: () => edmWeight(stray({ sigmaData: 1 })),
  affineOutput: () => affineOutput(stray({ scale: 2 })),
  dequantize: () => dequantize(x, stray({ key: key(0) })),
  bitsPerDim: () => bitsPerDim(x, stray({ dim: 2 })),
  changeSchedule: () => changeSchedule(field, stray({ from: schedule, to: schedule })),
  convertPrediction: () => convertPrediction(x, stray({ from: "noise", to: "data", x, t: 0.5, schedule })),
  noiseToData: () => noiseToData(x, stray({ x, t: 0.5, schedule })),
  logProbGradient: () => logProbGradient(() => flow, stray({})),
  sampleGradient: () => sampleGradient(() => flow, stray({ loss: (made: Tensor) => sum(made) })),
  "traced.sample": () => flow.traced.sample([1], stray(draw)),
  "traced.logProb": () => flow.traced.logProb(x, stray({})),
  "traced.sampleWithLogProb": () => flow.traced.sampleWithLogProb([1], stray(draw)),
  "traced.encode": () => flow.traced.encode(x, stray({ to: 0.5 })),
  "traced.decode": () => flow.traced.decode(x, stray({ from: 0.5 })),
};

test.each(Object.entries(doors))("%s refuses an option that nobody reads", (name, make) => {
  expect(make).toThrow(OptionError);
  expect(make).toThrow(new RegExp(`^${name}: options must be among .*, got sigmaTop\\. `));
});

const answers = (process: FlowProcess): [name: string, call: () => Promise<unknown>][] => [
  ["sample", () => process.sample([1], stray(draw))],
  ["sampleWithStats", () => process.sampleWithStats([1], stray(draw))],
  ["logProb", () => process.logProb(x, stray({}))],
  ["logProb", () => process.estimateLogProb(x, stray({}))],
  ["sampleWithLogProb", () => process.sampleWithLogProb([1], stray(draw))],
  ["encode", () => process.encode(x, stray({}))],
  ["decode", () => process.decode(x, stray({}))],
  ["trajectory", () => process.trajectory([1], stray({ ...draw, times: [1, 0] }))],
];
const masked = flowMatching({ field: maskedModel(field), base, solver, backend });

test.each([
  ...answers(flow),
  ...answers(flowMatching({ field, base, solver, backend, output: tanhOutput() }).bind()),
  ["maskedSample", () => maskedSample(masked, zeros([1, 2]), stray(draw))] as const,
  ["logProbGradient", () => logProbGradient(() => flow)({}, x, stray({}))] as const,
  [
    "sampleGradient",
    () => sampleGradient(() => flow, { loss: (made) => sum(made) })({}, [1], stray(draw)),
  ] as const,
])("%s of a process refuses an option that nobody reads", async (name, call) => {
  await expect(call()).rejects.toThrow(OptionError);
  await expect(call()).rejects.toThrow(new RegExp(`^${name}: options must be among .*, got sigmaTop\\. `));
});

test("Options that are missing are named", async () => {
  expect(() => flow.traced.sample([1], undefined as never)).toThrow(
    "sample: a key is needed to draw noise, got undefined. Pass { key: key(0) }.",
  );
  expect(() => affineOutput(undefined as never)).toThrow(
    "affineOutput: options must be a record, got nothing. Pass { scale, shift }.",
  );
  expect(() => noiseToData(x, { x, t: 0.5 } as never)).toThrow(
    "noiseToData: schedule must be a schedule or a path, got undefined.",
  );
  await expect(maskedSample(masked, zeros([1, 2]), undefined as never)).rejects.toThrow(OptionError);
});

test("The option that was meant is named", () => {
  expect(() => hutchinsonDivergence({ Probes: 10 } as object)).toThrow("got Probes. Did you mean probes?");
  expect(() => velocityField({ dim: 2, hiden: 64 } as never)).toThrow("got hiden. Did you mean hidden?");
});

describe("Parameters that are none of the network's", () => {
  const field = velocityField({ dim: 2, layers: 2 });
  const at = (params: unknown) => () => field.with(params as never)(zeros([3, 2]), 0.5);

  test.each([
    ["nothing", undefined, "none"],
    ["an empty record", {}, "none"],
    ["those of a deeper network", velocityField({ dim: 2, layers: 3 }).init(key(0)), "4"],
  ])("%s", (_, params, got) => {
    expect(at(params)).toThrow(`mlp: params must be { layers } with 3 of them, got ${got}. `);
  });
});

test("A shape of an event or a sample is one of non-negative integers", () => {
  expect(() => standardNormal([-1])).toThrow("eventShape must hold non-negative integers, got [-1].");
  expect(() => standardNormal([2]).sample([1.5], { key: key(0) })).toThrow(
    "sample: shape must hold non-negative integers, got [1.5].",
  );
});
