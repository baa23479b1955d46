import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as promises from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataError } from "@nami/errors";
import { key, tensor } from "@nami/tensor-backend";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadCheckpoint } from "../checkpoint/load.js";
import { saveCheckpoint } from "../checkpoint/save.js";
import { type FileOperations, fileStorage, removeUnfinished } from "./file-storage.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nami-storage-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const systemError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

type Handle = promises.FileHandle;

/** The file system with some methods of opened files, or of itself, replaced. */
const faulty = (
  changes: Partial<FileOperations>,
  ofHandle: (
    handle: Handle,
  ) => Partial<Record<"write" | "sync" | "close", (...args: never[]) => Promise<unknown>>> = () => ({}),
): FileOperations => ({
  ...promises,
  open: async (...args) => {
    const handle = await promises.open(...args);
    const writes = args[1] === "wx";
    return new Proxy(handle, {
      get: (target, name) => {
        const replaced: unknown = writes ? Reflect.get(ofHandle(target), name) : undefined;
        const own: unknown = Reflect.get(target, name, target);
        return replaced ?? (typeof own === "function" ? own.bind(target) : own);
      },
    });
  },
  ...changes,
});

describe("fileStorage", () => {
  test("makes its folder, and gives back what it was given", async () => {
    const storage = fileStorage(join(folder, "runs", "one"));
    expect(await storage.list()).toEqual([]);
    expect(await storage.read("a.bin")).toBeUndefined();
    await storage.write("a.bin", Uint8Array.of(1, 2, 3));
    await storage.write("a.bin", Uint8Array.of(4, 5));
    await storage.write("empty", new Uint8Array());
    expect(await storage.read("a.bin")).toEqual(Uint8Array.of(4, 5));
    expect(await storage.read("empty")).toEqual(new Uint8Array());
    await storage.rename("a.bin", "b.bin");
    await storage.remove("empty");
    expect(await storage.list()).toEqual(["b.bin"]);
  });

  test("removes what another has removed already, and what writers that were ended have left", async () => {
    const storage = fileStorage(join(folder, "shared"));
    await removeUnfinished(join(folder, "shared"));
    await storage.write("a.bin", Uint8Array.of(1));
    writeFileSync(join(folder, "shared", ".tmp-1"), "half");
    await storage.remove("gone.bin");
    await removeUnfinished(join(folder, "shared"));
    expect(readdirSync(join(folder, "shared"))).toEqual(["a.bin"]);
  });

  test("writes on where the system takes part of the bytes", async () => {
    const operations = faulty({}, (handle) => ({
      write: (bytes: Uint8Array, at: number, length: number) => handle.write(bytes, at, Math.min(length, 3)),
    }));
    await fileStorage(folder, operations).write("a", bytesOf("0123456789"));
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("0123456789");
  });

  test.for<[title: string, FileOperations]>([
    ["the disk is full at once", faulty({}, () => ({ write: () => Promise.reject(systemError("ENOSPC")) }))],
    [
      "the disk is full on the way",
      faulty({}, (handle) => ({
        write: (bytes: Uint8Array, at: number) =>
          at > 0 ? Promise.reject(systemError("ENOSPC")) : handle.write(bytes, 0, 2),
      })),
    ],
    ["no more bytes are taken", faulty({}, () => ({ write: async () => ({ bytesWritten: 0 }) }))],
    ["syncing fails", faulty({}, () => ({ sync: () => Promise.reject(systemError("EIO")) }))],
    [
      "closing fails",
      faulty({}, (handle) => ({
        close: async () => {
          await handle.close();
          throw systemError("EDQUOT");
        },
      })),
    ],
    [
      "other bytes arrive than were sent",
      faulty({}, (handle) => ({
        write: (bytes: Uint8Array, at: number, length: number) =>
          handle.write(new Uint8Array(bytes.length).fill(65), at, length),
      })),
    ],
    ["renaming fails", faulty({ rename: () => Promise.reject(systemError("EACCES")) })],
  ])("keeps the old file, and leaves nothing beside it, when %s", async ([, operations]) => {
    await fileStorage(folder).write("a.bin", bytesOf("the old bytes"));
    const error = await fileStorage(folder, operations)
      .write("a.bin", bytesOf("the new bytes"))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toContain(
      `fileStorage: ${join(folder, "a.bin")} must be written whole, got "`,
    );
    expect((error as DataError).cause).toBeInstanceOf(Error);
    expect(readFileSync(join(folder, "a.bin"), "utf8")).toBe("the old bytes");
    expect(readdirSync(folder)).toEqual(["a.bin"]);
  });

  test("reads regular files only: no link, folder, pipe", async () => {
    const storage = fileStorage(folder);
    writeFileSync(join(folder, "real"), "x");
    symlinkSync(join(folder, "real"), join(folder, "link"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await promises.mkdir(join(folder, "sub"));
    await expect(storage.read("link")).rejects.toThrow("link must be a regular file, got a symbolic link.");
    await expect(storage.read("pipe")).rejects.toThrow("pipe must be a regular file, got a pipe or device.");
    await expect(storage.read("sub")).rejects.toThrow("sub must be a regular file, got a folder.");
    expect(await storage.list()).toEqual(["real"]);
  });

  test("notices a file that grows or shrinks while it is read", async () => {
    await fileStorage(folder).write("a", bytesOf("0123456789"));
    for (const size of [9, 11]) {
      const open: FileOperations["open"] = async (...args) => {
        const handle = await promises.open(...args);
        const stat = async (): Promise<unknown> => Object.assign(await handle.stat(), { size });
        return new Proxy(handle, {
          get: (target, name) => {
            const own: unknown = name === "stat" ? stat : Reflect.get(target, name, target);
            return typeof own === "function" ? own.bind(target) : own;
          },
        });
      };
      await expect(fileStorage(folder, { ...promises, open }).read("a")).rejects.toThrow(
        `must not change while it is read, got another length than ${size}`,
      );
    }
  });

  test("takes names that stay within the folder only", async () => {
    const storage = fileStorage(folder);
    for (const name of ["..", "../x", "/etc/passwd", "a/b", "a\\b", "", ".hidden", "a\0", "n".repeat(300)])
      await expect(async () => storage.write(name, new Uint8Array())).rejects.toThrow(
        "fileStorage: a file name must be",
      );
  });
});

describe("checkpoints in a folder", () => {
  const checkpoint = (step: number, size = 10): Parameters<typeof saveCheckpoint>[1] => ({
    step,
    key: key(1),
    params: { w: tensor(new Float32Array(size).fill(step)) },
    optimizer: {},
    metadata: {},
  });

  test("are loaded after a save cut short at any write: the one before, or the new one, whole", async () => {
    for (let failing = 1; failing <= 4; failing++) {
      const place = join(folder, String(failing));
      await saveCheckpoint(fileStorage(place), checkpoint(1));
      let calls = 0;
      const operations = faulty({}, (handle) => ({
        write: (bytes: Uint8Array, at: number, length: number) =>
          ++calls === failing
            ? Promise.reject(systemError("ENOSPC"))
            : handle.write(bytes, at, Math.min(length, 300)),
      }));
      await saveCheckpoint(fileStorage(place, operations), checkpoint(2), { keep: 1 }).catch(() => undefined);
      expect([1, 2]).toContain((await loadCheckpoint(fileStorage(place))).step);
      expect(readdirSync(place).filter((name) => name.startsWith(".tmp"))).toEqual([]);
    }
  });

  test("name the folder when there are none", async () => {
    await expect(loadCheckpoint(fileStorage(join(folder, "nowhere")))).rejects.toThrow(
      `loadCheckpoint: ${join(folder, "nowhere")} must hold a whole checkpoint, got none.`,
    );
  });

  test("survive a disk that is full", async ({ skip }) => {
    const disk = join(folder, "disk");
    await promises.mkdir(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      skip(
        "mounting a small disk needs rights that this process lacks; injected failures cover the same paths",
      );
    }
    try {
      const storage = fileStorage(disk);
      await saveCheckpoint(storage, checkpoint(1, 5000));
      const error = await saveCheckpoint(storage, checkpoint(2, 50_000)).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(DataError);
      expect(String(error)).toContain("ENOSPC");
      expect((await loadCheckpoint(storage)).step).toBe(1);
      expect(readdirSync(disk).sort()).toEqual(["checkpoint-000000001.safetensors", "latest.json"]);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
