import { DataError } from "@nami/errors";
import { type HeaderScanner, headerScanner } from "./header-scanner.js";
import { faultOfName, maxRank, maxTensors } from "./names.js";

/** What the header says of a tensor, not yet held against the data. */
export interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte, and the byte after the last, counted from the end of the header. */
  readonly offsets: readonly [begin: number, end: number];
}

/** A header's entries, in its order. */
export interface Header {
  readonly tensors: Map<string, HeaderEntry>;
  readonly metadata: Map<string, string>;
}

const broken = (rule: string, got: string): DataError =>
  new DataError(
    `readSafetensors: ${rule}, got ${got}. The file is damaged or not a safetensors file; write it anew.`,
  );

const show = (name: string): string => JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);

/**
 * The header of a safetensors file, read strictly: each key once, no keys but those of the format, integers only.
 *
 * @param text its JSON
 * @throws DataError naming what is wrong, and where
 */
export function parseHeader(text: string): Header {
  const scanner = headerScanner(text);
  const tensors = new Map<string, HeaderEntry>();
  let metadata: Map<string, string> | undefined;
  members(scanner, (name) => {
    if (name === "__metadata__") {
      if (metadata) throw broken("keys of the header must be distinct", show(name));
      metadata = parseMetadata(scanner);
      return;
    }
    const fault = faultOfName(name);
    if (fault) throw broken(`the name of a tensor ${fault}`, show(name));
    if (tensors.has(name)) throw broken("keys of the header must be distinct", `${show(name)} twice`);
    if (tensors.size === maxTensors) throw broken(`there must be at most ${maxTensors} tensors`, "more");
    tensors.set(name, parseEntry(scanner, name));
  });
  scanner.end();
  return { tensors, metadata: metadata ?? new Map() };
}

/** The members of an object: hands each key over, with the scanner at its value. */
function members(scanner: HeaderScanner, visit: (key: string) => void): void {
  scanner.expect("{");
  if (scanner.take("}")) return;
  do {
    const key = scanner.string("a key");
    scanner.expect(":");
    visit(key);
  } while (scanner.take(","));
  scanner.expect("}");
}

function parseMetadata(scanner: HeaderScanner): Map<string, string> {
  const metadata = new Map<string, string>();
  members(scanner, (key) => {
    if (metadata.has(key)) throw broken("keys of __metadata__ must be distinct", `${show(key)} twice`);
    metadata.set(key, scanner.string(`the metadata value of ${show(key)}`));
  });
  return metadata;
}

function parseEntry(scanner: HeaderScanner, name: string): HeaderEntry {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  const once = (key: string, value: unknown): void => {
    if (value !== undefined) throw broken(`keys of ${show(name)} must be distinct`, `${key} twice`);
  };
  members(scanner, (key) => {
    if (key === "dtype") {
      once(key, dtype);
      dtype = scanner.string("dtype");
    } else if (key === "shape") {
      once(key, shape);
      shape = integers(scanner, `the shape of ${show(name)}`, maxRank);
    } else if (key === "data_offsets") {
      once(key, offsets);
      offsets = integers(scanner, `data_offsets of ${show(name)}`, 2);
    } else throw broken(`keys of ${show(name)} must be dtype, shape and data_offsets`, show(key));
  });
  const [begin, end] = offsets ?? [];
  if (dtype === undefined || shape === undefined || begin === undefined || end === undefined)
    throw broken(`${show(name)} must have dtype, shape and two data_offsets`, "fewer");
  return { dtype, shape, offsets: [begin, end] };
}

function integers(scanner: HeaderScanner, what: string, most: number): number[] {
  const list: number[] = [];
  scanner.expect("[");
  if (scanner.take("]")) return list;
  do {
    if (list.length === most) throw broken(`${what} must have at most ${most} numbers`, "more");
    list.push(scanner.integer(`a number in ${what}`));
  } while (scanner.take(","));
  scanner.expect("]");
  return list;
}
