import { DataError } from "@nami/errors";
import { expect } from "vitest";
import { readNpy } from "../src/index.js";

/** A file with a header of one's choice. */
export function file(
  header: string,
  payload = 0,
  { version = [1, 0], length = header.length }: Partial<{ version: number[]; length: number }> = {},
): Uint8Array {
  const size =
    version[0] === 1
      ? [length & 0xff, (length >> 8) & 0xff]
      : [0, 8, 16, 24].map((bits) => (length >>> bits) & 0xff);
  const text = Array.from(header, (c) => c.charCodeAt(0));
  return Uint8Array.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    ...version,
    ...size,
    ...text,
    ...new Array<number>(payload).fill(0),
  ]);
}
/** A header of three fields. */
export const dictionary = (descr: string, fortran: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
/** A header of float64 values. */
export const shaped = (shape: string): string => dictionary("'<f8'", "False", shape);

/** The message of the DataError that a file gives. */
export function failure(bytes: Uint8Array): string {
  try {
    readNpy(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return "accepted";
}
