import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readNpy, writeNpy } from "@nami/datasets";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { recordingTerminal } from "./recording-terminal.fixture.js";
import { nami, tinyRun } from "./tiny-run.fixture.js";
import { version } from "./version.js";

const { at, config, run, train } = tinyRun();

const newest = (folder: string): Buffer => {
  const files = readdirSync(join(folder, "checkpoints")).filter((name) => name.endsWith(".safetensors"));
  return readFileSync(join(folder, "checkpoints", files.sort().at(-1)!));
};

const array = (path: string): { shape: readonly number[]; data: ArrayLike<number> } =>
  readNpy(readFileSync(path));

beforeAll(async () => {
  const { code, errors } = await train();
  expect(errors).toEqual([]);
  expect(code).toBe(0);
});

describe("nami train", () => {
  test("leaves out the optimum of curves whose noise is too small for their mixture", async () => {
    const text = readFileSync(config, "utf8").replace(
      /^dataset: .*/,
      "dataset: { name: moons, points: 99, noise: 0.0005 }",
    );
    writeFileSync(at("thin.yaml"), text);
    const { code, errors } = await nami(["train", at("thin.yaml"), "--out", at("thin")]);
    expect([code, errors]).toEqual([0, []]);
    expect(JSON.parse(readFileSync(at("thin", "summary.json"), "utf8"))).not.toHaveProperty("optimalLoss");
  });

  test("tells that other steps change a cosine decay of the step size", async () => {
    const decay = "optimizer: { name: adam, decay: { name: cosine } }";
    writeFileSync(at("decay.yaml"), readFileSync(config, "utf8").replace("steps: 60", `steps: 6, ${decay}`));
    await nami(["train", at("decay.yaml"), "--out", at("decay")]);
    writeFileSync(at("decay", "checkpoints", ".tmp-1"), "half");
    const note = "note: the cosine of the step size now ends at step 8 in place of 6";
    const { lines } = await nami(["train", "--resume", at("decay"), "--steps", "8"]);
    expect(lines.filter((line) => line.startsWith(note)).length).toBe(1);
    expect(readdirSync(at("decay", "checkpoints"))).not.toContain(".tmp-1");
    const again = await nami(["train", "--resume", at("decay"), "--steps", "8"]);
    expect(again.lines.filter((line) => line.startsWith("note"))).toEqual([]);
  });

  test("leaves config, metrics, checkpoints, numbers and a report in the folder", () => {
    expect(readdirSync(run).sort()).toEqual(
      ["checkpoints", "config.yaml", "metrics.jsonl", "report.html", "run.json", "summary.json"].sort(),
    );
    expect(parse(readFileSync(join(run, "config.yaml"), "utf8"))).toMatchObject({
      name: "tiny",
      seed: 0,
      training: { steps: 60, optimizer: { name: "adam", learningRate: 0.001 } },
    });
    const metrics = readFileSync(join(run, "metrics.jsonl"), "utf8").trim().split("\n");
    const lines = metrics.map((line) => JSON.parse(line) as { step: number; distanceToOptimum?: number });
    expect(lines.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    const distances = lines.flatMap(({ distanceToOptimum }) => distanceToOptimum ?? []);
    expect(distances.length).toBeGreaterThan(5);
    expect(distances.at(-1)!).toBeLessThan(distances[0]!);
    const report = readFileSync(join(run, "report.html"), "utf8");
    expect(report).toContain("distance to the optimum");
    expect(report).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|<link|url\(/);
  });

  test("stopped by a signal saves, and goes on to the same weights, bit for bit", async () => {
    const stopped = at("stopped");
    const first = await nami(
      ["train", config, "--out", stopped],
      recordingTerminal({ stopAt: /^ *(2[6-9]|3\d)\/60/ }),
    );
    expect(first.code).toBe(130);
    expect(first.lines.at(-1)).toMatch(
      /^stopped by SIGINT and saved at step \d+; go on with: nami train --resume /,
    );
    expect(newest(stopped).equals(newest(run))).toBe(false);
    const second = await nami(["train", config, "--resume", stopped]);
    expect(second.errors).toEqual([]);
    expect(second.code).toBe(0);
    expect(newest(stopped).equals(newest(run))).toBe(true);
    const steps = (folder: string): string[] =>
      readFileSync(join(folder, "metrics.jsonl"), "utf8")
        .split("\n")
        .map((line) => line.replace(/,"stepsPer.*/, "}"));
    expect(steps(stopped)).toEqual(steps(run));
  });

  test("stopped before its first step, or ended before its first checkpoint, it goes on from step 0", async () => {
    const early = at("early");
    const first = await nami(["train", config, "--out", early], recordingTerminal({ stopAt: /^model/ }));
    expect(first.code).toBe(130);
    expect(first.lines.at(-1)).toMatch(/^stopped by SIGINT and saved at step 0; go on with: /);
    expect((await nami(["train", "--resume", early])).code).toBe(0);
    expect(newest(early).equals(newest(run))).toBe(true);
    rmSync(join(early, "checkpoints"), { recursive: true });
    const second = await nami(["train", "--resume", early]);
    expect(second.errors).toEqual([]);
    expect(second.lines).toContain(
      "note: the run was ended before its first checkpoint; it begins at step 0.",
    );
    expect(newest(early).equals(newest(run))).toBe(true);
  });

  test("keeps the state before a loss that is not finite, as its message says", async () => {
    const wild = at("wild.yaml");
    writeFileSync(
      wild,
      readFileSync(config, "utf8").replace("steps: 60,", "steps: 60, optimizer: { name: sgd, learningRate: 1e20 },"),
    );
    const out = at("wild");
    const { code, errors } = await nami(["train", wild, "--out", out]);
    expect(code).toBe(1);
    const [, kept] = /the state of step (\d+) is kept/.exec(errors[0]!)!;
    expect(readdirSync(join(out, "checkpoints")).some((name) => new RegExp(`0*${kept}\\.safetensors`).test(name))).toBe(true);
  }); // biome-ignore format: a line

  test("gives the same weights for the same seed, and others for another", async () => {
    const other = at("other.yaml");
    writeFileSync(other, `seed: 1\n${readFileSync(config, "utf8")}`);
    await nami(["train", config, "--out", at("again")]);
    await nami(["train", other, "--out", at("other")]);
    expect(newest(at("again")).equals(newest(run))).toBe(true);
    expect(newest(at("other")).equals(newest(run))).toBe(false);
  });

  test("goes on for more steps than the config had", async () => {
    const longer = at("again");
    const { code, lines } = await nami(["train", "--resume", longer, "--steps", "64"]);
    expect(code).toBe(0);
    expect(lines.join("\n")).toContain("64/64");
    expect(parse(readFileSync(join(longer, "config.yaml"), "utf8"))).toMatchObject({
      training: { steps: 64 },
    });
  });

  // Of moons the distance to the optimum is known, and squares beyond all numbers before the loss does.
  test.each([
    ["checkerboard", /^nami: fit: loss and gradients must be finite, got .* at step \d+\. /],
    ["moons", /^nami: fit: validation must be finite, got .* at step \d+\. Lower the learning rate/],
  ])("ends with code 1 when numbers are not finite, and names step and tensor: %s", async (name, message) => {
    const wild = at(`wild-${name}.yaml`);
    writeFileSync(
      wild,
      `dataset: { name: ${name}, points: 100 }
field: { hidden: 4, layers: 1, activation: relu }
training: { steps: 50, batchSize: 8, checkpointEvery: 1, optimizer: { name: sgd, learningRate: 1.0e+6 } }
backend: reference:float32
`,
    );
    const { code, errors } = await nami(["train", wild, "--out", at(`wild-${name}`)]);
    expect(code).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });
});

describe("nami sample and nami log-prob", () => {
  test("draw the same rows for the same seed, and give each a log-density", async () => {
    const draw = async (out: string, seed: string): Promise<ArrayLike<number>> => {
      expect((await nami(["sample", run, "-n", "30", "--seed", seed, "--out", at(out)])).code).toBe(0);
      return array(at(out)).data;
    };
    const rows = await draw("a.npy", "5");
    expect(array(at("a.npy")).shape).toEqual([30, 2]);
    expect(await draw("b.npy", "5")).toEqual(rows);
    expect(await draw("c.npy", "6")).not.toEqual(rows);
    const { code } = await nami(["log-prob", run, "--data", at("a.npy"), "--out", at("logp.npy")]);
    expect(code).toBe(0);
    expect(array(at("logp.npy")).shape).toEqual([30]);
    expect(Array.from(array(at("logp.npy")).data).every(Number.isFinite)).toBe(true);
  });

  test("take another number of solver steps", async () => {
    await nami(["sample", run, "-n", "4", "--steps", "40", "--out", at("fine.npy")]);
    await nami(["sample", run, "-n", "4", "--steps", "80", "--out", at("finer.npy")]);
    const [fine, finer] = [array(at("fine.npy")).data, array(at("finer.npy")).data];
    const gap = Math.max(...Array.from(fine, (value, i) => Math.abs(value - finer[i]!)));
    expect(gap).toBeLessThan(1e-3);
    expect(gap).toBeGreaterThan(0);
  });
});

describe("a data file", () => {
  test("of three coordinates is trained on, and a change of it is noticed", async () => {
    const data = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i * i));
    writeFileSync(at("x.npy"), writeNpy({ data, shape: [100, 3] }));
    writeFileSync(
      at("file.yaml"),
      "dataset: { file: x.npy }\nfield: { hidden: 4, layers: 1 }\ntraining: { steps: 4, batchSize: 16 }\nsolver: { method: dopri5, rtol: 1.0e-3, atol: 1.0e-3 }\nbackend: reference:float32\n",
    );
    const { code, lines, errors } = await nami(["train", at("file.yaml"), "--out", at("file")]);
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(lines.join("\n")).toContain("100 rows of 3 coordinates");
    expect(readdirSync(at("file", "figures"))).toEqual(["loss.svg"]);
    data[0] = 9;
    writeFileSync(at("x.npy"), writeNpy({ data, shape: [100, 3] }));
    const resumed = await nami(["train", "--resume", at("file"), "--steps", "6"]);
    expect(resumed.code).toBe(2);
    expect(resumed.errors[0]).toContain("must be as they were when it began");
  });
});

describe("nami backends and nami schema", () => {
  test("say what is there, and what auto picks", async () => {
    const { code, lines } = await nami(["backends"]);
    expect(code).toBe(0);
    expect(lines.join("\n")).toMatch(/✓ reference:float64/);
    expect(lines.join("\n")).toMatch(/✗ tfjs:webgpu .*\n +absent: available in browsers only/);
    expect(lines.at(-1)).toBe(
      "auto picks onnx:cpu: the first of onnx:cpu, tfjs:wasm, tfjs:cpu, reference:float32 that runs here",
    );
  });

  test("print a schema that knows every part of a config", async () => {
    const { lines } = await nami(["schema"]);
    const schema = JSON.parse(lines.join("\n")) as { properties: Record<string, unknown> };
    expect(Object.keys(schema.properties)).toContain("training");
  });

  test("print the version of the package", async () => {
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
    expect((await nami(["--version"])).lines).toEqual([version]);
    expect((JSON.parse(manifest) as { version: string }).version).toBe(version);
  });
});
