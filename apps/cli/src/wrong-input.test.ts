import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { writeNpy } from "@nami/datasets";
import { beforeAll, describe, expect, test } from "vitest";
import { nami, tinyRun } from "./tiny-run.fixture.js";

const { at, config, run, train } = tinyRun();
beforeAll(async () => {
  expect((await train()).errors).toEqual([]);
});

describe("wrong usage and input", () => {
  test("is one line on stderr, code 2, and leaves no folder behind", async () => {
    const bad = (name: string, text: string): string => {
      writeFileSync(at(name), text);
      return at(name);
    };
    writeFileSync(at("nan.npy"), writeNpy({ data: Float32Array.of(1, 2, Number.NaN, 4), shape: [2, 2] }));
    writeFileSync(at("one.npy"), writeNpy({ data: Float32Array.of(1, 1), shape: [1, 2] }));
    writeFileSync(at("blocked"), "a file");
    const out = ["--out", at("never")];
    const cases: [readonly string[], string][] = [
      [
        ["train", at("none.yaml"), ...out],
        "none.yaml must be a file that can be read, got nothing there. Check the path.",
      ],
      [["train", bad("y.yaml", "a: [1"), ...out], "must be YAML or JSON"],
      [["train", bad("k.yaml", "dataset: { name: moons }\nsead: 1"), ...out], 'got "sead" in'],
      [
        ["train", bad("n.yaml", "dataset: { file: nan.npy }"), ...out],
        "must hold finite numbers, got NaN in row 1, column 0.",
      ],
      [
        ["train", bad("f.yaml", "dataset: { file: gone.npy }"), ...out],
        "gone.npy must be a file that can be read, got nothing there.",
      ],
      [["train", config, "--backend", "tfjs:node", ...out], "@tensorflow/tfjs-node"],
      [["train", config, "--backend", "tfjs:wsam", ...out], "Did you mean tfjs:wasm?"],
      [["train", config, "--backend", "wasm", ...out], "Did you mean onnx:wasm?"],
      [
        ["train", config, "--backend", "webgl", ...out],
        "backend: tfjs:webgl must run in a browser, got Node.js. Use tfjs:wasm here; see nami backends.",
      ],
      [["train", config, "--steps", "0", ...out], "It must be a whole number of at least 1."],
      [
        ["train", config, "--out", at("blocked", "run")],
        "must be a place that can be written, got ENOTDIR. Choose another with --out.",
      ],
      [["train", config, "--out", run], "--out must not hold a run already"],
      [
        ["train", bad("big.yaml", "dataset: { name: moons, noise: 1.0e+39 }"), ...out],
        "dataset: its rows must be finite in float32, got",
      ],
      [
        ["train", bad("label.yaml", "dataset: { file: one.npy, labels: k.yaml }"), ...out],
        "k.yaml must hold a label for each row, got an error:",
      ],
      [
        [
          "train",
          bad("one.yaml", "dataset: { file: one.npy }\nprocess: { name: diffusion, schedule: edm }"),
          ...out,
        ],
        "train: the data must differ from row to row for a network that is scaled by how much they do",
      ],
      [["train", ...out], "a config must be given, got none."],
      [["train", "--resume", at("nowhere")], "must be the folder of a run, got nothing there."],
      [["train", "--resume", run, ...out], "--out and --resume must not be given together"],
      [
        ["train", bad("o.yaml", "dataset: { name: moons }"), "--resume", run],
        "the config of a resumed run must be its own",
      ],
      [["sample", at("nowhere"), "--out", at("s.npy")], "must be the folder of a run, got nothing there."],
      [["sample", run], "required option '-o, --out <file>' not specified"],
      [["sample", run, "--out", at("none", "s.npy")], "must be a place that can be written"],
      [["log-prob", run, "--data", at("nan.npy"), "--out", at("l.npy")], "got NaN in row 1"],
      [
        ["sample", run, "-n", "1000000000000", "--out", at("s.npy")],
        "sample: -n must be at most 536,870,912 for points of 2 coordinates, got 1,000,000,000,000.",
      ],
      [["sample", run, "--out", ""], "argument '' is invalid. It must be a path."],
      [["train", bad("circle.yaml", "dataset: &a [*a]"), ...out], "must not repeat itself through aliases"],
      [["trian", config], "unknown command 'trian' (Did you mean train?)"],
      [["train", config, "--stepz", "1"], "unknown option '--stepz' (Did you mean --steps?)"],
    ];
    for (const [argv, message] of cases) {
      const { code, errors } = await nami(argv);
      expect({ argv, code, count: errors.length }).toEqual({ argv, code: 2, count: 1 });
      expect(errors[0]).toContain(message);
      expect(errors[0]).toMatch(/^nami: [^\n]+$/);
    }
    expect(existsSync(at("never"))).toBe(false);
  });

  test("a truncated checkpoint gives its place to the one before, and is an error when none is whole", async () => {
    const hurt = at("hurt");
    mkdirSync(join(hurt, "checkpoints"), { recursive: true });
    for (const name of ["config.yaml", "run.json"]) copyFileSync(join(run, name), join(hurt, name));
    const files = readdirSync(join(run, "checkpoints"));
    for (const name of files) copyFileSync(join(run, "checkpoints", name), join(hurt, "checkpoints", name));
    const [older, newer] = files.filter((name) => name.endsWith(".safetensors")).sort() as [string, string];
    truncateSync(join(hurt, "checkpoints", newer), 100);
    const healed = await nami(["sample", hurt, "-n", "2", "--out", at("h.npy")]);
    expect(healed.code).toBe(0);
    const instead = `must be as it was written, got a damaged file. ${older} is used instead.`;
    expect(healed.lines.filter((line) => line.startsWith("note:"))).toEqual([
      `note: loadCheckpoint: ${newer} ${instead}`,
    ]);
    expect(readdirSync(join(hurt, "checkpoints"))).toEqual(files);
    truncateSync(join(hurt, "checkpoints", older), 100);
    const lost = await nami(["sample", hurt, "-n", "2", "--out", at("h.npy")]);
    expect(lost.code).toBe(2);
    expect(lost.errors[0]).toContain("must hold a whole checkpoint, got only damaged ones (");
    expect(lost.lines).toEqual([]);
    for (const name of [older, newer]) rmSync(join(hurt, "checkpoints", name));
    const gone = await nami(["sample", hurt, "-n", "2", "--out", at("h.npy")]);
    expect(gone.errors[0]).toContain("must hold a whole checkpoint, got none.");
  });

  test("damaged facts of a run are named", async () => {
    const facts = at("facts");
    mkdirSync(facts);
    copyFileSync(join(run, "config.yaml"), join(facts, "config.yaml"));
    writeFileSync(join(facts, "run.json"), "{");
    const { code, errors } = await nami(["sample", facts, "-n", "2", "--out", at("f.npy")]);
    expect(code).toBe(2);
    expect(errors[0]).toMatch(/run\.json must be the facts of a run, got something else\./);
  });

  test("is found before the work begins, not after it", async () => {
    const late = at("late.yaml");
    writeFileSync(
      late,
      "dataset: { name: moons }\nsolver: { method: dopri5, rtol: 1.0e-9 }\nbackend: reference:float32\n",
    );
    const { code, errors } = await nami(["train", late, "--out", at("late")]);
    expect(code).toBe(2);
    expect(errors[0]).toBe(
      "nami: train: solver.rtol must be at least 10 ε of float32 (1.2e-6) on reference:float32, got 1e-9. Raise it, or compute on reference:float64.",
    );
    expect(existsSync(at("late"))).toBe(false);
  });

  test("leaves no half of a run where the facts of one can't be written", async () => {
    mkdirSync(at("half", "run.json", "taken"), { recursive: true });
    const { errors } = await nami(["train", config, "--out", at("half")]);
    expect(errors[0]).toContain("run.json must be a place that can be written");
    expect(existsSync(at("half", "config.yaml"))).toBe(false);
  });

  test("does not make a run shorter than it is", async () => {
    const before = readFileSync(join(run, "config.yaml"), "utf8");
    const { code, errors } = await nami(["train", "--resume", run, "--steps", "30"]);
    expect(code).toBe(2);
    expect(errors[0]).toBe(
      "nami: train: --steps must be at least the 60 that the run has done, got 30. Leave it out, or train anew.",
    );
    expect(readFileSync(join(run, "config.yaml"), "utf8")).toBe(before);
  });

  test("does not replace data by the log-densities of them", async () => {
    const data = at("points.npy");
    writeFileSync(data, writeNpy({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] }));
    symlinkSync(data, at("link.npy"));
    const before = readFileSync(data);
    for (const out of [data, at("link.npy")]) {
      const { code, errors } = await nami(["log-prob", run, "--data", data, "--out", out]);
      expect(code).toBe(2);
      expect(errors[0]).toContain(`--out must be another file than --data, got ${out}. Choose another.`);
    }
    expect(readFileSync(data).equals(before)).toBe(true);
  });

  test("of a table names the file", async () => {
    writeFileSync(at("ragged.csv"), "1,2\n3\n");
    const { errors } = await nami(["log-prob", run, "--data", at("ragged.csv"), "--out", at("l.npy")]);
    expect(errors[0]).toContain(
      "ragged.csv must hold rows of numbers, got an error: every line must have 2 values, got 1 in line 2. Mend the line.",
    );
  });

  test("a run without its metrics is told by the name of the file", async () => {
    const bare = at("bare");
    cpSync(run, bare, { recursive: true });
    rmSync(join(bare, "metrics.jsonl"));
    const { code, errors } = await nami(["plot", bare]);
    expect(code).toBe(2);
    expect(errors[0]).toContain(
      "metrics.jsonl must hold the losses of training, got none. Put it back, or train anew.",
    );
  });

  test("facts of another kind are told as such", async () => {
    const odd = at("odd");
    cpSync(run, odd, { recursive: true });
    writeFileSync(join(odd, "run.json"), '{ "backend": 3, "dim": "x", "data": 1 }');
    const { errors } = await nami(["sample", odd, "--out", at("s.npy")]);
    expect(errors[0]).toContain("run.json must be the facts of a run, got something else. Train anew.");
  });

  test("a place for figures that is taken is told", async () => {
    const taken = at("taken");
    cpSync(run, taken, { recursive: true });
    writeFileSync(join(taken, "figures"), "a file");
    const { code, errors } = await nami(["plot", taken]);
    expect(code).toBe(2);
    expect(errors[0]).toMatch(/plot: .*figures must be a place that can be written, got an error \(EEXIST\)/);
  });
});

describe("a run in float64", () => {
  const wide = tinyRun("reference:float64");
  beforeAll(async () => {
    expect((await wide.train()).errors).toEqual([]);
  });

  test("is sampled on backends of float32, and exported", async () => {
    for (const argv of [
      ["sample", wide.run, "-n", "3", "--out", wide.at("s.npy"), "--backend", "reference:float32"],
      ["export", wide.run, "--what", "sampler"],
      ["export", wide.run, "--what", "field"],
    ]) {
      const { code, errors } = await nami(argv);
      expect({ argv, code, errors }).toEqual({ argv, code: 0, errors: [] });
    }
  });

  test("does not go on on them, and stays as it was", async () => {
    const facts = readFileSync(join(wide.run, "run.json"), "utf8");
    const argv = ["train", "--resume", wide.run, "--steps", "64", "--backend", "reference:float32"];
    const { code, errors } = await nami(argv);
    expect(code).toBe(2);
    expect(errors[0]).toBe(
      "nami: train: a run in float64 must go on on a backend that has it, got reference:float32. Leave --backend out, or take onnx:cpu.",
    );
    expect(readFileSync(join(wide.run, "run.json"), "utf8")).toBe(facts);
  });
});
