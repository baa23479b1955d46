import { OptionError } from "@nami/errors";
import { expect, test } from "vitest";
import {
  adam,
  adamw,
  cosineDecay,
  ema,
  encodeCheckpoint,
  lion,
  loadCheckpoint,
  memoryStorage,
  readSafetensors,
  saveCheckpoint,
  sgd,
  stepDecay,
  warmup,
} from "./index.js";
import { gaussianTrainer } from "./testing/training-run.js";

/** What a caller without types could pass. */
const any = (value: unknown): never => value as never;

test.each([
  ["adam", () => adam(any({ learningRte: 1e-3 })), "got learningRte. Did you mean learningRate?"],
  ["adamw", () => adamw(any({ weightDecy: 0.1 })), "got weightDecy. Did you mean weightDecay?"],
  ["lion", () => lion(any({ beta3: 0.1 })), "lion: options must be among learningRate, beta1, beta2"],
  ["sgd", () => sgd(any({ rate: 0.1 })), "sgd: options must be among learningRate, momentum, got rate."],
  ["cosineDecay", () => cosineDecay(any(undefined)), "cosineDecay: options must be a record, got nothing."],
  ["stepDecay", () => stepDecay(any(undefined)), "stepDecay: options must be a record, got nothing."],
  ["warmup", () => warmup(any(undefined)), "warmup: options must be a record, got nothing."],
  ["ema", () => ema(any({ decya: 0.9 })), "ema: options must be among decay, got decya. Did you mean decay?"],
  ["trainer", () => gaussianTrainer(any({ batchsize: 3 })), "got batchsize. Did you mean batchSize?"],
  ["trainer", () => gaussianTrainer(any({ clp: { norm: 1 } })), "got clp. Did you mean clip?"],
  [
    "trainer, in clip,",
    () => gaussianTrainer(any({ clip: { nrom: 1 } })),
    "trainer: clip: options must be among norm, got nrom. Did you mean norm?",
  ],
  [
    "trainer, in validation,",
    () => gaussianTrainer(any({ validation: { evry: 1, measure: () => 0 } })),
    "trainer: validation: options must be among every, measure, got evry. Did you mean every?",
  ],
])("%s refuses options that nobody reads", (_, call, message) => {
  expect(call).toThrow(OptionError);
  expect(call).toThrow(message);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    "saveCheckpoint",
    () => saveCheckpoint(memoryStorage(), any({}), any({ kep: 3 })),
    "saveCheckpoint: options must be among keep, got kep. Did you mean keep?",
  ],
  [
    "loadCheckpoint",
    () => loadCheckpoint(memoryStorage(), any({ onDamge: () => {} })),
    "loadCheckpoint: options must be among onDamage, quarantine, got onDamge. Did you mean onDamage?",
  ],
  [
    "checkpoint",
    () => gaussianTrainer().checkpoint(any({ metdata: {} })),
    "checkpoint: options must be among metadata, got metdata. Did you mean metadata?",
  ],
])("%s refuses options that nobody reads", async (_, call, message) => {
  await expect(call()).rejects.toThrow(OptionError);
  await expect(call()).rejects.toThrow(message);
});

test.each<[string, () => unknown, string]>([
  [
    "a coupling",
    () => gaussianTrainer(any({ coupling: 3 })),
    "trainer: coupling must have pair, got 3. Pass independentCoupling() or another of @nami/paths.",
  ],
  ["a clip", () => gaussianTrainer(any({ clip: 1 })), "trainer: clip: options must be a record, got 1."],
  [
    "a measure",
    () => gaussianTrainer(any({ validation: { every: 1 } })),
    "trainer: validation.measure must be a function, got nothing.",
  ],
  [
    "bytes",
    () => readSafetensors(any(new ArrayBuffer(8))),
    "readSafetensors: bytes must be a Uint8Array, got an ArrayBuffer. Pass new Uint8Array(buffer)",
  ],
])("What is not %s is refused", (_, call, message) => {
  expect(call).toThrow(OptionError);
  expect(call).toThrow(message);
});

test("What is not a checkpoint is refused", async () => {
  await expect(saveCheckpoint(memoryStorage(), any({}))).rejects.toThrow(
    "saveCheckpoint: a checkpoint must have step, key, params, optimizer and metadata, got another record. Pass await trainer.checkpoint().",
  );
  await expect(saveCheckpoint(memoryStorage(), any(undefined))).rejects.toThrow("metadata, got nothing.");
  await expect(encodeCheckpoint(any(undefined))).rejects.toThrow(OptionError);
});
