/**
 * Where checkpoints lie: files by name, each written whole or not at all.
 *
 * `fileStorage(folder)` of `@nami/training/node` is one, `memoryStorage()` another.
 */
export interface Storage {
  /** For messages: a folder, for example. */
  readonly name: string;
  /** The bytes of a file; undefined when there is none of that name. */
  read(file: string): Promise<Uint8Array | undefined>;
  /** Writes a file. When this throws, a file that was there before is as it was. */
  write(file: string, bytes: Uint8Array): Promise<void>;
  /** The names of all files, in any order. */
  list(): Promise<string[]>;
  /** Gives a file another name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  remove(file: string): Promise<void>;
}
