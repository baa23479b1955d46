import { describe, expect, test } from "vitest";
import { dictionary, failure, file } from "../../test/npy-file.js";

describe("the elements of a file", () => {
  test.each([
    "O",
    "|O",
    "|O8",
    "V8",
    "|V16",
    "<M8[ns]",
    "<U4",
    "|S4",
    "<f2",
    "<f16",
    "<c8",
    "<u4",
    "<i2",
    "f8",
    "=f8",
    "|f8",
    "<g8",
    "",
    "<",
    "<constructor",
    "<__proto__",
  ])("refuses elements of type %j unread", (descr) => {
    expect(failure(file(dictionary(JSON.stringify(descr), "False", "(1,)"), 8))).toContain(
      "elements must be f4, f8",
    );
  });

  test("refuses an object array that NumPy wrote with a pickle inside", () => {
    const payload = Array.from(
      "\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
      (c) => c.charCodeAt(0),
    );
    const bytes = Uint8Array.from([...file(dictionary("'|O'", "False", "(1,)")), ...payload]);
    expect(failure(bytes)).toContain("elements must be");
  });

  test("refuses integers beyond 32 bits and booleans that are neither 0 nor 1", () => {
    const large = file(dictionary("'<i8'", "False", "(1,)"), 8);
    large[large.length - 4] = 1;
    expect(failure(large)).toBe(
      'readNpy: 64-bit integers must fit into 32 bits, got 4294967296. Save the array as float64: array.astype("<f8").',
    );
    const odd = file(dictionary("'|b1'", "False", "(1,)"), 1);
    odd[odd.length - 1] = 2;
    expect(failure(odd)).toContain("booleans must be 0 or 1, got 2");
  });
});
