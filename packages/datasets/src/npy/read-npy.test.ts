import { DataError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { dictionary, failure, file, shaped } from "../../test/npy-file.js";
import { numpyFiles } from "../../test/numpy-files.js";
import { readNpy } from "./read-npy.js";

describe("readNpy", () => {
  test("reads what NumPy wrote", () => {
    expect(readNpy(numpyFiles.f4)).toEqual({
      data: Float32Array.of(1, 2.5, -3, 4, 5, Math.fround(1e30)),
      shape: [2, 3],
      dtype: "float32",
      fortranOrder: false,
    });
    expect(readNpy(numpyFiles.i8).data).toEqual(Int32Array.of(1, -2, 2 ** 31 - 1));
    expect(readNpy(numpyFiles.bigEndian).data).toEqual(Float64Array.of(1.5, -2));
    expect(readNpy(numpyFiles.b1)).toMatchObject({ data: Uint8Array.of(1, 0), dtype: "bool" });
    expect(readNpy(numpyFiles.u1)).toMatchObject({
      data: Int32Array.of(0, 255),
      shape: [2, 1],
      dtype: "int32",
    });
    expect(readNpy(numpyFiles.scalar)).toMatchObject({ data: Int32Array.of(3), shape: [] });
    expect(readNpy(numpyFiles.empty)).toMatchObject({ data: new Float64Array(0), shape: [0, 5] });
    expect(readNpy(numpyFiles.version2).data).toEqual(Int32Array.of(1, 2));
    expect(readNpy(numpyFiles.version3).data).toEqual(Int32Array.of(1, 2));
  });

  test("turns column-major files into row-major data", () => {
    expect(readNpy(numpyFiles.fortran)).toMatchObject({
      data: Float64Array.of(0, 1, 2, 3, 4, 5),
      fortranOrder: true,
    });
    expect(readNpy(numpyFiles.fortran3).data).toEqual(Int32Array.from({ length: 24 }, (_, i) => i));
  });

  test("reads from the middle of a buffer", () => {
    const whole = numpyFiles.f4;
    const larger = new Uint8Array(whole.length + 3);
    larger.set(whole, 3);
    expect(readNpy(larger.subarray(3)).data[1]).toBe(2.5);
  });

  test("accepts the freedom that Python's literals have", () => {
    for (const header of [
      "{'shape':(1,),'fortran_order':False,'descr':'<f8'}",
      `{"descr": "<f8", "fortran_order": False, "shape": (1, 1)}   \n`,
    ])
      expect(readNpy(file(header, 8)).data).toEqual(Float64Array.of(0));
  });

  test.each([
    ["an empty file", new Uint8Array(0), "must begin with"],
    [
      "another magic",
      Uint8Array.from(numpyFiles.f4, (byte, i) => (i === 0 ? 0x92 : byte)),
      "must begin with",
    ],
    [
      "a lower-case magic",
      Uint8Array.from(numpyFiles.f4, (byte, i) => (i === 1 ? 0x6e : byte)),
      "must begin with",
    ],
    ["version 0.0", file(shaped("(1,)"), 8, { version: [0, 0] }), "the version must be"],
    ["version 1.1", file(shaped("(1,)"), 8, { version: [1, 1] }), "the version must be"],
    ["version 4.0", file(shaped("(1,)"), 8, { version: [4, 0] }), "the version must be"],
    ["version 255.255", file(shaped("(1,)"), 8, { version: [255, 255] }), "the version must be"],
    [
      "a header of 4 GiB in a short file",
      file("{", 8, { version: [2, 0], length: 2 ** 32 - 1 }),
      "must lie within the file",
    ],
    [
      "a header of one byte too many",
      file(shaped("(1,)"), 0, { length: shaped("(1,)").length + 1 }),
      "must lie within the file",
    ],
    ["a header beyond 64 KiB", file(" ".repeat(70_000), 0, { version: [2, 0] }), "must lie within the file"],
    ["a header of no bytes", file(""), 'must have "{"'],
    ["a header of one byte", file("{"), "a header key must be a string"],
    ["a missing key", file("{'descr': '<f8', 'shape': (1,)}", 8), 'alone, got "descr", "shape"'],
    [
      "an extra key",
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': (1,)}", 8),
      "alone, got",
    ],
    [
      "a prototype key",
      file("{'__proto__': '<f8', 'fortran_order': False, 'shape': (1,)}", 8),
      'alone, got "__proto__"',
    ],
    [
      "a repeated key",
      file("{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 8),
      "must not repeat",
    ],
    ["a call", file(shaped("__import__('os').system('id')"), 8), "a header value must be"],
    ["a lambda", file(shaped("(lambda: (1,))()"), 8), "an axis must be an integer"],
    ["an f-string", file(dictionary("f'<f8'", "False", "(1,)"), 8), "a header value must be"],
    ["an escape", file(dictionary("'\\x3cf8'", "False", "(1,)"), 8), "without escapes"],
    ["joined strings", file(dictionary("'<' 'f8'", "False", "(1,)"), 8), 'must have ","'],
    ["a string open to the end", file("{'descr': '<f8"), "strings must end"],
    ["non-ASCII text", file(dictionary("'<f8é'", "False", "(1,)"), 8), "printable ASCII"],
    ["a NUL in a string", file(dictionary("'<f8\0'", "False", "(1,)"), 8), "printable ASCII"],
    ["deep brackets", file(shaped("(".repeat(60_000)), 8), "an axis must be an integer"],
    ["33 axes", file(shaped(`(${"1, ".repeat(33)})`), 8), "at most 32 axes"],
    ["a list", file(shaped("[1]"), 8), "a header value must be"],
    ["a number for a tuple", file(shaped("(1)"), 8), 'must have ","'],
    ["a lone comma", file(shaped("(,)"), 8), "an axis must be an integer"],
    ["two commas", file(shaped("(1,,)"), 8), "an axis must be an integer"],
    ["a negative axis", file(shaped("(-1,)"), 8), "an axis must be an integer"],
    ["a sign", file(shaped("(+1,)"), 8), "an axis must be an integer"],
    ["a leading zero", file(shaped("(01,)"), 8), "an axis must be an integer"],
    ["a float axis", file(shaped("(1.0,)"), 8), 'must have ","'],
    ["an exponent", file(shaped("(1e2,)"), 8), 'must have ","'],
    ["a hexadecimal axis", file(shaped("(0x1,)"), 8), 'must have ","'],
    ["an underscore", file(shaped("(1_0,)"), 8), 'must have ","'],
    ["a long of Python 2", file(shaped("(1L,)"), 8), 'must have ","'],
    ["an axis of 2^53", file(shaped("(9007199254740992,)"), 8), "an axis must be an integer"],
    ["an axis of a thousand digits", file(shaped(`(${"9".repeat(1000)},)`), 8), "an axis must be an integer"],
    ["a comment", file(`${shaped("(1,)")}# x\n`, 8), "nothing may follow"],
    ["a second dictionary", file(shaped("(1,)").repeat(2), 8), "nothing may follow"],
    ["two newlines", file(`${shaped("(1,)")}\n\n`, 8), "nothing may follow"],
    ["a tab", file(`{\t${shaped("(1,)").slice(1)}`, 8), "a header key must be a string"],
    ["a lower-case true", file(dictionary("'<f8'", "true", "(1,)"), 8), "a header value must be"],
    ["a number for a boolean", file(dictionary("'<f8'", "0", "(1,)"), 8), "a header value must be"],
    [
      "a string for a boolean",
      file(dictionary("'<f8'", "'False'", "(1,)"), 8),
      "fortran_order (True or False)",
    ],
    ["a string for a shape", file(shaped("'(1,)'"), 8), "shape (a tuple)"],
    ["True with a tail", file(dictionary("'<f8'", "Truely", "(1,)"), 8), 'must have ","'],
    ["numbered keys", file("{1: 2}"), "a header key must be a string"],
    ["a trailing key", file("{'descr'}"), 'must have ":"'],
    [
      "a shape of 2^64 bytes and no values",
      file(shaped("(4294967296, 4294967296)")),
      "fewer than 2^53 bytes",
    ],
    ["a shape of 32 GiB and no values", file(shaped("(65536, 65536)")), "needs 34359738368 bytes, got 0"],
    ["one byte too few", file(shaped("(2,)"), 15), "The file is truncated"],
    ["one byte too many", file(shaped("(2,)"), 17), "followed by something else"],
    ["bytes after an empty array", file(shaped("(0,)"), 1), "followed by something else"],
    ["no bytes for a scalar", file(shaped("()"), 0), "The file is truncated"],
  ])("refuses %s", (_, bytes, rule) => {
    const message = failure(bytes);
    expect(message).toMatch(/^readNpy: .+, got .+\. .+/s);
    expect(message).toContain(rule);
  });

  test("refuses a file cut off anywhere", () => {
    const whole = numpyFiles.fortran3;
    for (let length = 0; length < whole.length; length++)
      expect(failure(whole.slice(0, length))).not.toBe("accepted");
  });

  test("survives every single changed byte of a header: an array or a DataError", () => {
    const whole = numpyFiles.f4;
    for (let at = 0; at < 128; at++)
      for (const byte of [0, 0x0a, 0x20, 0x27, 0x28, 0x2c, 0x39, 0x7b, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = byte;
        try {
          readNpy(damaged);
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
        }
      }
  });
});
