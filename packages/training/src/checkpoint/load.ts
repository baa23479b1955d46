import { checkOptions, DataError } from "@nami/errors";
import { checkStorage } from "./check-storage.js";
import type { Checkpoint } from "./checkpoint.js";
import { decodeCheckpoint } from "./decode.js";
import { checkpointsIn, pointerFile, readPointer } from "./pointer.js";
import { sha256 } from "./sha256.js";
import type { Storage } from "./storage.js";

/** Options of {@link loadCheckpoint}. */
export interface LoadOptions {
  /** Called once for each damaged or missing file, when another checkpoint has taken its place. */
  readonly onDamage?: (error: DataError) => void;
  /** Rename damaged files to `….corrupt`, out of the way of what is saved next. Default true; false only reads. */
  readonly quarantine?: boolean;
}

/** What is wrong, by file. */
type Faults = Map<string, { readonly got: string; readonly cause?: DataError }>;

/**
 * Loads the checkpoint that the pointer names; where it is damaged or missing, the one of the highest step that is
 * whole. Damaged files that it passed over are then renamed to `….corrupt`, never removed.
 *
 * @throws DataError naming the storage when no checkpoint in it is whole, with the first damage as its cause; all
 * files stay as they are
 * @throws OptionError when the storage is none
 * @throws CapabilityError when a later version of nami wrote it
 * @example
 * await t.restore(await loadCheckpoint(fileStorage("run")));
 */
export async function loadCheckpoint(storage: Storage, options: LoadOptions = {}): Promise<Checkpoint> {
  checkOptions<LoadOptions>("loadCheckpoint", options, { onDamage: true, quarantine: true });
  const { onDamage, quarantine = true } = options;
  checkStorage("loadCheckpoint", storage);
  const faults: Faults = new Map();
  const files = checkpointsIn(await storage.list()).map(({ file }) => file);
  const found = (await pointedCheckpoint(storage, faults)) ?? (await newestWhole(storage, files, faults));
  if (!found) {
    const damaged = files.filter((file) => faults.has(file));
    const cause = [...faults.values()].find((fault) => fault.cause)?.cause;
    throw new DataError(
      `loadCheckpoint: ${storage.name} must hold a whole checkpoint, got ${damaged.length ? `only damaged ones (${damaged.join(", ")})` : "none"}. Train first, or name the folder of a run.`,
      { cause },
    );
  }
  for (const [file, { got, cause }] of faults)
    onDamage?.(
      new DataError(
        `loadCheckpoint: ${file} must be as it was written, got ${got}. ${found.file} is used instead.`,
        { cause },
      ),
    );
  if (quarantine) for (const file of files) if (faults.has(file)) await setAside(storage, file);
  return found.checkpoint;
}

/** A checkpoint and where it was. */
interface Found {
  readonly file: string;
  readonly checkpoint: Checkpoint;
}

/** What a task makes of a file; undefined, with its fault noted, when the file is damaged. */
async function attempt<R>(file: string, faults: Faults, task: () => Promise<R>): Promise<R | undefined> {
  try {
    return await task();
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    faults.set(file, { got: "a damaged file", cause });
    return undefined;
  }
}

async function pointedCheckpoint(storage: Storage, faults: Faults): Promise<Found | undefined> {
  const pointer = await attempt(pointerFile, faults, async () => {
    const bytes = await storage.read(pointerFile);
    return bytes && readPointer(bytes);
  });
  if (!pointer) return undefined;
  const { file, sha256: expected } = pointer;
  const read = await attempt(file, faults, async () => {
    const bytes = await storage.read(file);
    return bytes && { checkpoint: decodeCheckpoint(bytes), asNamed: sha256(bytes) === expected };
  });
  if (read?.asNamed) return { file, checkpoint: read.checkpoint };
  if (read) faults.set(pointerFile, { got: `another SHA-256 than that of ${file}` });
  else if (!faults.has(file)) faults.set(file, { got: "no such file" });
  return undefined;
}

async function newestWhole(
  storage: Storage,
  files: readonly string[],
  faults: Faults,
): Promise<Found | undefined> {
  for (const file of files) {
    if (faults.has(file)) continue;
    const checkpoint = await attempt(file, faults, async () =>
      decodeCheckpoint((await storage.read(file)) ?? new Uint8Array()),
    );
    if (checkpoint) return { file, checkpoint };
  }
  return undefined;
}

async function setAside(storage: Storage, file: string): Promise<void> {
  const files = new Set(await storage.list());
  let name = `${file}.corrupt`;
  for (let i = 2; files.has(name); i++) name = `${file}.corrupt-${i}`;
  await storage.rename(file, name);
}
