import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHost, key } from "@nami/tensor-backend";
import { readSafetensors, saveCheckpoint } from "@nami/training";
import { fileStorage } from "@nami/training/node";
import { differenceOf, tolerance } from "../contenders/agreement.js";
import { coldRun } from "../contenders/cold-run.js";
import { bundled, contenders, python, pythonProgram } from "../contenders/contender.js";
import { median } from "../contenders/median.js";
import type { Outcome } from "../contenders/outcome.js";
import type { Setting } from "../contenders/protocol.js";
import { inputsOf } from "../tasks/inputs.js";
import { paramsOf } from "../workers/nami/inputs.js";
import type { Question } from "./question.js";
import { ours, verdictOf } from "./race.js";
import { samplingTask } from "./sampling.js";

const rounds = 5;
const task = { ...samplingTask(16), steps: 20 };

/** A program that is started anew for every turn. */
interface Starter {
  readonly contender: Outcome["contender"];
  readonly setting: Setting;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Saves the model as each side does, and gives the commands. */
async function starters(folder: string): Promise<Starter[]> {
  const inputs = join(folder, "inputs.safetensors");
  writeFileSync(inputs, await inputsOf(task));
  const { tensors } = readSafetensors(await inputsOf(task));
  const noise = tensors.get("noise")!;
  const params = {
    field: paramsOf(tensors, task.network),
    noise: fromHost(noise.values, noise.shape, noise.dtype),
  };
  const saved = join(folder, "checkpoints");
  await saveCheckpoint(fileStorage(saved), { step: 1, key: key(0), params, optimizer: [], metadata: {} });
  const own = ours.map((contender) => ({
    contender,
    setting: {},
    command: [process.execPath, bundled("cold-start"), contenders[contender].command.at(-1)!, saved],
    environment: {},
  }));
  const model = join(folder, "model.pt");
  const { settings, environment } = contenders.pytorch;
  await coldRun([python, pythonProgram("save_model.py"), inputs, model]);
  const others = settings.map((setting) => ({
    contender: "pytorch" as const,
    setting,
    command: [python, pythonProgram("cold_start.py"), model],
    environment: environment(setting),
  }));
  return [...others, ...own];
}

/** Samples as they were printed, to be compared. */
const resultsOf = (
  line: string,
): Map<string, { dtype: "float32"; shape: number[]; values: Float32Array }> => {
  const values = Float32Array.from((JSON.parse(line) as number[][]).flat());
  return new Map([["samples", { dtype: "float32", shape: [values.length], values }]]);
};

async function measure(quick: boolean): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), "nami-bench-"));
  try {
    const all = (await starters(folder)).map((starter) => ({
      starter,
      times: [] as number[],
      difference: 0,
    }));
    let expected: ReturnType<typeof resultsOf> | undefined;
    for (let round = -1; round < (quick ? 1 : rounds); round++)
      for (const one of all) {
        const { milliseconds, line } = await coldRun(one.starter.command, one.starter.environment);
        const results = resultsOf(line);
        expected ??= results;
        one.difference = differenceOf(results, expected);
        if (one.difference > tolerance)
          throw new Error(`cold-start: samples must agree to ${tolerance}, got ${one.difference}.`);
        if (round >= 0) one.times.push(milliseconds); // the first brings the files into memory
      }
    const names = [...new Set(all.map(({ starter }) => starter.contender))];
    return names.map((contender) => {
      const sorted = all
        .filter(({ starter }) => starter.contender === contender)
        .sort((a, b) => median(a.times) - median(b.times));
      const { starter, times, difference } = sorted[0]!;
      const { title, ours } = contenders[contender];
      const trials = sorted.map((one) => ({ setting: one.starter.setting, milliseconds: median(one.times) }));
      return {
        contender,
        title,
        ours,
        task,
        milliseconds: median(times),
        turns: times,
        repeats: 1,
        difference,
        ...(trials.length > 1 && { setting: starter.setting, trials }),
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const coldStart: Question = {
  title: "cold start: process start to 16 samples of a saved model, RK4(20)",
  asks: "A script that loads a saved model and prints 16 samples, from the start of its process to the line: Node with nami in one bundled file, Python with PyTorch.",
  unit: "start",
  measure: async (effort) => {
    const outcomes = await measure(effort === "quick");
    return { outcomes, verdicts: [verdictOf({ against: "pytorch", atLeast: 5 }, outcomes)] };
  },
};
