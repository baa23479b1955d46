import { type ReadonlySignal, signal } from "@preact/signals";
import type { UploadedRows } from "./read-rows.js";

/** What is known of the files of a visitor. */
export interface Uploads {
  /** The rows of the last good file. */
  readonly kept?: UploadedRows;
  /** What to know of the file that was given last: what it is, or what is wrong with it. */
  readonly text: string;
}

/** Files as they are given: rows stay until the next good file is read. */
export interface UploadRecord {
  readonly uploads: ReadonlySignal<Uploads>;
  take(file: File): Promise<void>;
}

/** @param read rejects for a file that is refused */
export const uploadRecord = (read: (file: File) => Promise<UploadedRows>): UploadRecord => {
  const uploads = signal<Uploads>({ text: "" });
  let newest: File | undefined;
  return {
    uploads,
    take: async (file) => {
      newest = file;
      const tell = (told: Uploads): void => {
        if (file === newest) uploads.value = { ...uploads.peek(), ...told };
      };
      tell({ text: `Reading ${file.name} …` });
      try {
        const kept = await read(file);
        tell({ kept, text: kept.text });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const { kept } = uploads.peek();
        tell({ text: kept ? `${reason} Still learned: ${kept.text}.` : reason });
      }
    },
  };
};
