import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxBackend } from "@nami/backend-onnx";
import { readNpy, writeNpy } from "@nami/datasets";
import { evaluate, key } from "@nami/tensor-backend";
import { trainer } from "@nami/training";
import ts from "typescript";
import { afterAll, expect, test } from "vitest";
import {
  couplingNames,
  optimizerNames,
  pathNames,
  solverNames,
  sourceNames,
  type TrainingSettings,
  toyNames,
  type ViewSettings,
} from "../src/session/settings.js";
import { programOf } from "../src/takeaway/make/program.js";
import { samplingProgramOf } from "../src/takeaway/make/sampling-program.js";
import type { KnownModel } from "../src/takeaway/model-facts.js";
import { trainingDataOf } from "../src/worker/kinds.js";
import { samplingProcess } from "../src/worker/processes.js";
import { recipeOf, trainedParts } from "../src/worker/recipe.js";
import { tinyUse } from "../src/worker/tiny-settings.fixture.js";
import { odeSolverNames, type UseSettings } from "../src/your-model/protocol.js";

const within = fileURLToPath(new URL("../.programs/", import.meta.url));
mkdirSync(within, { recursive: true });
const folder = mkdtempSync(within);
afterAll(() => rmSync(folder, { recursive: true }));

const settings: TrainingSettings = {
  seed: 3,
  target: { kind: "mixture", centers: [-1, 0, 1, 0.5, 0, -1], std: 0.2 },
  source: "ring",
  path: "cosine",
  predicts: "velocity",
  coupling: "stable",
  hidden: 16,
  layers: 2,
  activation: "tanh",
  optimizer: "adamw",
  learningRate: 0.01,
  batchSize: 64,
};
const views: ViewSettings = {
  solver: "heun",
  solverSteps: 4,
  particles: 500,
  density: false,
  streams: false,
};

const kinds = {
  ...settings,
  target: { kind: "toy", name: "eightGaussians" },
  coupling: "independent",
  classes: 8,
} as const;
const ofKind: ViewSettings = { ...views, guidance: { kind: 3, scale: 2 } };
const noisyOfKind: ViewSettings = { ...ofKind, solver: "eulerMaruyama" };

test.each([
  ["a flow", settings, views],
  ["a flow with kinds", kinds, ofKind],
  ["a mixture with kinds", { ...kinds, target: settings.target, classes: 3 }, views],
  ["a flow with kinds and noise on the way", { ...kinds, source: "normal" }, noisyOfKind],
] as const)(
  "the program of %s does as the page does: the same losses, step for step, and the same samples",
  {
    timeout: 30_000,
  },
  async (_, settings: TrainingSettings, views) => {
    const program = programOf({ kind: "program", settings, views, steps: 300 })
      // Every loss, not each hundredth.
      .replace("step % 100 === 0 || step === steps", "step > 0");
    writeFileSync(join(folder, "flow.ts"), program);
    const flags = ["--conditions=@nami/source", "--import", "tsx", join(folder, "flow.ts"), "4"];
    const printed = execFileSync(process.execPath, flags, { cwd: folder, encoding: "utf8" });
    const told = [...printed.matchAll(/^step \d+: loss (.+)$/gm)].map(([, loss]) => Number(loss));

    const backend = onnxBackend();
    const recipe = recipeOf(settings);
    const training = trainer({
      ...trainedParts(recipe),
      data: await evaluate(trainingDataOf(settings), { backend }),
      batchSize: settings.batchSize,
      ema: { decay: 0.99 },
      backend,
    });
    const losses: number[] = [];
    for await (const { loss } of training.fit({ key: key(settings.seed), steps: 4 })) losses.push(loss);
    expect(told).toEqual(losses);
    const model = recipe.velocityOf(recipe.field.with(await training.emaParams()), views.guidance);
    const { process: page } = samplingProcess({ model, recipe, views, backend });
    const samples = await (await page.sample([500], { key: key(314) })).data();
    await training.dispose();
    backend.dispose();
    const { shape, data } = readNpy(readFileSync(join(folder, "samples.npy")));
    expect(shape).toEqual([500, 2]);
    expect(data.every(Number.isFinite)).toBe(true);
    expect(data).toEqual(samples);
  },
);

