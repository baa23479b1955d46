import type { Upload } from "./files.js";

const upload = (name: string, buffer: Buffer): Upload => ({
  name,
  mimeType: "application/octet-stream",
  buffer,
});

/** A safetensors file of a header as it is told, and of some bytes behind it. */
const file = (name: string, header: string | Buffer, data = 0, length?: bigint): Upload => {
  const text = Buffer.from(header);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(text.length));
  return upload(`${name}.safetensors`, Buffer.concat([size, text, Buffer.alloc(data)]));
};

const entry = (shape: string, offsets: string, dtype = "F32"): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

/** Files of weights that want to do harm, are broken, or are of another model. */
export const hostileModels: readonly Upload[] = [
  upload("empty.safetensors", Buffer.alloc(0)),
  upload("zeros.safetensors", Buffer.alloc(64)),
  upload("pickle.safetensors", Buffer.from("\x80\x04\x95cposix\nsystem\n(Vx\ntR.", "latin1")),
  upload("zip.safetensors", Buffer.from("PK\x03\x04archive/data.pkl", "latin1")),
  file("length-2-63", "{}", 0, 1n << 63n),
  file("length-2-64", "{}", 0, (1n << 64n) - 1n),
  file("length-beyond", "{}", 3, 6n),
  file("bom", Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])),
  file("array", "[]"),
  file("nul-padding", "{}\0\0"),
  file("overlong", Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x7d])),
  file("open-string", '{"x'),
  file("twice", `{"x":${entry("[2]", "[0,8]")},"x":${entry("[2]", "[0,8]")}}`, 8),
  file("proto", `{"__proto__":${entry("[2]", "[0,8]")}}`, 8),
  file("constructor", `{"constructor":${entry("[2]", "[0,8]")}}`, 8),
  file("direction", `{"a\u202eb":${entry("[2]", "[0,8]")}}`, 8),
  file("surrogate", `{"\\ud800":${entry("[2]", "[0,8]")}}`, 8),
  file("long-name", `{"${"n".repeat(1e6)}":${entry("[2]", "[0,8]")}}`, 8),
  file("negative", `{"x":${entry("[2]", "[-8,0]")}}`, 8),
  file("exponent", `{"x":${entry("[2]", "[0,8e0]")}}`, 8),
  file("beyond", `{"x":${entry("[2]", "[0,9007199254740993]")}}`, 8),
  file("gap", `{"x":${entry("[2]", "[1,9]")}}`, 9),
  file("overlap", `{"x":${entry("[2]", "[0,8]")},"y":${entry("[2]", "[4,12]")}}`, 12),
  file("trailing", `{"x":${entry("[2]", "[0,8]")}}`, 20),
  file("overflow", `{"x":${entry("[4294967296,4294967296]", "[0,8]")}}`, 8),
  file("rank", `{"x":${entry(`[${new Array(1e5).fill(1)}]`, "[0,4]")}}`, 4),
  file("depth", `{"x":${"[".repeat(1e5)}`),
  file("objects", '{"x":'.repeat(1e5)),
  file("a-million", `{${'"":{},'.repeat(1_000_010)}}`),
  file("dtype", `{"x":${entry("[2]", "[0,8]", "F31")}}`, 8),
  file("half", `{"x":${entry("[4]", "[0,8]", "BF16")}}`, 8),
  file("metadata-number", '{"__metadata__":{"a":1}}'),
  file("activation", '{"__metadata__":{"activation":"<img src=x onerror=alert(1)>"}}'),
  file("no-tensors", "{}"),
  file("another-model", `{"conv.weight":${entry("[2]", "[0,8]")}}`, 8),
  file("markup", `{"<img src=x onerror=alert(1)>":${entry("[2]", "[0,8]")}}`, 8),
];
