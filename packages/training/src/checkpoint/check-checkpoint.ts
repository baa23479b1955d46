import { OptionError } from "@nami/errors";
import { isKey } from "@nami/tensor-backend";
import { describeValue } from "../describe-value.js";
import type { Checkpoint } from "./checkpoint.js";

/** @throws OptionError unless a value has all that a checkpoint must have */
export function checkCheckpoint(caller: string, checkpoint: unknown): void {
  const { step, key, params, optimizer, metadata } = (checkpoint ?? {}) as Partial<Checkpoint>;
  const records = [params, optimizer, metadata].every((part) => typeof part === "object" && part !== null);
  if (Number.isSafeInteger(step) && isKey(key) && records) return;
  throw new OptionError(
    `${caller}: a checkpoint must have step, key, params, optimizer and metadata, got ${describeValue(checkpoint)}. Pass await trainer.checkpoint().`,
  );
}
