import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeNpy } from "@nami/datasets";
import { beforeAll, describe, expect, test } from "vitest";
import { nami, tinyRun } from "./tiny-run.fixture.js";

const { at, config, run, train } = tinyRun();

beforeAll(async () => {
  const { code, errors } = await train();
  expect([code, errors]).toEqual([0, []]);
});

describe("nami evaluate", () => {
  test("measures and leaves evaluation.json", async () => {
    const { code, lines } = await nami(["evaluate", run]);
    expect(code).toBe(0);
    expect(lines.join("\n")).toMatch(/W₂ between 1000 samples and data .* data against data/);
    const { summary, evaluation } = JSON.parse(readFileSync(join(run, "evaluation.json"), "utf8")) as {
      summary: { step: number };
      evaluation: { reversibility: { mean: number }; wasserstein: { distance: number } };
    };
    expect(summary.step).toBe(60);
    expect(evaluation.reversibility.mean).toBeLessThan(1e-3);
    expect(evaluation.wasserstein.distance).toBeGreaterThan(0);
  });

  test("prints its table also where its file can't be written", async () => {
    cpSync(run, at("closed"), { recursive: true });
    rmSync(join(at("closed"), "evaluation.json"));
    mkdirSync(at("closed", "evaluation.json", "taken"), { recursive: true });
    const { code, lines, errors } = await nami(["evaluate", at("closed")]);
    expect(code).toBe(2);
    expect(errors[0]).toContain("evaluation.json must be a place that can be written");
    expect(lines.join("\n")).toContain("reversibility error");
  });

  test("holds a run on a file against other rows when the file has gone, and against no other file", async () => {
    const data = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i * i));
    writeFileSync(at("own.npy"), writeNpy({ data, shape: [100, 2] }));
    writeFileSync(at("other.npy"), writeNpy({ data: data.slice(0, 40), shape: [20, 2] }));
    writeFileSync(
      at("own.yaml"),
      readFileSync(config, "utf8").replace(/^dataset: .*/, "dataset: { file: own.npy }"),
    );
    await nami(["train", at("own.yaml"), "--out", at("own")]);
    rmSync(at("own.npy"));
    const { code, lines, errors } = await nami(["evaluate", at("own"), "--data", at("other.npy")]);
    expect([code, errors]).toEqual([0, []]);
    expect(lines.join("\n")).toMatch(/mean of 20 points[\s\S]*integral of the density/);
    writeFileSync(at("own.npy"), writeNpy({ data: data.slice(0, 120), shape: [40, 3] }));
    expect((await nami(["evaluate", at("own")])).errors[0]).toMatch(
      /^nami: evaluate: the data of .* must be as they were when it began, got others .* Put the old file back, or pass rows with --data\.$/,
    );
  });
});