test("the program of a flow that learned a file writes samples in its units", { timeout: 30_000 }, () => {
  const units = { mean: [1000, -5000], scale: 30 } as const;
  const target = {
    kind: "rows",
    values: Float32Array.from({ length: 128 }, (_, i) => Math.sin(7 * i)),
    units,
  } as const;
  const own = { ...settings, target, source: "normal", coupling: "independent" } as const;
  writeFileSync(join(folder, "file.ts"), programOf({ kind: "program", settings: own, views, steps: 2 }));
  writeFileSync(join(folder, "nami-points-data.npy"), writeNpy({ data: target.values, shape: [64, 2] }));
  const flags = ["--conditions=@nami/source", "--import", "tsx", join(folder, "file.ts")];
  execFileSync(process.execPath, flags, { cwd: folder, encoding: "utf8" });
  const { shape, data, dtype } = readNpy(readFileSync(join(folder, "samples.npy")));
  expect([shape, dtype]).toEqual([[500, 2], "float64"]);
  const furthest = Float64Array.from(data, (value, i) => (value - units.mean[i % 2]!) / units.scale).reduce(
    (most, value) => Math.max(most, Math.abs(value)),
    0,
  );
  expect(furthest).toBeLessThan(10);
  expect(furthest).toBeGreaterThan(1);
});

/** Programs that say every word of every setting, each in as few programs as the longest list has words. */
const everyWord = (): readonly string[] =>
  toyNames.map((name, i) => {
    const at = <T>(words: readonly T[]): T => words[i % words.length]!;
    const target = [
      { kind: "toy", name } as const,
      { kind: "rows", values: Float32Array.of(1, 2), units: { mean: [5, -0.5], scale: 3 } } as const,
      settings.target,
    ];
    return programOf({
      kind: "program",
      settings: {
        ...settings,
        target: i < toyNames.length - 2 ? target[0]! : at(target.slice(1)),
        source: at(sourceNames),
        path: at(pathNames),
        coupling: at(couplingNames),
        optimizer: at(optimizerNames),
      },
      views: { ...views, solver: at(solverNames) },
      steps: 10,
    });
  });

/** A program that samples a model: of the plane, of three coordinates, of a file, with kinds. */
const ofModel = (i: number, words: Partial<KnownModel>, used: Partial<UseSettings> = {}): string =>
  samplingProgramOf({
    kind: "sampling",
    model: {
      dim: i % 3 === 1 ? 3 : 2,
      hidden: 8,
      layers: 2,
      activation: "gelu",
      path: "linear",
      source: "normal",
      classes: i % 2 === 0 ? 3 : 0,
      step: undefined,
      units: i % 3 === 2 ? { mean: [1, 2], scale: 3 } : undefined,
      ...words,
    },
    use: { ...tinyUse, kind: i, guidance: 2, ...used },
    file: "nami-model.safetensors",
  });

test("the programs of all settings pass the type check of strict TypeScript", { timeout: 120_000 }, () => {
  const programs = [
    ...everyWord(),
    ...solverNames.map((solver) =>
      programOf({ kind: "program", settings: kinds, views: { ...ofKind, solver }, steps: 10 }),
    ),
    ...pathNames.map((path, i) => ofModel(i, { path })),
    ...sourceNames.map((source, i) => ofModel(i, { source })),
    ...odeSolverNames.map((solver, i) => ofModel(i, {}, { solver })),
    ...(["checkerboard", "pinwheel"] as const).map((name) =>
      programOf({
        kind: "program",
        settings: { ...settings, target: { kind: "toy", name } },
        views,
        steps: 10,
      }),
    ),
  ];
  const files = programs.map((text, i) => {
    const file = join(folder, `${i}.ts`);
    writeFileSync(file, text);
    return file;
  });
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(fileURLToPath(new URL("../tsconfig.json", import.meta.url)), ts.sys.readFile).config,
    ts.sys,
    fileURLToPath(new URL("..", import.meta.url)),
  );
  const wrong = join(folder, "wrong.ts");
  writeFileSync(wrong, programs[0]!.replace("batchSize:", "batchsize:"));
  const checked = ts.createProgram([...files, wrong], options);
  const faultsOf = (file: string): string[] =>
    ts
      .getPreEmitDiagnostics(checked, checked.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  expect(files.flatMap(faultsOf)).toEqual([]);
  expect(faultsOf(wrong).join()).toContain("batchsize");
});
