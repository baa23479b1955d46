import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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

const rounds = 9;
const task = { ...samplingTask(16), steps: 20 };

/** What starts a program under a setting. */
interface Way {
  readonly setting: Setting;
  readonly command: readonly string[];
}

/** A contender's programs, one for each of its settings, started anew for every turn. */
interface Starter {
  readonly contender: ContenderName;
  readonly ways: readonly Way[];
  /** Brings the model into the contender's own form first. */
  readonly prepare?: readonly string[];
}

/** What was measured of one of them. */
interface Start extends Way {
  readonly contender: ContenderName;
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
      ways: contenders.pytorch.settings.map((setting) => ({
        setting,
        command: [python, pythonProgram("cold_start.py"), model],
      })),
      prepare: [python, pythonProgram("save_model.py"), inputs, model],
    },
    ...ours.map((contender) => ({
      contender,
      ways: waysOf(`cold-start-${contenders[contender].command.at(-1)}`, saved),
    })),
  ];
}

/** Every way to start a program on Node that could be its best, with the code of an earlier start among them, as Python has. */
function waysOf(name: string, saved: string): Way[] {
  const [module, common] = [bundled(name), bundled(name, "cjs")];
  const cache = fileURLToPath(new URL("../workers/cold-start/code-cache.cjs", import.meta.url));
  return [
    { setting: { bundle: "ESM" }, command: [process.execPath, module, saved] },
    { setting: { bundle: "CommonJS" }, command: [process.execPath, common, saved] },
    {
      setting: { bundle: "CommonJS", code: "kept" },
      command: [process.execPath, cache, common, saved],
    },
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
  const runs: Start[] = [];
  for (const starter of await starters(folder)) {
    const { contender, ways, prepare } = starter;
    try {
      if (prepare) await coldRun(prepare);
      for (const way of ways.slice(0, quick ? 1 : undefined))
        runs.push({ ...way, contender, times: [], difference: 0 });
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
  asks: "A script that loads a saved model and prints 16 samples, from the start of its process to the line: Node with nami in one bundled file (ESM, CommonJS, or CommonJS with the code that V8 made of it in an earlier start), Python with PyTorch and its compiled files.",
  unit: "start",
  heldBack:
    "What is left is the runtime's. Of some 150 ms on Zen 4 Node takes 60 to start, ONNX Runtime 40 (its environment 18, modules and library 13, a session 7), compiling the script 10, which code kept from an earlier start saves, and nami 35, for the checkpoint, the trace and its lowering. Helped: one bundled file, no loading of Node's streams and of its crypto facade, all twenty steps as one program (decision 0010). Tried besides: other levels of optimization of the graph, which change a session by 1 ms; the reference backend, which has no library to load and computes for longer; a thread that loads the library meanwhile, whose own start costs more; a hash of the checkpoint by own code, which takes 20 ms before an engine has compiled it, Node's with its loading 3.",
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
