import { DataError } from "@nami/errors";
import type { DType } from "@nami/tensor-backend";

/** A dtype of a file and its counterpart here. */
export interface FileDType {
  readonly dtype: DType;
  /** Bytes of an element. */
  readonly size: number;
}

const readable: ReadonlyMap<string, FileDType> = new Map<string, FileDType>([
  ["F64", { dtype: "float64", size: 8 }],
  ["F32", { dtype: "float32", size: 4 }],
  ["I32", { dtype: "int32", size: 4 }],
  ["BOOL", { dtype: "bool", size: 1 }],
]);

// The other names that the format has.
const foreign: ReadonlySet<string> = new Set(
  "F16 BF16 F8_E4M3 F8_E5M2 F8_E4M3FNUZ F8_E5M2FNUZ F8_E8M0 F6_E2M3 F6_E3M2 F4 C64 I64 I16 I8 U64 U32 U16 U8".split(
    " ",
  ),
);

/** @throws DataError for a dtype that cannot be read, or that the format does not have */
export function fileDType(name: string, tensor: string): FileDType {
  const known = readable.get(name);
  if (known) return known;
  const rule = `readSafetensors: the dtype of ${tensor} must be F32, F64, I32 or BOOL`;
  if (foreign.has(name))
    throw new DataError(`${rule}, got ${name}. Convert it before saving, in PyTorch with tensor.float().`);
  throw new DataError(
    `${rule}, got ${JSON.stringify(name.slice(0, 40))}, which safetensors does not have. Write the file anew.`,
  );
}

/** The name in a file of a dtype. */
export const fileNameOf: Readonly<Record<DType, string>> = {
  float64: "F64",
  float32: "F32",
  int32: "I32",
  bool: "BOOL",
};

/** Bytes of an element of a dtype. */
export const sizeOfElement = (dtype: DType): number => readable.get(fileNameOf[dtype])!.size;
