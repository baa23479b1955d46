import type { StoredTensor } from "../safetensors/read.js";

const utf8 = new TextEncoder();

/** A safetensors file made by hand: the length of the header, the header, the data. */
export const file = (
  header: string | Uint8Array,
  data: Uint8Array | number = 0,
  length?: bigint,
): Uint8Array => {
  const text = typeof header === "string" ? utf8.encode(header) : header;
  const rest = typeof data === "number" ? new Uint8Array(data) : data;
  const bytes = new Uint8Array(8 + text.length + rest.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(rest, 8 + text.length);
  return bytes;
};

/** A vector of float32. */
export const f32 = (...values: number[]): StoredTensor => ({
  dtype: "float32",
  shape: [values.length],
  values: Float32Array.from(values),
});
