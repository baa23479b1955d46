import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./program.js";
import { type RecordingTerminal, recordingTerminal } from "./recording-terminal.fixture.js";

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly lines: string[];
  readonly errors: string[];
}

/** Runs a command as the shell would. */
export const nami = async (
  argv: readonly string[],
  terminal: RecordingTerminal = recordingTerminal(),
): Promise<Outcome> => {
  const code = await runProgram(argv, terminal);
  return { code, lines: terminal.lines, errors: terminal.errors };
};

/** A folder with a config and a run trained on it, in a second. */
export interface TinyRun {
  /** A path in the folder. */
  readonly at: (...names: string[]) => string;
  /** Path of the config. */
  readonly config: string;
  /** Path of the run's folder; there once {@link TinyRun.train} is done. */
  readonly run: string;
  readonly train: () => Promise<Outcome>;
}

/**
 * A tiny flow on eight Gaussians, in a folder of its own.
 *
 * @param backend what computes
 */
export const tinyRun = (backend = "reference:float32"): TinyRun => {
  const home = mkdtempSync(join(tmpdir(), "nami-cli-"));
  const at = (...names: string[]): string => join(home, ...names);
  const [config, run] = [at("tiny.yaml"), at("run")];
  writeFileSync(
    config,
    `dataset: { name: eightGaussians, points: 300 }
field: { hidden: 8, layers: 1 }
training: { steps: 60, batchSize: 32, checkpointEvery: 20, ema: { decay: 0.9 }, clip: { norm: 5 } }
solver: { method: heun, steps: 4 }
backend: ${backend}
figures: { draw: false }
`,
  );
  return { at, config, run, train: () => nami(["train", config, "--out", run]) };
};
