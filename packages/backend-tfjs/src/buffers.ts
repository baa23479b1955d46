import { CapabilityError } from "@nami/errors";
import type { Buffer, DType } from "@nami/tensor-backend";
import type { Runtime, Value } from "./tfjs.js";

/** Who owns what: every buffer of one backend passes through here. */
export interface BufferLedger {
  /** Makes a value a buffer, which owns it. */
  add(value: Value): Buffer;
  /**
   * The value behind a live buffer.
   *
   * @throws CapabilityError when it was freed, or is another backend's
   */
  open(action: string, buffer: Buffer): Value;
  /** Frees a buffer's value. */
  free(buffer: Buffer): void;
  /** Frees all that are left. */
  clear(): void;
}

/** A ledger over the data of a device. */
export function bufferLedger({ name, storage }: Runtime): BufferLedger {
  const live = new Map<Buffer, Value>();
  const open = (action: string, buffer: Buffer): Value => {
    const value = live.get(buffer);
    if (!value)
      throw new CapabilityError(
        `${action}: a buffer must be a live one of ${name}, got one that was freed or is another backend's. Free each once, after its last use; to move one, read it there and upload it here.`,
      );
    return value;
  };
  return Object.freeze({
    add: (value) => {
      const buffer: Buffer = Object.freeze({ shape: [...value.shape], dtype: value.dtype as DType });
      live.set(buffer, value);
      return buffer;
    },
    open,
    free: (buffer) => {
      const { dataId } = open("free", buffer);
      live.delete(buffer);
      storage.disposeData(dataId);
    },
    clear: () => {
      for (const { dataId } of live.values()) storage.disposeData(dataId);
      live.clear();
    },
  } satisfies BufferLedger);
}
