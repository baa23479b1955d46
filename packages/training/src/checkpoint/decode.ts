import { CapabilityError, DataError } from "@nami/errors";
import { fromHost, type Key, type Tensor } from "@nami/tensor-backend";
import { readSafetensors } from "../safetensors/read.js";
import type { Checkpoint } from "./checkpoint.js";
import { fields, format, isSealed } from "./seal.js";
import { treeOfNames } from "./tree-of-names.js";

/**
 * The checkpoint in a file that `encodeCheckpoint` made.
 *
 * @throws DataError when the file is damaged, or no checkpoint of nami
 * @throws CapabilityError when a later version of nami made it
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const made = metadata.get(fields.format) ?? "";
  const whole = isSealed(bytes);
  if (whole && /^checkpoint\/[0-9]+$/.test(made) && made !== format)
    throw new CapabilityError(
      `decodeCheckpoint: the format must be ${format}, got ${made}. Read it with the version of nami that wrote it.`,
    );
  if (made !== format) throw broken(`the metadata ${fields.format} must be ${format}`, JSON.stringify(made));
  if (!whole) throw broken(`the file must have the SHA-256 in its ${fields.seal}`, "another");
  const parts = {
    params: new Map<string, Tensor>(),
    optimizer: new Map<string, Tensor>(),
    ema: new Map<string, Tensor>(),
  };
  for (const [name, { values, shape, dtype }] of tensors) {
    const [part = "", ...rest] = name.split(".");
    if (part !== "params" && part !== "optimizer" && part !== "ema")
      throw broken("tensors must be of params, optimizer or ema", JSON.stringify(name));
    parts[part].set(rest.join("."), fromHost(values, shape, dtype));
  }
  const { params, optimizer, ema } = parts;
  return {
    step: count(metadata.get(fields.step)),
    key: keyOf(metadata.get(fields.key)),
    params: treeOfNames(params),
    optimizer: treeOfNames(optimizer),
    ...(ema.size > 0 && { ema: treeOfNames(ema) }),
    metadata: Object.fromEntries([...metadata].filter(([name]) => !name.startsWith("nami."))),
  };
}

function count(text = ""): number {
  const step = Number(text);
  if (/^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(step)) return step;
  throw broken(`${fields.step} must be a count`, JSON.stringify(text));
}

function keyOf(text = ""): Key {
  const [low, high, ...more] = text.split(",").map(count);
  if (low === undefined || high === undefined || more.length || low >= 2 ** 32 || high >= 2 ** 32)
    throw broken(`${fields.key} must be two words of 32 bits`, JSON.stringify(text));
  return { words: [low, high] };
}

const broken = (rule: string, got: string): DataError =>
  new DataError(
    `decodeCheckpoint: ${rule}, got ${got}. The file is damaged or no checkpoint of nami; use another.`,
  );
