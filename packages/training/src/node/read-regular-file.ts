import type * as promises from "node:fs/promises";
import { constants } from "node:fs/promises";
import { DataError } from "@nami/errors";

// No links are followed, and opening a pipe does not wait for a writer. Windows has neither flag.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a regular file.
 *
 * @returns undefined when there is none
 * @throws DataError for a link, folder, pipe or device, and for a file that changes its length meanwhile
 */
export async function readRegularFile(
  path: string,
  { open }: Pick<typeof promises, "open">,
): Promise<Uint8Array | undefined> {
  const handle = await open(path, flags).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return undefined;
    if (code === "ELOOP") throw notRegular(path, "a symbolic link", error);
    throw error;
  });
  if (!handle) return undefined;
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw notRegular(path, status.isDirectory() ? "a folder" : "a pipe or device");
    // One byte more than there should be, so that a file that grows is noticed.
    const bytes = new Uint8Array(status.size + 1);
    let length = 0;
    for (let more = 1; more > 0 && length < bytes.length; length += more)
      more = (await handle.read(bytes, length, bytes.length - length)).bytesRead;
    if (length !== status.size)
      throw new DataError(
        `fileStorage: ${path} must not change while it is read, got another length than ${status.size}. Try again.`,
      );
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

const notRegular = (path: string, got: string, cause?: unknown): DataError =>
  new DataError(`fileStorage: ${path} must be a regular file, got ${got}. Put the file itself there.`, {
    cause,
  });
