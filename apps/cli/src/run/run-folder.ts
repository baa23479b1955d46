import { closeSync, existsSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataError, OptionError } from "@nami/errors";
import type { Storage } from "@nami/training";
import { fileStorage } from "@nami/training/node";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Config } from "../config/config.js";
import { parseConfig } from "../config/read-config.js";
import { readBytes, writeBytes } from "../data/file-bytes.js";

/** Files of a run folder. */
export const runFiles = {
  config: "config.yaml",
  facts: "run.json",
  metrics: "metrics.jsonl",
  checkpoints: "checkpoints",
  figures: "figures",
  summary: "summary.json",
  evaluation: "evaluation.json",
  report: "report.html",
} as const;

/** What a run fixed when it began. */
export interface RunFacts {
  /** Version of nami that began it. */
  readonly nami: string;
  /** Name in the registry: what `auto` was. */
  readonly backend: string;
  readonly dim: number;
  /** How many labels the data have, where they have some. */
  readonly classes?: number | undefined;
  /** Of the data; see RunData. */
  readonly spread?: number | undefined;
  readonly rows: number;
  readonly parameters: number;
  /** Of the data; see RunData. */
  readonly data: string;
}

// All keys, for the schema drops those that it does not know.
const factsSchema: z.ZodType<RunFacts> = z.object({
  nami: z.string(),
  backend: z.string(),
  dim: z.int().min(1),
  classes: z.int().min(1).optional(),
  spread: z.number().min(0).optional(),
  rows: z.int().min(1),
  parameters: z.int().min(1),
  data: z.string(),
} satisfies Record<keyof RunFacts, z.ZodType>);

/** A folder with all that is known of a run. */
export interface RunFolder {
  readonly path: string;
  readonly config: Config;
  /** Path of a file in it. */
  readonly at: (...names: readonly string[]) => string;
  readonly checkpoints: Storage;
}

const folderOf = (path: string, config: Config): RunFolder => {
  const at = (...names: readonly string[]): string => join(path, ...names);
  return Object.freeze({ path, config, at, checkpoints: fileStorage(at(runFiles.checkpoints)) });
};

const makeFolder = (path: string, recursive: boolean): "made" | "there" => {
  try {
    mkdirSync(path, { recursive });
    return "made";
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST" && !recursive) return "there";
    throw new DataError(
      `train: the run folder ${path} must be a place that can be written, got ${code ?? String(cause)}. Choose another with --out.`,
      { cause },
    );
  }
};

/** Takes the first free number after the name: `runs/moons-1`, `runs/moons-2`, …; two processes never share one. */
const numberedFolder = (name: string): string => {
  makeFolder("runs", true);
  for (let number = 1; ; number += 1) {
    const path = join("runs", `${name}-${number}`);
    if (makeFolder(path, false) === "made") return path;
  }
};

/**
 * Writes the config of a run: with every default, so that it says all, also to later versions.
 *
 * @throws DataError when the folder can't be written
 */
export const saveConfig = (path: string, config: Config): void => {
  const file = join(path, runFiles.config);
  writeBytes("train", file, `# The config of this run, with every default filled in.\n${stringify(config)}`);
};

/**
 * Makes the folder of a new run.
 *
 * @param out where; by default `runs/<name>-<number>`
 * @throws OptionError when the folder holds a run already
 * @throws DataError when it can't be made or written
 */
export const createRunFolder = (config: Config, out?: string): RunFolder => {
  const path = out ?? numberedFolder(config.name);
  if (out !== undefined) {
    makeFolder(out, true);
    if (existsSync(join(out, runFiles.config)))
      throw new OptionError(
        `train: --out must not hold a run already, got ${out}. Choose another folder, or go on with --resume ${out}.`,
      );
  }
  const probe = join(path, ".writable");
  try {
    closeSync(openSync(probe, "w"));
    rmSync(probe);
  } catch (cause) {
    throw new DataError(
      `train: the run folder ${path} must be a place that can be written, got ${(cause as NodeJS.ErrnoException).code}. Choose another with --out.`,
      { cause },
    );
  }
  return folderOf(path, config);
};

/**
 * The folder of a run that was begun.
 *
 * @throws DataError when it is not there, or not a run
 */
export const openRunFolder = (path: string): RunFolder => {
  const file = join(path, runFiles.config);
  if (!existsSync(file))
    throw new DataError(
      `run: ${path} must be the folder of a run, got ${existsSync(path) ? `one without ${runFiles.config}` : "nothing there"}. Pass the path that nami train printed.`,
    );
  const text = new TextDecoder().decode(readBytes("run", file));
  return folderOf(path, parseConfig(text, file));
};

/** Writes what a run fixed when it began. */
export const saveFacts = (folder: RunFolder, facts: RunFacts): void =>
  writeBytes("train", folder.at(runFiles.facts), `${JSON.stringify(facts, undefined, 2)}\n`);

/**
 * What a run fixed when it began.
 *
 * @throws DataError when its file is missing or damaged
 */
export const readFacts = (folder: RunFolder): RunFacts => {
  const file = folder.at(runFiles.facts);
  const { success, data } = factsSchema.safeParse(parsed(new TextDecoder().decode(readBytes("run", file))));
  if (success) return data;
  throw new DataError(`run: ${resolve(file)} must be the facts of a run, got something else. Train anew.`);
};

/**
 * Checks that the data of a run are those that it began with.
 *
 * @param data as they are now
 * @param remedy what to do where they are not
 * @throws DataError where they are not
 */
export const checkData = (
  caller: string,
  { path }: RunFolder,
  facts: RunFacts,
  { fingerprint }: { readonly fingerprint: string },
  remedy: string,
): void => {
  if (fingerprint !== facts.data)
    throw new DataError(
      `${caller}: the data of ${path} must be as they were when it began, got others (${fingerprint} for ${facts.data}). ${remedy}`,
    );
};

/** What a text says; nothing where it is damaged. */
const parsed = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

/** Whether a run has left a checkpoint, whole or damaged. */
export const hasBegun = async ({ checkpoints }: RunFolder): Promise<boolean> =>
  (await checkpoints.list()).length > 0;
