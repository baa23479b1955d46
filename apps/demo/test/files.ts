import { refusedCsv } from "../../../packages/datasets/test/refused-csv.js";
import { refusedNpy } from "../../../packages/datasets/test/refused-npy.js";

/** A file that a visitor uploads. */
export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** @param header of an npy file, as Python writes it */
export const npy = (header: string, payload: Uint8Array, version = 1): Buffer => {
  const text = `${header}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]),
    length,
    Buffer.from(text, "latin1"),
    payload,
  ]);
};

/** A file by a name that file systems and messages bear. */
export const upload = (name: string, content: Uint8Array | string): Upload => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content as Uint8Array),
});

const ring = Array.from({ length: 400 }, (_, i) => [
  3 * Math.cos((Math.PI * i) / 200),
  5 + Math.sin((Math.PI * i) / 200),
]);

/** A ring as a csv file, and as an npy file. */
export const goodCsv = upload("ring.csv", `x,y\n${ring.map((row) => row.join(",")).join("\n")}\n`);
export const goodNpy = upload(
  "ring.npy",
  npy(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (400, 2), }",
    new Uint8Array(Float32Array.from(ring.flat()).buffer),
  ),
);

/** A ring far from the origin, and large. */
export const farCsv = upload(
  "far.csv",
  `x,y\n${ring.map((_, i) => `${1000 + 30 * Math.cos((Math.PI * i) / 200)},${-2000 + 30 * Math.sin((Math.PI * i) / 200)}`).join("\n")}\n`,
);

const eight = new Uint8Array(8);

/** Files that want to do harm, are merely broken, or are no rows of two numbers: all that the readers are tested with. */
export const hostileFiles: readonly Upload[] = [
  ...refusedCsv.map(([title, file]) => upload(`${title}.csv`, file)),
  ...refusedNpy.map(([title, file]) => upload(`${title}.npy`, file)),
  upload("one column.csv", "1\n".repeat(50)),
  upload("bytes.csv", Uint8Array.of(0, 255, 254, 3, 200, 128)),
  upload("object.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1, 2), }", eight)),
  upload("records.npy", npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 1), }", eight)),
  upload("dates.npy", npy("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,), }", eight)),
  upload("flat.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", eight)),
];
