import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNpy } from "@nami/datasets";
import { compile, key, normal, type Tensor, tensor, uniform } from "@nami/tensor-backend";
import * as ort from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { openModel } from "../model/trained-model.js";
import { runProgram } from "../program.js";
import { recordingTerminal } from "../recording-terminal.fixture.js";
import { openRunFolder } from "../run/run-folder.js";

const home = mkdtempSync(join(tmpdir(), "nami-export-"));
const at = (...names: string[]): string => join(home, ...names);
const run = at("run");

const nami = async (...argv: string[]): Promise<{ code: number; lines: string[]; errors: string[] }> => {
  const terminal = recordingTerminal();
  const code = await runProgram(argv, terminal);
  return { code, lines: terminal.lines, errors: terminal.errors };
};

/** Runs a file on float32 values. */
const compute = async (file: string, inputs: Readonly<Record<string, Tensor>>): Promise<Float32Array> => {
  const session = await ort.InferenceSession.create(readFileSync(file), { intraOpNumThreads: 1 });
  const feeds: Record<string, ort.Tensor> = {};
  for (const [name, x] of Object.entries(inputs))
    feeds[name] = new ort.Tensor("float32", (await x.data()) as Float32Array, x.shape);
  const results = await session.run(feeds);
  return Object.values(results)[0]!.data as Float32Array;
};

const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((top, value, i) => Math.max(top, Math.abs(value - b[i]!)), 0);
};

beforeAll(async () => {
  writeFileSync(
    at("run.yaml"),
    `dataset: { name: moons, points: 100 }
field: { hidden: 8, layers: 2 }
training: { steps: 20, batchSize: 32 }
solver: { method: rk4, steps: 5 }
backend: reference:float32
figures: { draw: false }
`,
  );
  expect((await nami("train", at("run.yaml"), "--out", run)).errors).toEqual([]);
  // The same weights under a solver that controls its steps.
  cpSync(run, at("adaptive"), { recursive: true });
  const config = readFileSync(join(run, "config.yaml"), "utf8");
  const solver = "method: dopri5\n  rtol: 0.00001\n  atol: 0.00001";
  writeFileSync(at("adaptive", "config.yaml"), config.replace(/method: rk4\n +steps: 5/, solver));
}, 60_000);

describe("nami export", () => {
  test("writes the field, which computes the velocity of any number of points", async () => {
    const { code, lines, errors } = await nami("export", run);
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/run\/field\.onnx: velocity of a flow, v\(x, t\) = dx\/dt, \d+\.\d kB$/),
      "in   x  float32 [batch, 2]  points",
      "in   t  float32 [batch]     time of each: t = 1 is noise, t = 0 is data",
      "out  v  float32 [batch, 2]  dx/dt",
    ]);
    const { model, backend } = await openModel(openRunFolder(run));
    const own = compile((x: Tensor, t: Tensor) => model(x, t), { backend });
    for (const rows of [1, 7]) {
      const [x, t] = [normal(key(1), [rows, 2]), uniform(key(2), [rows])];
      const want = await (await own(x, t)).data();
      expect(gap(await compute(join(run, "field.onnx"), { x, t }), want)).toBeLessThan(1e-5);
    }
  });

  test("writes the sampler, which turns noise into the samples that nami sample draws from it", async () => {
    expect((await nami("export", run, "--what", "sampler", "--out", at("s.onnx"))).code).toBe(0);
    await nami("sample", run, "-n", "50", "--seed", "3", "--out", at("s.npy"));
    const samples = await compute(at("s.onnx"), { noise: normal(key(3), [50, 2]) });
    expect(gap(samples, readNpy(readFileSync(at("s.npy"))).data)).toBeLessThan(1e-5);
  });

  test("writes the step, which taken from noise to data gives the same samples", async () => {
    expect((await nami("export", run, "--what", "step")).code).toBe(0);
    let x = normal(key(4), [5, 2]);
    const samples = await compute(at("s.onnx"), { noise: x });
    for (let i = 0; i < 5; i++) {
      const [t, h] = [tensor(1 - i / 5), tensor(-1 / 5)];
      x = tensor(await compute(join(run, "step.onnx"), { x, t, h }), [5, 2]);
    }
    expect(gap(samples, await x.data())).toBeLessThan(1e-5);
  });

  test("writes a sampler that does not grow with its steps but for the table of times", async () => {
    const size = async (steps: string): Promise<number> => {
      await nami("export", run, "-w", "sampler", "--steps", steps, "--out", at("n.onnx"));
      return statSync(at("n.onnx")).size;
    };
    expect((await size("1000")) - (await size("10"))).toBeLessThan(990 * 3 * 4 + 20);
  });

  test("takes RK4 in place of a solver that controls its steps, when told how many", async () => {
    expect((await nami("export", at("adaptive"), "-w", "sampler", "--steps", "30")).lines[0]).toContain(
      "30 steps of rk4",
    );
    const noise = normal(key(5), [20, 2]);
    const samples = await compute(at("adaptive", "sampler.onnx"), { noise });
    await nami("sample", at("adaptive"), "-n", "20", "--seed", "5", "--out", at("a.npy"));
    expect(gap(samples, readNpy(readFileSync(at("a.npy"))).data)).toBeLessThan(1e-3);
  });

  test("refuses what can't be, in one line, and writes nothing", async () => {
    mkdirSync(at("empty"));
    for (const name of ["config.yaml", "run.json"]) copyFileSync(join(run, name), at("empty", name));
    const out = ["--out", at("never.onnx")];
    const cases: [string[], string][] = [
      [["export", at("nowhere"), ...out], "must be the folder of a run, got nothing there."],
      [["export", at("empty"), ...out], "must hold a whole checkpoint, got none."],
      [["export", run, "--what", "loss", ...out], "Allowed choices are field, step, sampler."],
      [
        ["export", at("adaptive"), "-w", "sampler", ...out],
        "must take even steps, got dopri5. Pass --steps 100",
      ],
      [["export", run, "--steps", "9", ...out], "--steps must come with --what sampler, got --what field."],
      [["export", run, "--out", at("none", "f.onnx")], "must be a place that can be written"],
    ];
    for (const [argv, message] of cases) {
      const { code, errors } = await nami(...argv);
      expect({ argv, code, count: errors.length }).toEqual({ argv, code: 2, count: 1 });
      expect(errors[0]).toContain(message);
    }
    expect(existsSync(at("never.onnx"))).toBe(false);
  });
});
