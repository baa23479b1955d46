import { CapabilityError } from "@nami/errors";
import type { Buffer } from "../backend.js";
import type { TypedArray } from "../dtype.js";
import type { Operand } from "./kernel.js";

/** Storage of one value on the reference backend; without values once it is freed. */
export interface ReferenceBuffer extends Buffer {
  values: TypedArray | undefined;
}

/** Who owns what: every buffer of one backend passes through here. */
export interface BufferLedger {
  /** Makes a value a live buffer. */
  add(operand: Operand): ReferenceBuffer;
  /**
   * The value in a live buffer.
   *
   * @param action for the message: what is being done with it
   * @throws CapabilityError when it was freed or is another backend's
   */
  open(action: string, buffer: Buffer): Operand;
  /**
   * Drops the values of a buffer.
   *
   * @throws CapabilityError when it was freed before or is another backend's
   */
  free(buffer: Buffer): void;
  /** How many buffers are live. */
  count(): number;
}

/**
 * A ledger without entries.
 *
 * It holds its buffers weakly: one that the caller forgets is collected as any object is, but stays counted, so that
 * a leak shows.
 *
 * @param owner name of the backend, for messages
 */
export function bufferLedger(owner: string): BufferLedger {
  const known = new WeakMap<Buffer, ReferenceBuffer>();
  let live = 0;

  const add = ({ shape, dtype, values }: Operand): ReferenceBuffer => {
    const buffer: ReferenceBuffer = { shape, dtype, values };
    known.set(buffer, buffer);
    live++;
    return buffer;
  };

  const open = (action: string, buffer: Buffer): Operand => {
    const entry = known.get(buffer);
    if (!entry)
      throw new CapabilityError(
        `${action}: a buffer must be one that ${owner} made, got one of another backend. Read it there and upload it here.`,
      );
    const { shape, dtype, values } = entry;
    if (!values)
      throw new CapabilityError(
        `${action}: a buffer of ${owner} must be live, got one that was freed. Free each buffer once, after its last use.`,
      );
    return { shape, dtype, values };
  };

  const free = (buffer: Buffer): void => {
    open("free", buffer);
    known.get(buffer)!.values = undefined;
    live--;
  };

  return Object.freeze({ add, open, free, count: () => live });
}
