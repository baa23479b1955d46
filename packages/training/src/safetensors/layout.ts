import { DataError } from "@nami/errors";
import { showShape } from "@nami/tensor-backend";
import { type FileDType, fileDType } from "./dtypes.js";
import type { HeaderEntry } from "./header.js";

/** A tensor whose bytes are known to lie within the file. */
export interface PlacedTensor extends FileDType {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const broken = (rule: string, got: string): DataError =>
  new DataError(
    `readSafetensors: ${rule}, got ${got}. The file is damaged, or was cut short; write it anew.`,
  );

/**
 * Holds a header against the length of the data: each tensor has the bytes of its shape, and together they fill the
 * data, one after the other, without gap or overlap.
 *
 * @param length bytes after the header
 * @returns the tensors in the order of the header
 * @throws DataError naming the tensor
 */
export function checkLayout(entries: ReadonlyMap<string, HeaderEntry>, length: number): PlacedTensor[] {
  const placed = [...entries].map(([name, entry]) => place(JSON.stringify(name), name, entry, length));
  let next = 0;
  for (const { name, begin, end } of placed.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const shown = JSON.stringify(name);
    if (begin < next)
      throw broken("tensors must not overlap", `${shown} from ${begin}, within bytes used up to ${next}`);
    if (begin > next)
      throw broken("tensors must leave no gap", `${shown} from ${begin} after bytes used up to ${next}`);
    next = end;
  }
  if (next !== length) throw broken("tensors must fill the file", `${length - next} bytes beyond the last`);
  return placed;
}

function place(
  shown: string,
  name: string,
  { dtype, shape, offsets }: HeaderEntry,
  length: number,
): PlacedTensor {
  const [begin, end] = offsets;
  const type = fileDType(dtype, shown);
  if (begin > end) throw broken(`data_offsets of ${shown} must not decrease`, `[${begin}, ${end}]`);
  if (end > length)
    throw broken(`data_offsets of ${shown} must lie within ${length} bytes`, `[${begin}, ${end}]`);
  const bytes = shape.reduce((product, size) => product * BigInt(size), BigInt(type.size));
  if (bytes !== BigInt(end - begin))
    throw broken(`${shown} of ${dtype} ${showShape(shape)} must have ${bytes} bytes`, String(end - begin));
  return { ...type, name, shape, begin, end };
}
