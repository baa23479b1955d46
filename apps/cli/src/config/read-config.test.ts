import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NamiError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { parseConfig, readConfig } from "./read-config.js";

const quickstart = new URL("../../quickstart.yaml", import.meta.url);

/** The code and message of the error that a config gives. */
const complaint = (text: string): string => {
  try {
    parseConfig(text, "c.yaml");
  } catch (error) {
    if (error instanceof NamiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
};

describe("parseConfig", () => {
  test("fills in every default", () => {
    expect(parseConfig("dataset: { name: moons }", "c.yaml", "c")).toEqual({
      name: "c",
      seed: 0,
      dataset: { name: "moons", points: 10_000 },
      field: { hidden: 128, layers: 3, activation: "silu" },
      process: "flow",
      path: "linear",
      training: {
        steps: 3000,
        batchSize: 4096,
        coupling: { name: "independent" },
        times: { name: "uniform" },
        dropLabel: 0.1,
        optimizer: { name: "adam", learningRate: 0.001 },
        checkpointEvery: 500,
      },
      solver: { method: "rk4", steps: 100 },
      backend: "auto",
      figures: { draw: true },
    });
  });

  test("reads JSON as it reads YAML", () => {
    const value = { dataset: { file: "x.npy" }, solver: { method: "dopri5", rtol: 1e-6 } };
    expect(parseConfig(JSON.stringify(value, undefined, 2), "c.json")).toMatchObject({
      dataset: { file: "x.npy" },
      solver: { method: "dopri5", rtol: 1e-6, atol: 1e-5 },
    });
  });

  test("takes the quickstart, which is the tutorial's setup", () => {
    const config = parseConfig(readFileSync(quickstart, "utf8"), "quickstart.yaml");
    expect(config.dataset).toEqual({ name: "moons", points: 10_000, noise: 0.05 });
    expect(config.field).toEqual({ hidden: 128, layers: 3, activation: "silu" });
    expect(config.training).toMatchObject({ steps: 3000, batchSize: 4096 });
    expect(config.solver).toEqual({ method: "rk4", steps: 100 });
  });

  test("takes the example of the README", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(parseConfig(example, "README.md").training.ema).toEqual({ decay: 0.999 });
  });

  test.each([
    [
      "dataset: { name: moons }\ntraining:\n  stpes: 5",
      'option: config: keys of training must be known ones, got "stpes" in c.yaml line 3. Did you mean steps?',
    ],
    [
      "dataset: { name: moons, noize: 1 }",
      'option: config: keys of dataset must be known ones, got "noize" in c.yaml line 1. Did you mean noise?',
    ],
    [
      "datset: { name: moons }",
      'option: config: keys of the config must be known ones, got "datset" in c.yaml line 1 (and 1 more). Did you mean dataset?',
    ],
    [
      "dataset: { name: moon }",
      'option: config: dataset.name must be one of moons, circles, rings, spirals, swissRoll, eightGaussians, checkerboard, pinwheel, conditionalClusters, got "moon" in c.yaml line 1. Did you mean moons?',
    ],
    [
      "dataset: { name: moons }\ntraining: { steps: 0 }",
      "option: config: training.steps must be at least 1, got 0 in c.yaml line 2. Raise it.",
    ],
    [
      "dataset: { name: moons }\ntraining: { steps: many }",
      'option: config: training.steps must be a number, got "many" in c.yaml line 2. Change the value.',
    ],
    [
      "dataset: { name: moons }\nbackend: tfjs:wsam",
      'option: config: backend must be one of auto, onnx:cpu, onnx:wasm, tfjs:wasm, tfjs:cpu, tfjs:node, tfjs:node-gpu, reference:float32, reference:float64, got "tfjs:wsam" in c.yaml line 2. Did you mean tfjs:wasm?',
    ],
    [
      "dataset: { name: moons }\nbackend: wasm",
      'option: config: backend must be one of auto, onnx:cpu, onnx:wasm, tfjs:wasm, tfjs:cpu, tfjs:node, tfjs:node-gpu, reference:float32, reference:float64, got "wasm" in c.yaml line 2. Did you mean onnx:wasm?',
    ],
    [
      "dataset: { name: moons }\nsolver: { method: dopri5, steps: 4 }",
      'option: config: keys of solver must be known ones, got "steps" in c.yaml line 2. It does not go with its neighbours: see nami schema.',
    ],
    [
      "dataset: { name: moons }\nfigures: { xlim: [3, 1] }",
      "option: config: figures.xlim must ascend, got [3,1] in c.yaml line 2. Change the value.",
    ],
    [
      "dataset: { name: moons }\nprocess: difusion",
      'option: config: process must be one of flow, diffusion, interpolant, got "difusion" in c.yaml line 2. Did you mean diffusion?',
    ],
    [
      "dataset: { name: moons }\nprocess: { name: diffusion, schedule: { name: ve, betaMax: 3 } }",
      'option: config: keys of process.schedule must be known ones, got "betaMax" in c.yaml line 2. It does not go with its neighbours: see nami schema.',
    ],
    [
      "dataset: { name: moons }\nprocess: diffusion\npath: cosine",
      'option: config: path must be left out of a process other than flow, which has a way of its own, got "cosine" in c.yaml line 3. Change the value.',
    ],
    [
      "dataset: { name: moons }\nprocess: { name: diffusion, schedule: VP }",
      'option: config: process.schedule must be one of linear, cosine, vp, subVp, ve, edm, got "VP" in c.yaml line 2. Did you mean vp?',
    ],
    [
      "dataset: { name: moons }\npath: { name: lipman, sigmaMin: 2 }",
      "option: config: path.sigmaMin must be below 1, got 2 in c.yaml line 2. Lower it.",
    ],
    [
      "dataset: { name: moons }\nfigures: { xlim: [1] }",
      "option: config: figures.xlim must be a list of two numbers, got [1] in c.yaml line 2. Change the value.",
    ],
    [
      "dataset: { name: moons }\nfigures: { ylim: [-1.0e+300, 1] }",
      "option: config: figures.ylim.0 must be at least -1000000000000, got -1e+300 in c.yaml line 2. Raise it.",
    ],
    [
      "dataset: { name: moons }\nseed: .inf",
      "option: config: seed must be a number, got Infinity in c.yaml line 2. Change the value.",
    ],
    [
      "dataset: { name: moons, points: 1.0e+10 }",
      "option: config: dataset.points must be at most 100000000, got 10000000000 in c.yaml line 1. Lower it.",
    ],
    ["", "option: config: dataset must be given, got nothing in c.yaml. Add it: a group of keys."],
    [
      "a: [1",
      'data: config: c.yaml must be YAML or JSON, got "Flow sequence in block collection must be sufficiently indented and end with a ]" at line 1, column 6. Mend that line.',
    ],
    [
      "seed: 1\nseed: 2",
      'data: config: c.yaml must be YAML or JSON, got "Map keys must be unique" at line 2, column 1. Mend that line.',
    ],
    [
      "x: !!js/function 'process.exit()'",
      'data: config: c.yaml must be YAML or JSON, got "Unresolved tag: tag:yaml.org,2002:js/function" at line 1, column 4. Mend that line.',
    ],
    [
      "a: &a [1, 1]\nb: &b [*a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]",
      "data: config: c.yaml must not repeat itself through aliases, got too many of them, or one of itself. Write the values out.",
    ],
  ])("says what is wrong with %j", (text, message) => {
    expect(complaint(text)).toBe(message);
  });
});

describe("readConfig", () => {
  test("names a file that is not there", () => {
    expect(() => readConfig("/nowhere/c.yaml")).toThrow(
      "config: /nowhere/c.yaml must be a file that can be read, got nothing there. Check the path.",
    );
  });

  test("cuts a name of a file that is longer than one of a run", () => {
    const path = join(mkdtempSync(join(tmpdir(), "nami-config-")), `${"long".repeat(30)}.yaml`);
    writeFileSync(path, "dataset: { name: moons }");
    const { name } = readConfig(path);
    expect(parseConfig(`dataset: { name: moons }\nname: ${name}`, "c.yaml").name).toBe("long".repeat(20));
  });

  test("takes data files from the folder of the config, and its name from the file", () => {
    const config = readConfig(quickstart.pathname);
    expect(config.name).toBe("quickstart");
  });
});
