import { file } from "./hand-made-file.js";

const utf8 = new TextEncoder();

/** The words of a header on one tensor, with parts replaced. */
export const entry = ({
  dtype = '"F32"',
  shape = "[2]",
  offsets = "[0,8]",
  more = "",
}: {
  readonly dtype?: string;
  readonly shape?: string;
  readonly offsets?: string;
  readonly more?: string;
} = {}): string => `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}${more}}`;
/** A header of one tensor, `x`. */
const header = (parts: Parameters<typeof entry>[0] = {}): string => `{"x":${entry(parts)}}`;

const big = "9007199254740993";

/** Files that are no safetensors, by name, each with words of the rule that refuses it. */
export const refusedSafetensors: readonly (readonly [
  title: string,
  bytes: () => Uint8Array,
  rule: string,
])[] = [
  ["no bytes", () => new Uint8Array(), "must begin with 8 bytes of header length, got 0 bytes"],
  ["a header of no bytes", () => file(""), "header must have at least 2 bytes, got a declared length of 0"],
  ["a length of 2^63", () => file("{}", 0, 1n << 63n), "declared length of 9223372036854775808"],
  ["a length of 2^64 - 1", () => file("{}", 0, (1n << 64n) - 1n), "declared length of 18446744073709551615"],
  [
    "a length one too large",
    () => file("{}", 3, 6n),
    "header must have at most 5 bytes here, got a declared length of 6",
  ],
  ["a length up to the end", () => file(header(), 8, BigInt(header().length + 8)), "nothing but white space"],
  ["a BOM", () => file(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)), 'begin with "{", got byte 239'],
  ["a space first", () => file(" {}"), 'begin with "{", got byte 32'],
  ["a tab first", () => file("\t{}"), 'begin with "{", got byte 9'],
  ["an array", () => file("[]"), 'begin with "{"'],
  ["NUL padding", () => file("{}\0\0"), "nothing but white space at character 2"],
  ["text after the object", () => file("{}{}"), "nothing but white space"],
  ["bytes that are not UTF-8", () => file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), "must be UTF-8"],
  ["an overlong encoding", () => file(Uint8Array.of(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x7d)), "must be UTF-8"],
  ["a comment", () => file("{/**/}"), "a key, a string"],
  ["a trailing comma", () => file(`{"x":${entry()},}`, 8), "a key, a string"],
  ["single quotes", () => file("{'x':1}"), "a key, a string"],
  ["an open string", () => file('{"x'), "the end of a key at character 3, got its end"],
  ["a line break in a string", () => file('{"x\n":1}'), "the end of a key"],
  ["an unknown escape", () => file('{"\\x41":1}'), "an escape that JSON knows"],
  ["a short \\u", () => file('{"\\u41":1}'), "four hexadecimal digits"],
  ["a tensor twice", () => file(`{"x":${entry()},"x":${entry()}}`, 8), 'must be distinct, got "x" twice'],
  ["a tensor twice, once escaped", () => file(`{"x":${entry()},"\\u0078":${entry()}}`, 8), '"x" twice'],
  ["dtype twice", () => file(header({ more: ',"dtype":"F32"' }), 8), "must be distinct, got dtype twice"],
  ["shape twice", () => file(header({ more: ',"shape":[2]' }), 8), "shape twice"],
  ["data_offsets twice", () => file(header({ more: ',"data_offsets":[0,8]' }), 8), "data_offsets twice"],
  [
    "metadata twice",
    () => file('{"__metadata__":{},"__metadata__":{}}'),
    "keys of the header must be distinct",
  ],
  [
    "a metadata key twice",
    () => file('{"__metadata__":{"a":"1","a":"2"}}'),
    "keys of __metadata__ must be distinct",
  ],
  ["a metadata number", () => file('{"__metadata__":{"a":1}}'), 'the metadata value of "a", a string'],
  ["a metadata null", () => file('{"__metadata__":{"a":null}}'), 'the metadata value of "a", a string'],
  ["a metadata object", () => file('{"__metadata__":{"a":{}}}'), 'the metadata value of "a", a string'],
  ["metadata that is a list", () => file('{"__metadata__":[]}'), 'must have "{"'],
  ...["__proto__", "constructor", "toString", "hasOwnProperty"].map(
    (name): [string, () => Uint8Array, string] => [
      `the name ${name}`,
      () => file(`{"${name}":${entry()}}`, 8),
      `must not be a name that every object has, got "${name}"`,
    ],
  ),
  ["an empty name", () => file(`{"":${entry()}}`, 8), "the name of a tensor must not be empty"],
  ["a name that turns text", () => file(`{"a\u202eb":${entry()}}`, 8), "control or direction characters"],
  ["a name with an escaped NUL", () => file(`{"a\\u0000":${entry()}}`, 8), "control or direction characters"],
  ["a lone surrogate", () => file(`{"\\ud800":${entry()}}`, 8), "well-formed Unicode in a key"],
  ["a name of 1 MB", () => file(`{"${"n".repeat(1e6)}":${entry()}}`, 8), "at most 4096 bytes"],
  ["a negative offset", () => file(header({ offsets: "[-1,7]" }), 8), "an integer of 0 or more"],
  ["an offset 1e2", () => file(header({ offsets: "[0,1e2]" }), 8), "an integer of 0 or more"],
  ["an offset 1.0", () => file(header({ offsets: "[0,1.0]" }), 8), "an integer of 0 or more"],
  ["an offset 08", () => file(header({ offsets: "[0,08]" }), 8), "an integer of 0 or more"],
  ["an offset as text", () => file(header({ offsets: '["0","8"]' }), 8), "an integer of 0 or more"],
  ["offsets null", () => file(header({ offsets: "null" }), 8), 'must have "["'],
  ["one offset", () => file(header({ offsets: "[0]" }), 8), "two data_offsets"],
  ["three offsets", () => file(header({ offsets: "[0,8,8]" }), 8), "at most 2 numbers"],
  ["reversed offsets", () => file(header({ offsets: "[8,0]" }), 8), "must not decrease, got [8, 0]"],
  ["an offset beyond 2^53", () => file(header({ offsets: `[0,${big}]` }), 8), "of at most 2^53 - 1"],
  [
    "offsets beyond the end",
    () => file(header({ offsets: "[0,8]" }), 7),
    "must lie within 7 bytes, got [0, 8]",
  ],
  ["a gap at the start", () => file(header({ offsets: "[1,9]" }), 9), "must leave no gap"],
  [
    "a gap of one",
    () => file(`{"x":${entry()},"y":${entry({ offsets: "[9,17]" })}}`, 17),
    "must leave no gap",
  ],
  [
    "an overlap of one",
    () => file(`{"x":${entry()},"y":${entry({ offsets: "[7,15]" })}}`, 15),
    "must not overlap",
  ],
  ["one range twice", () => file(`{"x":${entry()},"y":${entry()}}`, 8), "must not overlap"],
  [
    "an empty tensor within another",
    () => file(`{"x":${entry()},"y":${entry({ shape: "[0]", offsets: "[4,4]" })}}`, 8),
    "must not overlap",
  ],
  [
    "an empty tensor elsewhere",
    () => file(header({ shape: "[0]", offsets: "[4,4]" }), 4),
    "must leave no gap",
  ],
  ["trailing bytes", () => file(header(), utf8.encode("12345678<html>")), "must fill the file, got 6 bytes"],
  ["too few bytes for the shape", () => file(header({ shape: "[3]" }), 8), "must have 12 bytes, got 8"],
  ["a negative size", () => file(header({ shape: "[-1]" }), 8), "an integer of 0 or more"],
  [
    "sizes whose product overflows",
    () => file(header({ shape: "[4294967296,4294967296]" }), 8),
    "must have 73786976294838206464 bytes",
  ],
  [
    "sizes whose product wraps to 8",
    () => file(header({ shape: "[2,9007199254740991,9007199254740991]" }), 8),
    "bytes, got 8",
  ],
  ["a nested shape", () => file(header({ shape: "[[2]]" }), 8), "an integer of 0 or more"],
  ["100,000 axes", () => file(header({ shape: `[${new Array(1e5).fill(1)}]` }), 8), "at most 32 numbers"],
  ["a depth of 100,000", () => file(`{"x":${"[".repeat(1e5)}`), 'must have "{"'],
  ["objects to a depth of 100,000", () => file('{"x":'.repeat(1e5)), 'keys of "x" must be dtype'],
  ["a lower-case dtype", () => file(header({ dtype: '"f32"' }), 8), "which safetensors does not have"],
  ["an unknown dtype", () => file(header({ dtype: '"F31"' }), 8), 'got "F31"'],
  [
    "BF16",
    () => file(header({ dtype: '"BF16"', offsets: "[0,4]" }), 4),
    "got BF16. Convert it before saving",
  ],
  ["F4 of an odd count", () => file(header({ dtype: '"F4"', shape: "[3]", offsets: "[0,2]" }), 2), "got F4."],
  ["an unknown key of a tensor", () => file(header({ more: ',"device":"cpu"' }), 8), 'got "device"'],
  ["a missing key", () => file('{"x":{"dtype":"F32"}}'), '"x" must have dtype, shape and two data_offsets'],
  ["a tensor that is null", () => file('{"x":null}'), 'must have "{"'],
  [
    "a BOOL of 2",
    () => file(header({ dtype: '"BOOL"', offsets: "[0,2]" }), Uint8Array.of(1, 2)),
    "must be 0 or 1, got 2 at element 1",
  ],
  [
    "more than a million entries",
    () => file(`{${'"":{},'.repeat(1_000_010)}}`),
    "at most 1000000 tensors, got 1000011 objects",
  ],
];
