import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../../cli/src/config/read-config.js";
import {
  couplingNames,
  optimizerNames,
  pathNames,
  solverNames,
  type TrainingSettings,
  toyNames,
  type ViewSettings,
} from "../../session/settings.js";
import { configOf } from "./config.js";

const settings: TrainingSettings = {
  seed: 7,
  target: { kind: "toy", name: "moons" },
  source: "normal",
  path: "linear",
  predicts: "velocity",
  coupling: "independent",
  hidden: 64,
  layers: 3,
  activation: "silu",
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 256,
};
const views: ViewSettings = {
  solver: "rk4",
  solverSteps: 24,
  particles: 2000,
  density: true,
  streams: false,
};
const parsed = (some: Partial<TrainingSettings>, other: Partial<ViewSettings> = {}) =>
  parseConfig(
    configOf({
      kind: "config",
      settings: { ...settings, ...some },
      views: { ...views, ...other },
      steps: 1200,
    }),
    "test",
  );

describe("the config of a flow", () => {
  test("is what the command line reads, word for word", () => {
    expect(parsed({})).toMatchObject({
      name: "moons",
      seed: 7,
      dataset: { name: "moons", points: 16_384 },
      field: { hidden: 64, layers: 3, activation: "silu" },
      path: "linear",
      training: {
        steps: 1200,
        batchSize: 256,
        coupling: { name: "independent" },
        times: { name: "stratified" },
        optimizer: { name: "adam", learningRate: 0.01, warmup: 20 },
        ema: { decay: 0.99 },
      },
      solver: { method: "rk4", steps: 24 },
    });
  });

  test.each(toyNames)("names the toy %s", (name) => {
    expect(parsed({ target: { kind: "toy", name } }).dataset).toMatchObject({ name, points: 16_384 });
  });

  test("takes the rows of a mixture or a file from beside it", () => {
    for (const target of [
      { kind: "mixture", centers: [0, 1], std: 0.2 },
      { kind: "rows", values: Float32Array.of(1, 2), units: { mean: [5, -0.5], scale: 3 } },
    ] as const)
      expect(parsed({ target }).dataset).toEqual({
        file: `nami-${target.kind === "rows" ? "points" : "mixture"}-data.npy`,
      });
  });

  test("tells the way back to the numbers of a file", () => {
    const units = { mean: [5, -0.5], scale: 3 } as const;
    const target = { kind: "rows", values: Float32Array.of(1, 2), units } as const;
    const text = configOf({ kind: "config", settings: { ...settings, target }, views, steps: 10 });
    expect(text).toContain("value of the file = mean + scale * value of the flow");
    expect(text).toContain("mean: [5,-0.5]");
    expect(text).toContain("scale: 3");
  });

  test("knows every coupling, optimizer and solver", () => {
    for (const coupling of couplingNames) expect(parsed({ coupling }).training.coupling.name).toBe(coupling);
    for (const optimizer of optimizerNames)
      expect(parsed({ optimizer }).training.optimizer.name).toBe(optimizer);
    for (const solver of solverNames)
      if (solver === "eulerMaruyama")
        expect(() => parsed({}, { solver })).toThrow("without noise on the way");
      else expect(parsed({}, { solver }).solver.method).toBe(solver);
  });

  test("says which settings it can't tell, and what to take instead", () => {
    for (const path of pathNames)
      if (path === "vp") expect(() => parsed({ path })).toThrow("does not know the variance-preserving path");
      else expect(parsed({ path }).path).toEqual(path === "lipman" ? { name: path, sigmaMin: 0.05 } : path);
    expect(() => parsed({ source: "ring" })).toThrow(
      "standard normal source: choose that, or take the program",
    );
  });

  test("learns kinds from rows and labels beside it", () => {
    const kinds = { target: { kind: "toy", name: "eightGaussians" }, classes: 8 } as const;
    expect(parsed(kinds)).toMatchObject({
      dataset: { file: "nami-eightGaussians-data.npy", labels: "nami-eightGaussians-labels.npy" },
      training: { dropLabel: 0.15 },
    });
    const text = configOf({ kind: "config", settings: { ...settings, ...kinds }, views, steps: 10 });
    expect(text).toContain(
      "Save nami-eightGaussians-data.npy and nami-eightGaussians-labels.npy beside this file.",
    );
  });
});
