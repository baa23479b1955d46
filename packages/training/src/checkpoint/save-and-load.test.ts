import { CapabilityError, DataError, OptionError } from "@nami/errors";
import { key, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { readSafetensors } from "../safetensors/read.js";
import { writeSafetensors } from "../safetensors/write.js";
import type { Checkpoint } from "./checkpoint.js";
import { decodeCheckpoint } from "./decode.js";
import { encodeCheckpoint } from "./encode.js";
import { loadCheckpoint } from "./load.js";
import { memoryStorage } from "./memory-storage.js";
import { saveCheckpoint } from "./save.js";
import { sealed } from "./seal.js";
import type { Storage } from "./storage.js";

const checkpointOf = (step: number): Checkpoint => ({
  step,
  key: key(7),
  params: { layers: [{ weight: tensor([[step, 2]]), bias: tensor([3]) }] },
  optimizer: { firstMoment: { layers: [{ weight: tensor([[0, 0]]), bias: tensor([0]) }] } },
  metadata: { config: "abc" },
});

const fileOf = (step: number): string => `checkpoint-${String(step).padStart(9, "0")}.safetensors`;

/** A storage with checkpoints of these steps, saved in order. */
const storageWith = async (...steps: number[]): Promise<Storage> => {
  const storage = memoryStorage("a box");
  for (const step of steps) await saveCheckpoint(storage, checkpointOf(step), { keep: 10 });
  return storage;
};

/** Changes one byte of a file. */
const spoil = async (storage: Storage, file: string, place = -1): Promise<void> => {
  const bytes = await storage.read(file);
  if (!bytes) throw new Error(`no ${file}`);
  const at = place < 0 ? bytes.length + place : place;
  bytes[at] = bytes[at]! ^ 1;
  await storage.write(file, bytes);
};

describe("saveCheckpoint", () => {
  test("writes the file, then the pointer, and keeps the newest", async () => {
    const storage = memoryStorage();
    for (const step of [100, 200, 300, 400])
      expect(await saveCheckpoint(storage, checkpointOf(step))).toBe(fileOf(step));
    expect((await storage.list()).sort()).toEqual([fileOf(300), fileOf(400), "latest.json"]);
    const pointer: unknown = JSON.parse(new TextDecoder().decode(await storage.read("latest.json")));
    expect(pointer).toEqual({
      file: fileOf(400),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      step: 400,
    });
  });

  test("never removes what it just saved, nor later steps of another line", async () => {
    const storage = await storageWith(100, 900);
    await saveCheckpoint(storage, checkpointOf(50), { keep: 1 });
    await saveCheckpoint(storage, checkpointOf(60), { keep: 1 });
    expect((await storage.list()).sort()).toEqual([fileOf(60), fileOf(100), fileOf(900), "latest.json"]);
    expect((await loadCheckpoint(storage)).step).toBe(60);
  });

  test("leaves other files alone", async () => {
    const storage = await storageWith(1, 2);
    await storage.write("notes.txt", new Uint8Array(3));
    await saveCheckpoint(storage, checkpointOf(3), { keep: 1 });
    expect((await storage.list()).sort()).toEqual([fileOf(3), "latest.json", "notes.txt"]);
  });

  test("leaves the old one in force when a write fails on the way", async () => {
    for (const failing of [fileOf(2), "latest.json"]) {
      const inner = await storageWith(1);
      const write = async (file: string, bytes: Uint8Array): Promise<void> => {
        if (file === failing) throw new DataError("full");
        await inner.write(file, bytes);
      };
      await expect(saveCheckpoint({ ...inner, write }, checkpointOf(2), { keep: 1 })).rejects.toThrow("full");
      expect((await loadCheckpoint(inner)).step).toBe(1);
    }
  });

  test("refuses to keep none", async () => {
    await expect(saveCheckpoint(memoryStorage(), checkpointOf(1), { keep: 0 })).rejects.toThrow(
      new OptionError("saveCheckpoint: keep must be a positive integer, got 0. Pass 1 or more."),
    );
  });
});

describe("loadCheckpoint", () => {
  test("loads what the pointer names", async () => {
    expect(await loadCheckpoint(await storageWith(1, 2))).toEqual(checkpointOf(2));
  });

  test("falls back to the newest whole one when the latest is damaged, and sets that aside", async () => {
    const storage = await storageWith(1, 2, 3, 4);
    await spoil(storage, fileOf(4));
    const cut = (await storage.read(fileOf(3)))!.slice(0, -1);
    await storage.write(fileOf(3), cut);
    const damages: string[] = [];
    const causes: string[] = [];
    const onDamage = ({ message, cause }: DataError): void => {
      damages.push(message);
      causes.push(String(cause));
    };
    const loaded = await loadCheckpoint(storage, { onDamage });
    expect(loaded).toEqual(checkpointOf(2));
    expect((await storage.list()).sort()).toEqual(
      [fileOf(1), fileOf(2), `${fileOf(3)}.corrupt`, `${fileOf(4)}.corrupt`, "latest.json"].sort(),
    );
    expect(await storage.read(`${fileOf(3)}.corrupt`)).toEqual(cut);
    expect(damages).toEqual([
      `loadCheckpoint: ${fileOf(4)} must be as it was written, got a damaged file. ${fileOf(2)} is used instead.`,
      `loadCheckpoint: ${fileOf(3)} must be as it was written, got a damaged file. ${fileOf(2)} is used instead.`,
    ]);
    expect(causes).toEqual([
      expect.stringContaining("the file must have the SHA-256 in its nami.sha256"),
      expect.stringContaining("must lie within"),
    ]);
  });

  test("changes nothing when it shall only read", async () => {
    const storage = await storageWith(1, 2);
    await spoil(storage, fileOf(2));
    const before = await storage.list();
    const only = { ...storage, rename: () => Promise.reject(new Error("a change")) };
    expect((await loadCheckpoint(only, { quarantine: false })).step).toBe(1);
    expect(await storage.list()).toEqual(before);
    await expect(loadCheckpoint(only)).rejects.toThrow("a change");
  });

  test("tells of a pointer that is damaged, wrong, or names what is gone", async () => {
    const utf8 = new TextEncoder();
    for (const [text, message] of [
      ["{", "latest.json must be as it was written, got a damaged file."],
      [
        `{"file":"${fileOf(1)}","sha256":"","step":1}`,
        `latest.json must be as it was written, got another SHA-256 than that of ${fileOf(1)}.`,
      ],
      [
        `{"file":"${fileOf(9)}","sha256":"","step":9}`,
        `${fileOf(9)} must be as it was written, got no such file.`,
      ],
    ] as const) {
      const storage = await storageWith(1, 2);
      await storage.write("latest.json", utf8.encode(text));
      const damages: string[] = [];
      await loadCheckpoint(storage, { onDamage: (error) => damages.push(error.message) });
      expect(damages).toEqual([`loadCheckpoint: ${message} ${fileOf(2)} is used instead.`]);
    }
  });

  test("keeps damaged files apart when they have one name", async () => {
    const storage = await storageWith(1);
    for (let i = 0; i < 2; i++) {
      await saveCheckpoint(storage, checkpointOf(2));
      await spoil(storage, fileOf(2));
      await loadCheckpoint(storage);
    }
    expect((await storage.list()).filter((file) => file.includes("corrupt"))).toEqual([
      `${fileOf(2)}.corrupt`,
      `${fileOf(2)}.corrupt-2`,
    ]);
  });

  test("does without a pointer, and with one that is damaged, behind, or points elsewhere", async () => {
    const utf8 = new TextEncoder();
    for (const text of [
      "",
      "{",
      "null",
      "[]",
      '{"file":"../../etc/passwd","sha256":"","step":1}',
      `{"file":"${fileOf(9)}","sha256":"","step":9}`,
    ]) {
      const storage = await storageWith(1, 2);
      await storage.write("latest.json", utf8.encode(text));
      expect((await loadCheckpoint(storage)).step).toBe(2);
    }
    const without = await storageWith(1, 2);
    await without.remove("latest.json");
    expect((await loadCheckpoint(without)).step).toBe(2);
  });

  test("notices a change of any single byte", async () => {
    const bytes = await encodeCheckpoint(checkpointOf(5));
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = changed[at]! ^ 4;
      expect(() => decodeCheckpoint(changed), `byte ${at}`).toThrow();
    }
  });

  test("names the storage when there is nothing to load, and why", async () => {
    const error = await loadCheckpoint(memoryStorage("a box")).catch((caught: unknown) => caught);
    expect(error).toEqual(
      new DataError(
        "loadCheckpoint: a box must hold a whole checkpoint, got none. Train first, or name the folder of a run.",
      ),
    );
    const storage = await storageWith(1);
    await spoil(storage, fileOf(1));
    const told: unknown[] = [];
    for (let i = 0; i < 2; i++)
      await expect(loadCheckpoint(storage, { onDamage: (damage) => told.push(damage) })).rejects.toThrow(
        `a box must hold a whole checkpoint, got only damaged ones (${fileOf(1)}).`,
      );
    expect(told).toEqual([]);
    await storage.remove(fileOf(1));
    await expect(loadCheckpoint(storage)).rejects.toThrow("a box must hold a whole checkpoint, got none.");
  });

  test("wants a storage, and says how to make one of a path", async () => {
    await expect(loadCheckpoint("runs/one" as never)).rejects.toThrow(
      'loadCheckpoint: storage must be a Storage, got "runs/one". Pass fileStorage("runs/one") of @nami/training/node, or memoryStorage().',
    );
    await expect(saveCheckpoint(undefined as never, checkpointOf(1))).rejects.toThrow(
      "saveCheckpoint: storage must be a Storage, got nothing.",
    );
  });

  test("does not set aside what a later version of nami wrote", async () => {
    const storage = memoryStorage();
    const { tensors, metadata } = readSafetensors(await encodeCheckpoint(checkpointOf(1)));
    metadata.set("nami.format", "checkpoint/2");
    await storage.write(
      fileOf(1),
      sealed((seal) => writeSafetensors(tensors, metadata.set("nami.sha256", seal))),
    );
    await expect(loadCheckpoint(storage)).rejects.toThrow(CapabilityError);
    expect(await storage.list()).toEqual([fileOf(1)]);
  });

  test("takes a format number with a flipped bit for damage, and the checkpoint before in its place", async () => {
    const storage = await storageWith(1, 2);
    const bytes = (await storage.read(fileOf(2)))!.slice();
    bytes[Buffer.from(bytes).indexOf("checkpoint/1") + "checkpoint/".length]! ^= 2;
    await storage.write(fileOf(2), bytes);
    expect((await loadCheckpoint(storage)).step).toBe(1);
  });

  test("passes on what is no damage of a checkpoint", async () => {
    const inner = await storageWith(1);
    const read = async (): Promise<never> => Promise.reject(new Error("no permission"));
    await expect(loadCheckpoint({ ...inner, read })).rejects.toThrow("no permission");
    expect(await inner.list()).toContain(fileOf(1));
  });
});

