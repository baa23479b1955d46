import { sha256 } from "./sha256.js";

/** What a checkpoint says of itself in its metadata. */
export const fields = {
  seal: "nami.sha256",
  format: "nami.format",
  step: "nami.step",
  key: "nami.key",
} as const;

/** The format of checkpoints that this version writes and reads. */
export const format = "checkpoint/1";

const open = "0".repeat(64);
const prefix = new TextEncoder().encode(`{"__metadata__":{"${fields.seal}":"`);
const at = 8 + prefix.length;

/**
 * A file with its own SHA-256 in it: that of the file with zeros in the place of the digits.
 *
 * @param write makes the file with the seal as the first of its metadata
 */
export function sealed(write: (seal: string) => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = write(open);
  bytes.set(new TextEncoder().encode(sha256(bytes)), at);
  return bytes;
}

/** Whether a file carries its own SHA-256, and it is right. */
export function isSealed(bytes: Uint8Array): boolean {
  if (bytes.length < at + open.length || !prefix.every((byte, i) => bytes[8 + i] === byte)) return false;
  const copy = bytes.slice();
  const digits = new TextDecoder().decode(copy.subarray(at, at + open.length));
  copy.set(new TextEncoder().encode(open), at);
  return sha256(copy) === digits;
}
