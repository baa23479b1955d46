import { checkOptions, OptionError } from "@nami/errors";
import { checkCheckpoint } from "./check-checkpoint.js";
import { checkStorage } from "./check-storage.js";
import type { Checkpoint } from "./checkpoint.js";
import { encodeCheckpoint } from "./encode.js";
import { checkpointsIn, fileOf, pointerFile, writePointer } from "./pointer.js";
import { sha256 } from "./sha256.js";
import type { Storage } from "./storage.js";

/** Options of {@link saveCheckpoint}. */
export interface SaveOptions {
  /** How many checkpoints stay, this one included. Default 2. */
  readonly keep?: number;
}

/**
 * Saves a checkpoint: its file first, then the pointer to it, then old ones go. Whatever fails on the way, what the
 * pointer names is whole.
 *
 * Checkpoints of higher steps than this one are left alone: they are from another line of the run.
 *
 * @returns the name of its file, `checkpoint-000000400.safetensors` for step 400
 * @throws OptionError when `keep` is not a positive integer, or the storage or the checkpoint is none
 * @throws DataError from the storage, when it cannot write
 * @example
 * await saveCheckpoint(fileStorage("run"), await t.checkpoint(), { keep: 3 });
 */
export async function saveCheckpoint(
  storage: Storage,
  checkpoint: Checkpoint,
  options: SaveOptions = {},
): Promise<string> {
  checkOptions<SaveOptions>("saveCheckpoint", options, { keep: true });
  const { keep = 2 } = options;
  if (!(Number.isSafeInteger(keep) && keep >= 1))
    throw new OptionError(`saveCheckpoint: keep must be a positive integer, got ${keep}. Pass 1 or more.`);
  checkStorage("saveCheckpoint", storage);
  checkCheckpoint("saveCheckpoint", checkpoint);
  const { step } = checkpoint;
  const file = fileOf(step);
  const bytes = await encodeCheckpoint(checkpoint);
  await storage.write(file, bytes);
  await storage.write(pointerFile, writePointer({ file, sha256: sha256(bytes), step }));
  const past = checkpointsIn(await storage.list()).filter((other) => other.step <= step);
  for (const old of past.slice(keep)) await storage.remove(old.file);
  return file;
}