describe("decodeCheckpoint", () => {
  test.for<[title: string, changes: Record<string, string>, message: string]>([
    ["another file of safetensors", { "nami.format": "" }, "the metadata nami.format must be checkpoint/1"],
    ["a step that is none", { "nami.step": "-1" }, 'nami.step must be a count, got "-1"'],
    ["a key of one word", { "nami.key": "7" }, "nami.key must be two words of 32 bits"],
    ["a key beyond 32 bits", { "nami.key": "4294967296,0" }, "nami.key must be two words of 32 bits"],
  ])("refuses %s", async ([, changes, message]) => {
    const { tensors, metadata } = readSafetensors(await encodeCheckpoint(checkpointOf(1)));
    for (const [name, value] of Object.entries(changes)) metadata.set(name, value);
    const bytes = sealed((seal) => writeSafetensors(tensors, metadata.set("nami.sha256", seal)));
    expect(() => decodeCheckpoint(bytes)).toThrow(message);
  });

  test("refuses tensors of no part of a checkpoint", async () => {
    const { tensors, metadata } = readSafetensors(await encodeCheckpoint(checkpointOf(1)));
    tensors.set("other.x", { dtype: "float32", shape: [], values: Float32Array.of(1) });
    const bytes = sealed((seal) => writeSafetensors(tensors, metadata.set("nami.sha256", seal)));
    expect(() => decodeCheckpoint(bytes)).toThrow(
      'tensors must be of params, optimizer or ema, got "other.x"',
    );
  });
});
