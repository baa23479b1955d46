/** A file that a visitor uploads. */
export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** @param header of an npy file, as Python writes it */
const npy = (header: string, payload: Uint8Array, version = 1): Buffer => {
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

const upload = (name: string, content: Buffer | string): Upload => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content),
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

const eight = new Uint8Array(8);

/** Files that want to do harm, or are merely broken. */
export const hostileFiles: readonly Upload[] = [
  upload("empty.csv", ""),
  upload("empty.npy", ""),
  upload("bytes.csv", Buffer.from([0, 255, 254, 3, 200, 128])),
  upload("ragged.csv", "x,y\n1,2\n3\n"),
  upload("words.csv", `x,y\n${"1,2\n".repeat(20)}1,=HYPERLINK("x")\n`),
  upload("infinite.csv", `${"1,2\n".repeat(20)}1e999,2\n`),
  upload("one-column.csv", "1\n".repeat(50)),
  upload("quotes.csv", '"a","b"\n"1","2"\n'),
  upload("magic-only.npy", Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59])),
  upload("object.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1, 2), }", eight)),
  upload("code.npy", npy("{'descr': __import__('os').system('x'), 'shape': (1, 2), }", eight)),
  upload(
    "huge.npy",
    npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", eight),
  ),
  upload("negative.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2), }", eight)),
  upload("truncated.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (100, 2), }", eight)),
  upload("version.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", eight, 9)),
  upload(
    "proto.npy",
    npy("{'__proto__': {}, 'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", eight),
  ),
  upload("flat.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", eight)),
];

const marks = [
  "<img src=x onerror=alert(1)>",
  "<script>alert(1)</script>",
  "<svg onload=alert(1)>",
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "{{constructor.constructor('alert(1)')()}}",
  `$${"{alert(1)}"}`,
  "</title><script>alert(1)</script>",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<a href=javascript:alert(1)>x</a>",
  "__proto__",
  "constructor",
  "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
  "\u0000\u0001\u001b[31m",
  "\u202Egpj.exe",
  "A".repeat(5000),
  "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  "<!--<script>alert(1)//-->",
];

/** Texts that would run as code where text became markup. */
export const hostileTexts: readonly string[] = marks;
