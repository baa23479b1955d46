import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNpy, writeNpy } from "@nami/datasets";
import { beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "./program.js";
import { recordingTerminal } from "./recording-terminal.fixture.js";

const home = mkdtempSync(join(tmpdir(), "nami-labels-"));
const at = (...names: string[]): string => join(home, ...names);

const nami = async (...argv: string[]): Promise<{ code: number; errors: string[]; lines: string[] }> => {
  const terminal = recordingTerminal();
  const code = await runProgram(argv, terminal);
  return { code, errors: terminal.errors, lines: terminal.lines };
};
const well = async (...argv: string[]): Promise<void> =>
  expect(await nami(...argv)).toMatchObject({ code: 0, errors: [] });
const array = (path: string) => readNpy(readFileSync(path));
const rest = `field: { hidden: 16, layers: 1 }
training: { steps: 150, batchSize: 64, dropLabel: 0.2, optimizer: { name: adam, learningRate: 0.02 } }
solver: { method: heun, steps: 6 }
backend: reference:float32
figures: { draw: false }
`;

/** Mean of samples. */
const meanOf = async (...options: string[]): Promise<number> => {
  await well("sample", at("run"), "-n", "400", "--out", at("x.npy"), ...options);
  const { data, shape } = array(at("x.npy"));
  expect(shape).toEqual([400, 1]);
  return Array.from(data).reduce((sum, x) => sum + x / 400, 0);
};

beforeAll(async () => {
  // Two clusters at ±1, the second one in labels.csv as 1.
  const signs = Array.from({ length: 300 }, (_, i) => (i % 2 ? 1 : -1));
  const data = Float32Array.from(signs, (sign, i) => sign + 0.3 * Math.sin(12.9898 * (i + 1)));
  writeFileSync(at("points.npy"), writeNpy({ data, shape: [300, 1] }));
  writeFileSync(at("labels.csv"), `${signs.map((sign) => (sign + 1) / 2).join("\n")}\n`);
  writeFileSync(at("config.yaml"), `dataset: { file: points.npy, labels: labels.csv }\n${rest}`);
  await well("train", at("config.yaml"), "--out", at("run"));
}, 60_000);

describe("a run on labelled data", () => {
  test("samples all kinds, or one of them, and exaggerates it", async () => {
    expect(Math.abs(await meanOf())).toBeLessThan(0.35);
    const [left, right] = [await meanOf("--label", "0"), await meanOf("--label", "1")];
    expect([Math.abs(left + 1), Math.abs(right - 1)].every((gap) => gap < 0.35)).toBe(true);
    expect(await meanOf("--label", "1", "--guidance", "3")).toBeGreaterThan(right + 0.05);
  });

  test("has densities of all data, and given a label", async () => {
    writeFileSync(at("one.npy"), writeNpy({ data: Float32Array.of(1), shape: [1, 1] }));
    const density = async (...options: string[]): Promise<number> => {
      await well("log-prob", at("run"), "--data", at("one.npy"), "--out", at("p.npy"), ...options);
      return array(at("p.npy")).data[0]!;
    };
    const [all, own, other] = [await density(), await density("--label", "1"), await density("--label", "0")];
    expect(own).toBeGreaterThan(all);
    expect(other).toBeLessThan(all - 2);
  });

  test("is evaluated and exported without a label", async () => {
    await well("evaluate", at("run"));
    await well("export", at("run"), "--what", "sampler", "--out", at("sampler.onnx"));
    await well("export", at("run"), "--what", "field", "--out", at("field.onnx"));
  });

  test("refuses labels that it does not know, one line each", async () => {
    const told = async (...argv: string[]): Promise<readonly [number, string]> => {
      const { code, errors } = await nami(...argv, "--out", at("x.npy"));
      expect(errors).toHaveLength(1);
      return [code, errors[0]!];
    };
    expect(await told("sample", at("run"), "--label", "2")).toEqual([
      2,
      "nami: sample: --label must be from 0 to 1, got 2. Pass one of the labels of the data.",
    ]);
    expect(await told("sample", at("run"), "--guidance", "2")).toEqual([
      2,
      "nami: sample: --guidance must come with --label, got 2 without. Pass --label 0, or leave it out.",
    ]);
    writeFileSync(at("few.csv"), "0\n1\n");
    writeFileSync(at("half.csv"), `${"0.5\n".repeat(300)}`);
    for (const [file, message] of [
      ["few.csv", "must hold one label for each of the 300 rows, got 2. Save as many as rows."],
      ["half.csv", "must hold whole numbers from 0, got 0.5 in row 0. Number the kinds 0, 1, 2, …."],
    ] as const) {
      writeFileSync(at("bad.yaml"), `dataset: { file: points.npy, labels: ${file} }\n${rest}`);
      const { code, errors } = await nami("train", at("bad.yaml"), "--out", at("bad"));
      expect([code, errors.length]).toEqual([2, 1]);
      expect(errors[0]).toContain(message);
    }
  });
});

test("a toy with labels is trained with them", async () => {
  writeFileSync(
    at("toy.yaml"),
    `dataset: { name: conditionalClusters, points: 200 }\n${rest.replace("steps: 150", "steps: 5")}`,
  );
  const { code, lines } = await nami("train", at("toy.yaml"), "--out", at("toy"));
  expect(code).toBe(0);
  expect(lines.join("\n")).toContain("conditionalClusters, 200 rows of 2 coordinates, 2 labels");
  await well("sample", at("toy"), "-n", "5", "--label", "1", "--out", at("y.npy"));
  expect(array(at("y.npy")).shape).toEqual([5, 2]);
});
