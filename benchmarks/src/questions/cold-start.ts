import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { key } from "@nami/tensor-backend";
import { readSafetensors, saveCheckpoint } from "@nami/training";
import { fileStorage } from "@nami/training/node";
import { differenceOf, type Results, tolerance } from "../contenders/agreement.js";
import { coldRun } from "../contenders/cold-run.js";
import {
  bundled,
  type ContenderName,
  contenders,
  environmentOf,
  python,
  pythonProgram,
} from "../contenders/contender.js";
import { median } from "../contenders/median.js";
import type { Outcome } from "../contenders/outcome.js";
import { Missing } from "../contenders/player.js";
import type { Setting } from "../contenders/protocol.js";
import { inputsOf } from "../tasks/inputs.js";
import { input, paramsOf } from "../workers/nami/inputs.js";
import type { Question } from "./question.js";
import { ours, verdictOf } from "./race.js";
import { samplingTask } from "./sampling.js";

const rounds = 5;
const task = { ...samplingTask(16), steps: 20 };

/** A contender's programs, one for each of its settings, started anew for every turn. */
interface Starter {
  readonly contender: ContenderName;
  readonly command: readonly string[];
  /** Brings the model into the contender's own form first. */
  readonly prepare?: readonly string[];
}

/** What was measured under one setting. */
interface Start {
  readonly setting: Setting;
  readonly times: number[];
  difference: number;
}

/** Saves the model as each side does, and gives the commands. */
async function starters(folder: string): Promise<Starter[]> {
  const inputs = join(folder, "inputs.safetensors");
  writeFileSync(inputs, await inputsOf(task));
  const { tensors } = readSafetensors(readFileSync(inputs));
  const params = { field: paramsOf(tensors, task.network), noise: input(tensors, "noise") };
  const saved = join(folder, "checkpoints");
  await saveCheckpoint(fileStorage(saved), { step: 1, key: key(0), params, optimizer: [], metadata: {} });
  const model = join(folder, "model.pt");
  return [
    {
      contender: "pytorch",
      command: [python, pythonProgram("cold_start.py"), model],
      prepare: [python, pythonProgram("save_model.py"), inputs, model],
    },
    ...ours.map((contender) => ({
      contender,
      command: [process.execPath, bundled(`cold-start-${contenders[contender].command.at(-1)}`), saved],
    })),
  ];
}

/** Samples as they were printed, to be compared. */
function resultsOf(line: string): Results {
  const values = Float32Array.from((JSON.parse(line) as number[][]).flat());
  return new Map([["samples", { dtype: "float32", shape: [values.length], values }]]);
}

/** Starts every program in turn. */
async function measure(folder: string, quick: boolean): Promise<Outcome[]> {
  const missing = new Map<Starter, string>();
  const runs: (Starter & Start)[] = [];
  for (const starter of await starters(folder)) {
    const settings = contenders[starter.contender].settings.slice(0, quick ? 1 : undefined);
    try {
      if (starter.prepare) await coldRun(starter.prepare);
      for (const setting of settings) runs.push({ ...starter, setting, times: [], difference: 0 });
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      missing.set(starter, error.message);
    }
  }
  let expected: Results | undefined;
  for (let round = -1; round < (quick ? 1 : rounds); round++)
    for (const run of runs) {
      const environment = environmentOf(run.contender, run.setting);
      const { milliseconds, line } = await coldRun(run.command, environment);
      const results = resultsOf(line);
      expected ??= results;
      run.difference = differenceOf(results, expected);
      if (run.difference > tolerance)
        throw new Error(`cold-start: samples must agree to ${tolerance}, got ${run.difference}.`);
      if (round >= 0) run.times.push(milliseconds); // the first brings the files into memory
    }
  const absent = [...missing].map(([{ contender }, reason]) => ({ ...headOf(contender), missing: reason }));
  const present = [...new Set(runs.map(({ contender }) => contender))].map((contender) =>
    outcomeOf(
      contender,
      runs.filter((run) => run.contender === contender),
    ),
  );
  return [...absent, ...present];
}

function headOf(contender: ContenderName): Outcome {
  const { title, ours } = contenders[contender];
  return { contender, title, ours, task };
}

function outcomeOf(contender: ContenderName, starts: readonly Start[]): Outcome {
  const sorted = [...starts].sort((a, b) => median(a.times) - median(b.times));
  const { setting, times, difference } = sorted[0]!;
  const trials = sorted.map((one) => ({ setting: one.setting, milliseconds: median(one.times) }));
  return {
    ...headOf(contender),
    milliseconds: median(times),
    turns: times,
    repeats: 1,
    difference,
    ...(trials.length > 1 && { setting, trials }),
  };
}

export const coldStart: Question = {
  title: "cold start: process start to 16 samples of a saved model, RK4(20)",
  asks: "A script that loads a saved model and prints 16 samples, from the start of its process to the line: Node with nami in one bundled file, Python with PyTorch.",
  unit: "start",
  heldBack:
    "What is left is the runtime's. Of some 300 ms on the AMD machine Node takes 110 to start, ONNX Runtime 100 (its environment 50, modules and library 30, a session 20), garbage collection and compiling the script 35, and nami 50, for the checkpoint, the trace and its lowering; on the Intel machine Node takes 40 and ONNX Runtime 35. Tried: one bundled file, no loading of Node's streams and of its crypto facade, which helped; other levels of optimization of the graph, which change a session by 1 ms; the reference backend, which has no library to load and computes for longer; a thread that loads the library meanwhile, whose own start costs more; the script as CommonJS, which saves 8 ms.",
  measure: async (effort) => {
    const folder = mkdtempSync(join(tmpdir(), "nami-bench-"));
    try {
      const outcomes = await measure(folder, effort === "quick");
      return { outcomes, verdicts: [verdictOf({ against: "pytorch", atLeast: 5 }, outcomes)] };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
