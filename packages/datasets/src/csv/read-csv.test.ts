import { DataError, OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { readCsv } from "./read-csv.js";

const utf8 = new TextEncoder();

const failure = (file: Uint8Array | string): string => {
  try {
    readCsv(file);
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
  return "accepted";
};

describe("readCsv", () => {
  test.each<[text: string, names: readonly string[] | undefined]>([
    ["1,2\n3,4\n", undefined],
    ["1,2\n3,4", undefined],
    ["x,y\r\n1,2\r\n3,4\r\n", ["x", "y"]],
    ["\uFEFF1;2\n\n3;4\n\n\n", undefined],
    ["a\tb\n1\t2\n3\t4e0\n", ["a", "b"]],
    ["x,y\r1,2\r3,4\r", ["x", "y"]],
    ["1,2\r\n3,4\n", undefined],
    [' "x" , "y, of z" \n"1", 2\n3,"4"', ["x", "y, of z"]],
    ['"say ""x""",y\n1,2\n3,4\n', ['say "x"', "y"]],
    ["# x y\n1\n2\n3\n4\n", ["# x y"]],
    [" \t\n1, +2.0\n.3e1,4.\n", undefined],
  ])("reads rows with or without names, whatever separates values and lines: %j", (text, names) => {
    const table = readCsv(text);
    expect([...table.data]).toEqual([1, 2, 3, 4]);
    expect(table.shape).toEqual(text.startsWith("#") ? [4, 1] : [2, 2]);
    expect(table.names).toEqual(names);
    expect(table.dropped).toBe(0);
    expect(readCsv(utf8.encode(text))).toEqual(table);
  });

  test("reads numbers to the last bit, those at the ends of the range too", () => {
    const numbers = [0.1, -1 / 3, 5e-324, Number.MAX_VALUE, -0, 2 ** 53 + 2, 1e21];
    const { data } = readCsv(numbers.map((value) => (Object.is(value, -0) ? "-0" : String(value))).join());
    expect([...data].every((value, i) => Object.is(value, numbers[i]))).toBe(true);
  });

  test("reads files of more than one block, and names lines there", () => {
    const row = `${"1.25,".repeat(9)}2\r\n`;
    const text = row.repeat(120_000);
    const { data, shape } = readCsv(text);
    expect(shape).toEqual([120_000, 10]);
    expect(data.every((value, i) => value === (i % 10 === 9 ? 2 : 1.25))).toBe(true);
    expect(failure(`${text}\r\n\r\n1,2\r\n`)).toContain("got 2 in line 120003.");
    expect(readCsv(text.replaceAll("\r\n", "\r")).shape).toEqual([120_000, 10]);
  });

  test("leaves out rows with missing values where it is told to", () => {
    const text = "x,y\n1,2\n,3\n4,NA\nnan,5\n6,null\n7,8\n9,N/A\n";
    const { data, shape, dropped } = readCsv(text, { missing: "drop" });
    expect([...data]).toEqual([1, 2, 7, 8]);
    expect([shape, dropped]).toEqual([[2, 2], 5]);
    expect(failure(text)).toBe(
      'readCsv: values must be finite numbers, got "" in line 3, column 1. Mend the row, or pass missing: "drop".',
    );
    expect(() => readCsv("1,inf\n", { missing: "drop" })).toThrow('got "inf" in line 1, column 2');
  });

  test("takes the delimiter that it is told", () => {
    expect(readCsv("x y,z\n1;2\n".replace("z", "z;w"), { delimiter: ";" }).names).toEqual(["x y,z", "w"]);
    expect(() => readCsv("1|2", { delimiter: "|" as never })).toThrow(
      'readCsv: delimiter must be a comma, a semicolon or a tab, got "|". Leave it out to have it found.',
    );
    expect(() => readCsv("1", { missing: "value" as never })).toThrow(OptionError);
  });

  const cell = (text: string): string => `x,y\n1,2\n${text},3\n`;
  test.each<[title: string, file: Uint8Array | string, rule: string]>([
    ["nothing", "", "at least one row of numbers, got none"],
    ["lines without text", "\n\r\n \t\n", "at least one row"],
    ["names alone", "x,y\n", "at least one row"],
    ["a mark of order alone", "\uFEFF", "at least one row"],
    ["a short row", "1,2\n3\n", "every line must have 2 values, got 1 in line 2. Mend the line."],
    ["a long row", "1,2\n3,4,5\n", "got 3 in line 2"],
    ["a delimiter at the end of a row", "1,2\n3,4,\n", "got 3 in line 2"],
    ["another delimiter below", "x,y\n1;2\n", "got 1 in line 2"],
    ["NaN", cell("NaN"), 'got "NaN" in line 3, column 1'],
    ["nan first of all", "nan,1\n", 'got "nan" in line 1'],
    ["NA", cell("NA"), 'got "NA"'],
    ["null", cell("null"), 'got "null"'],
    ["nothing between delimiters", cell(""), 'got ""'],
    ["inf", cell("inf"), 'got "inf"'],
    ["-Infinity", cell("-Infinity"), 'got "-Infinity"'],
    ["1e400", cell("1e400"), 'got "1e400"'],
    ["a hexadecimal number", cell("0x10"), 'got "0x10"'],
    ["a binary number", cell("0b1"), 'got "0b1"'],
    ["an underscore", cell("1_000"), 'got "1_000"'],
    ["a comma for a point", "1,5;2,5\n", 'got "1,5" in line 1, column 1'],
    ["a group of digits", cell('"1,000"'), 'got "1,000"'],
    ["a minus sign of typography", cell("−1"), 'got "−1"'],
    ["a thin space", cell("1 000"), 'got "1 000"'],
    ["a space that does not break", cell("\u00a01"), "values must be finite numbers"],
    ["digits of another script", cell("١"), 'got "١"'],
    ["two points", cell("1.2.3"), 'got "1.2.3"'],
    ["an exponent without digits", cell("1e"), 'got "1e"'],
    ["a point alone", cell("."), 'got "."'],
    ["a sign alone", cell("-"), 'got "-"'],
    ["a Fortran exponent", cell("1d3"), 'got "1d3"'],
    ["a suffix", cell("1f"), 'got "1f"'],
    ["a per cent", cell("1%"), 'got "1%"'],
    ["a currency", cell("$1"), 'got "$1"'],
    ["a formula", cell("=1+1"), 'got "=1+1"'],
    ["a call of a program", cell("=cmd|' /C calc'!A0"), 'got "=cmd|'],
    ["a formula with @", cell("@SUM(1)"), 'got "@SUM(1)"'],
    ["true", cell("true"), 'got "true"'],
    ["a date", cell("2026-01-01"), 'got "2026-01-01"'],
    ["markup", cell("<b>"), 'got "<b>"'],
    ["a long text, shortened", cell("a".repeat(1000)), `got "${"a".repeat(40)}" in`],
    ["a NUL", cell("1\0"), 'got "1\\u0000"'],
    ["a space within a number", cell("1 2"), 'got "1 2"'],
    ["names in the second line", "1,2\nx,y\n", 'got "x" in line 2'],
    ["a word among numbers in the first line", "1,x\n", 'got "x" in line 1, column 2'],
    [
      "an open quote",
      '"1,2\n3,4\n',
      "a quote must enclose a whole value within its line, got another in line 1",
    ],
    ["a quote over two lines", '1,"2\n3"\n', "in line 1, column 2"],
    ["a quote within a value", '1,2"3\n', "in line 1, column 2"],
    ["text after a quote", '"1"2,3\n', "in line 1, column 1"],
    ["an empty name", "x,,z\n1,2,3\n", 'names of columns must not be empty, got "" in column 2'],
    ["a name twice", "x,y,x\n1,2,3\n", 'must be distinct, got "x" in column 3'],
    ["the name __proto__", "x,__proto__\n1,2\n", 'that every object has, got "__proto__"'],
    ["the name constructor", "constructor,y\n1,2\n", 'that every object has, got "constructor"'],
    ["a name of 1,000 characters", `${"n".repeat(1000)},y\n1,2\n`, "at most 256 characters"],
    ["100,000 columns", `${"1,".repeat(99_999)}1\n`, "at most 16384 columns, got 100000"],
    [
      "a million columns",
      `${"1,".repeat(999_999)}1\n`,
      "a line must have at most 1048576 bytes, got more in line 1",
    ],
    ["a million names", `${"n,".repeat(999_999)}1\n`, "a line must have at most 1048576 bytes"],
    ["8 MB without a line break", new Uint8Array(8e6).fill(0x31), "a line must have at most 1048576 bytes"],
    ["8 MB of quotes", new Uint8Array(8e6).fill(0x22), "a line must have at most 1048576 bytes"],
    ["bytes that are not UTF-8", Uint8Array.of(0x31, 0x2c, 0xff, 0x0a), "must be text in UTF-8"],
    ["an overlong encoding", Uint8Array.of(0x31, 0xc0, 0xaf), "must be text in UTF-8"],
    ["half a surrogate", Uint8Array.of(0x31, 0xed, 0xa0, 0x80), "must be text in UTF-8"],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x31, 0, 0x0a, 0), "must be text in UTF-8"],
    ["an npy file", Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59), "must be text in UTF-8"],
    ["a list", [1, 2] as never, "a file is a Uint8Array or a text, got object"],
  ])("refuses %s", (_, file, rule) => {
    const message = failure(file);
    expect(message).toMatch(/^readCsv: .+, got .*\. .+/s);
    expect(message).toContain(rule);
  });

  test("survives every single changed byte of a file: a table or a DataError", () => {
    const whole = utf8.encode('"x",y\n1.5,-2\n3e1,4\n');
    for (let at = 0; at < whole.length; at++)
      for (const byte of [0, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3b, 0x5f, 0x80, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = byte;
        failure(damaged);
      }
  });
});
