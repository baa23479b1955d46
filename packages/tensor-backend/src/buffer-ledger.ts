import { CapabilityError } from "@nami/errors";
import type { Buffer } from "./backend.js";
import type { ValueType } from "./graph.js";

/** Who owns what on one backend: every buffer passes through here, with the value `V` that it stands for. */
export interface BufferLedger<V> {
  /** Makes a value a live buffer, which owns it. */
  add(type: ValueType, value: V): Buffer;
  /**
   * The value in a live buffer.
   *
   * @param action for the message: what is being done with it
   * @throws CapabilityError when it was freed or is another backend's
   */
  open(action: string, buffer: Buffer): V;
  /**
   * Releases the value of a buffer.
   *
   * @throws CapabilityError when it was freed before or is another backend's
   */
  free(buffer: Buffer): void;
  /** Whether a buffer is live. */
  has(buffer: Buffer): boolean;
  /** Releases all values that are left. */
  clear(): void;
  /** How many buffers are live. */
  count(): number;
}

/**
 * A ledger without entries, for whoever writes a backend.
 *
 * @param owner name of the backend, for messages
 * @param release gives a value's memory back
 */
export function bufferLedger<V>(owner: string, release: (value: V) => void = () => {}): BufferLedger<V> {
  const live = new Map<Buffer, V>();
  const made = new WeakSet<Buffer>();
  const check = (action: string, buffer: Buffer): void => {
    if (live.has(buffer)) return;
    throw new CapabilityError(
      made.has(buffer)
        ? `${action}: a buffer of ${owner} must be live, got one that was freed. Free each buffer once, after its last use.`
        : `${action}: a buffer must be one that ${owner} made, got one of another backend. Read it there and upload it here.`,
    );
  };
  const open = (action: string, buffer: Buffer): V => {
    check(action, buffer);
    return live.get(buffer) as V;
  };
  return Object.freeze({
    add: ({ shape, dtype }, value) => {
      const buffer: Buffer = Object.freeze({ shape: [...shape], dtype });
      live.set(buffer, value);
      made.add(buffer);
      return buffer;
    },
    open,
    free: (buffer) => {
      const value = open("free", buffer);
      live.delete(buffer);
      release(value);
    },
    has: (buffer) => live.has(buffer),
    clear: () => {
      for (const value of live.values()) release(value);
      live.clear();
    },
    count: () => live.size,
  } satisfies BufferLedger<V>);
}
