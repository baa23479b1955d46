import { OptionError } from "@nami/errors";
import type { Storage } from "./storage.js";

/**
 * A storage in memory: for tests, and for pages that hand the bytes on.
 *
 * @param name for messages
 * @example
 * const storage = memoryStorage();
 * await saveCheckpoint(storage, await t.checkpoint());
 */
export function memoryStorage(name = "memory"): Storage {
  const files = new Map<string, Uint8Array>();
  const stored = (file: string): Uint8Array => {
    const bytes = files.get(file);
    if (bytes) return bytes;
    throw new OptionError(
      `memoryStorage: the file must be there, got ${JSON.stringify(file)}. List the files.`,
    );
  };
  return Object.freeze<Storage>({
    name,
    read: async (file) => files.get(file)?.slice(),
    write: async (file, bytes) => void files.set(file, bytes.slice()),
    list: async () => [...files.keys()],
    rename: async (from, to) => {
      files.set(to, stored(from));
      files.delete(from);
    },
    remove: async (file) => {
      stored(file);
      files.delete(file);
    },
  });
}
