import * as promises from "node:fs/promises";
import { join } from "node:path";
import { DataError, OptionError } from "@nami/errors";
import type { Storage } from "../checkpoint/storage.js";
import { readRegularFile } from "./read-regular-file.js";

/** What a {@link fileStorage} asks of `node:fs/promises`. */
export type FileOperations = Pick<typeof promises, "mkdir" | "open" | "readdir" | "rename" | "unlink">;

const temporary = ".tmp-";

/**
 * A folder as storage. It is made at the first write.
 *
 * A file is written beside its place, synced, closed, read back and compared, and only then renamed into place; then
 * the folder is synced. A crash or a full disk at any point leaves the file that was there before. Only regular
 * files are read: no links, pipes or devices.
 *
 * @param folder its path
 * @param operations of the file system; for tests
 * @returns a storage whose methods throw DataError, with the system's error as cause, when a file cannot be written
 * whole or is not a regular file
 * @example
 * await saveCheckpoint(fileStorage("runs/moons"), await t.checkpoint());
 */
export function fileStorage(folder: string, operations: FileOperations = promises): Storage {
  const pathOf = (file: string): string => {
    if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(file)) return join(folder, file);
    throw new OptionError(
      `fileStorage: a file name must be letters, digits, dots, dashes and underscores, got ${JSON.stringify(file)}. Rename it.`,
    );
  };

  const syncFolder = async (): Promise<void> => {
    // Windows can't open folders; its renames are durable without.
    if (process.platform === "win32") return;
    const handle = await operations.open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  };

  const writeAll = async (path: string, bytes: Uint8Array): Promise<void> => {
    const handle = await operations.open(path, "wx");
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, at, bytes.length - at);
        if (bytesWritten === 0) throw new Error(`${path} takes no more bytes after ${at}`);
        at += bytesWritten;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const back = await readRegularFile(path, operations);
    if (!back || Buffer.compare(back, bytes) !== 0) throw new Error(`${path} reads back other bytes`);
  };

  return Object.freeze<Storage>({
    name: folder,
    read: (file) => readRegularFile(pathOf(file), operations),
    write: async (file, bytes) => {
      const path = pathOf(file);
      const beside = join(folder, `${temporary}${crypto.randomUUID()}`);
      try {
        await operations.mkdir(folder, { recursive: true });
        try {
          await writeAll(beside, bytes);
          await operations.rename(beside, path);
        } catch (error) {
          // Nothing to remove when it could not be made, or has its place already; the first error is the one to tell.
          await operations.unlink(beside).catch(() => undefined);
          throw error;
        }
        await syncFolder();
      } catch (cause) {
        throw new DataError(
          `fileStorage: ${path} must be written whole, got "${messageOf(cause)}". Free space or choose another folder; a file that was there is untouched.`,
          { cause },
        );
      }
    },
    list: async () => {
      const entries = await operations.readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      return entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith(temporary))
        .map(({ name }) => name);
    },
    rename: async (from, to) => {
      await operations.rename(pathOf(from), pathOf(to));
      await syncFolder();
    },
    remove: (file) =>
      operations.unlink(pathOf(file)).catch((error: unknown) => {
        // Another one that saves here may have been first.
        if (!isMissing(error)) throw error;
      }),
  });
}

/**
 * Removes what writers that were ended have left half written in a folder, while none is at work there.
 *
 * @param folder that of a {@link fileStorage}; it may be missing
 */
export async function removeUnfinished(folder: string): Promise<void> {
  const names = await promises.readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of names)
    if (name.startsWith(temporary)) await promises.rm(join(folder, name), { force: true });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
