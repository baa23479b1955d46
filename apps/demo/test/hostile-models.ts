import { file } from "../../../packages/training/src/testing/hand-made-file.js";
import { entry, refusedSafetensors } from "../../../packages/training/src/testing/refused-safetensors.js";
import { type Upload, upload } from "./files.js";

const weights = (name: string, bytes: Uint8Array): Upload => upload(`${name}.safetensors`, bytes);

/** Files of weights that want to do harm, are broken, or are of another model: all that the reader is tested with, and more. */
export const hostileModels: readonly Upload[] = [
  ...refusedSafetensors.map(([title, bytes]) => weights(title, bytes())),
  weights("zeros", new Uint8Array(64)),
  weights("pickle", Buffer.from("\x80\x04\x95cposix\nsystem\n(Vx\ntR.", "latin1")),
  weights("zip", Buffer.from("PK\x03\x04archive/data.pkl", "latin1")),
  weights("no tensors", file("{}")),
  weights("another model", file(`{"conv.weight":${entry()}}`, 8)),
  weights("integers", file(`{"0.weight":${entry({ dtype: '"I32"' })}}`, 8)),
  weights("one map", file(`{"0.weight":${entry({ shape: "[2,1]" })}}`, 8)),
  weights(
    "a vector of weights",
    file(`{"0.weight":${entry()},"1.bias":${entry({ offsets: "[8,16]" })}}`, 16),
  ),
];
