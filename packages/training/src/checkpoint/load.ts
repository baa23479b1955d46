import { DataError } from "@nami/errors";
import type { Checkpoint } from "./checkpoint.js";
import { decodeCheckpoint } from "./decode.js";
import { checkpointsIn, pointerFile, readPointer } from "./pointer.js";
import { sha256 } from "./sha256.js";
import type { Storage } from "./storage.js";

/** Options of {@link loadCheckpoint}. */
export interface LoadOptions {
  /** Called with what was found damaged, when another checkpoint could take its place. */
  readonly onDamage?: (error: DataError) => void;
}

/**
 * Loads the checkpoint that the pointer names; where it is damaged or missing, the one of the highest step that is
 * whole. Damaged files are renamed to `….corrupt`, never removed.
 *
 * @throws DataError naming the storage when no checkpoint in it is whole, with the first damage as its cause
 * @throws CapabilityError when a later version of nami wrote it
 * @example
 * await t.restore(await loadCheckpoint(fileStorage("run")));
 */
export async function loadCheckpoint(storage: Storage, { onDamage }: LoadOptions = {}): Promise<Checkpoint> {
  const damages: DataError[] = [];
  const attempt = async <R>(task: () => Promise<R>): Promise<R | undefined> => {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      damages.push(error);
      onDamage?.(error);
      return undefined;
    }
  };
  const pointed = await attempt(() => loadPointed(storage));
  if (pointed) return pointed;
  for (const { file } of checkpointsIn(await storage.list())) {
    const found = await attempt(async () => decodeCheckpoint((await storage.read(file)) ?? new Uint8Array()));
    if (found) return found;
    await setAside(storage, file);
  }
  throw new DataError(
    `loadCheckpoint: ${storage.name} must hold a whole checkpoint, got ${damages.length ? "only damaged ones" : "none"}. Train first, or name the folder of a run.`,
    { cause: damages[0] },
  );
}

async function loadPointed(storage: Storage): Promise<Checkpoint | undefined> {
  const pointer = await storage.read(pointerFile);
  if (!pointer) return undefined;
  const { file, sha256: expected } = readPointer(pointer);
  const bytes = await storage.read(file);
  if (bytes && sha256(bytes) === expected) return decodeCheckpoint(bytes);
  throw new DataError(
    `loadCheckpoint: ${file} must be as ${pointerFile} describes it, got ${bytes ? "another SHA-256" : "no such file"}. The newest whole checkpoint is used instead.`,
  );
}

async function setAside(storage: Storage, file: string): Promise<void> {
  const files = new Set(await storage.list());
  let name = `${file}.corrupt`;
  for (let i = 2; files.has(name); i++) name = `${file}.corrupt-${i}`;
  await storage.rename(file, name);
}
