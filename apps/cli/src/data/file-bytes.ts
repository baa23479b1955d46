import { randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DataError } from "@nami/errors";

/** How a file could not be read or written, in words. */
const reasonOf = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: "nothing there",
    EISDIR: "a folder",
    EACCES: "no permission",
    ENOTDIR: "a file in place of a folder",
    EROFS: "a read-only file system",
    ENOSPC: "a full disk",
    EDQUOT: "a full share of the disk",
    EPIPE: "a reader that has gone",
    ELOOP: "a circle of links",
  };
  return words[code ?? ""] ?? `an error (${code ?? String(error)})`;
};

/** What says that a place could not be written. */
export const unwritable = (
  caller: string,
  path: string,
  cause: unknown,
  remedy = "Choose another.",
): DataError =>
  new DataError(`${caller}: ${path} must be a place that can be written, got ${reasonOf(cause)}. ${remedy}`, {
    cause,
  });

/** @throws DataError when a file can't be read */
export const readBytes = (caller: string, path: string): Uint8Array => {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new DataError(
      `${caller}: ${path} must be a file that can be read, got ${reasonOf(cause)}. Check the path.`,
      { cause },
    );
  }
};

/** Whether two paths lead to one file that is there, through links too. */
export const sameFile = (a: string, b: string): boolean => {
  const [one, other] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return one?.isFile() === true && one.ino === other?.ino && one.dev === other.dev;
};

/**
 * Makes a folder, unless it is there.
 *
 * @throws DataError when it can't be made
 */
export const makeFolder = (caller: string, path: string): void => {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw unwritable(caller, path, cause);
  }
};

/** Where a path leads when all links are followed, also a link to a file that is yet to be made. */
const destination = (path: string): string => {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    return link ? destination(resolve(dirname(path), readlinkSync(path))) : path;
  }
};

/** Whether a path leads to where this process prints: `/dev/stdout`, or the file or pipe behind it. */
export const isStdout = (path: string): boolean => {
  try {
    const [there, here] = [statSync(path), fstatSync(1)];
    return there.ino === here.ino && there.dev === here.dev;
  } catch {
    return false;
  }
};

/** Writes all to stdout itself: opened anew by its path, a file would be replaced, and a socket can't be. */
const writeToStdout = (bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; )
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      // The reader is slower than this.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
};

/** Writes beside the place and renames: at no time is there half a file. */
const replace = (path: string, bytes: Uint8Array | string): void => {
  const beside = join(dirname(path), `.nami-${randomUUID()}.part`);
  const file = openSync(beside, "wx");
  try {
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
};

/**
 * Writes a file whole or not at all: beside its place first, synced, then renamed.
 *
 * A link stays, and what it points to is written. Pipes and devices, such as `/dev/stdout`, are written straight into,
 * and so is a file that stdout leads to.
 *
 * @throws DataError when it can't be written; a file that was there before is untouched
 */
export const writeBytes = (caller: string, path: string, bytes: Uint8Array | string): void => {
  try {
    if (isStdout(path)) {
      writeToStdout(Buffer.from(bytes));
      return;
    }
    const present = statSync(path, { throwIfNoEntry: false });
    if (present === undefined || present.isFile() || present.isDirectory()) replace(destination(path), bytes);
    else writeFileSync(path, bytes);
  } catch (cause) {
    throw unwritable(caller, path, cause);
  }
};
