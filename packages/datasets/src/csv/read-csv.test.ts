import { DataError, OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { refusedCsv } from "../../test/refused-csv.js";
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

  test.each([
    ["RI,Na,Mg,Al\n1,2,3,4\n", ["RI", "Na", "Mg", "Al"]],
    ["x,null\n1,2\n", ["x", "null"]],
    ["NaN,NA,z\n1,2,3\n", ["NaN", "NA", "z"]],
  ])("takes words for missing values among others for names: %j", (text, names) => {
    expect(readCsv(text).names).toEqual(names);
    expect(readCsv(text, { missing: "drop" })).toMatchObject({ names, dropped: 0 });
  });

  test("takes the first line for names or for a row as it is told", () => {
    expect(readCsv("0,1\n1.5,2\n").shape).toEqual([2, 2]);
    expect(readCsv("0,1\n1.5,2\n", { header: true })).toMatchObject({ names: ["0", "1"], shape: [1, 2] });
    expect(readCsv("Na\n1\n", { header: true }).names).toEqual(["Na"]);
    expect(readCsv("NA,NA\n1,2\n", { missing: "drop" })).toMatchObject({ shape: [1, 2], dropped: 1 });
    expect(() => readCsv("x,y\n1,2\n", { header: false })).toThrow('got "x" in line 1, column 1.');
    expect(failure("x,2019\n1,2\n")).toBe(
      'readCsv: values must be finite numbers, got "x" in line 1, column 1. Remove the column or mend the row, or pass header: true if the line holds names.',
    );
    expect(() => readCsv("1", { header: 1 as never })).toThrow(
      "readCsv: header must be true or false, got 1.",
    );
  });

  test("says what is wrong with spaces between values and with delimiters at the end of rows", () => {
    for (const text of ["1.0e+00 2.0e+00\n1.5e+00 3.0e+00\n", "1 2\n3 4\n", "x\n1 nan\n"])
      expect(failure(text)).toContain("Values seem to be separated by spaces: save them with commas");
    expect(failure("1;2;\n3;4;\n")).toContain(
      "column 3. Remove the delimiter at the end of rows if each has one. Mend the row",
    );
    expect(() => readCsv("1;2;\n3;4;\n", { missing: "drop" })).toThrow(
      "readCsv: a file must hold at least one row without missing values, got none of 2. Every row ends with a delimiter: remove those.",
    );
    expect(() => readCsv("1,NA\n", { missing: "drop" })).toThrow("got none of 1. Mend the rows");
  });

  test.each<[title: string, text: string]>([
    ["digits", `${"1".repeat(1e6)}x\n1\n`],
    ["digits below names", `x\n${"1".repeat(1e6)}x\n`],
    ["digits with a point", `x\n1.${"1".repeat(1e6)}x\n`],
    ["digits and commas", `${"1,".repeat(5000)}${"1'".repeat(4e5)}x\n`],
    ["spaces within a value", `x\n1${" ".repeat(1e6)}1\n`],
    ["spaces before a quote", `x\n${" ".repeat(1e6)}1"\n`],
    ["points", `${".".repeat(1e6)}x\n1,1\n`],
    ["spaces and quotes", `x\n"1"${" ".repeat(1e6)}"\n`],
    ["doubled quotes", `x\n${'"'.repeat(1e6 + 1)}\n`],
    ["numbers with spaces", `x\n${"1 ".repeat(5e5)}x\n`],
  ])("refuses a line of a million %s in time that grows with its length", (_, text) => {
    const start = performance.now();
    expect(failure(text)).toMatch(/^readCsv: .+, got /s);
    expect(performance.now() - start).toBeLessThan(1500);
  });

  test("takes the delimiter that it is told", () => {
    expect(readCsv("x y,z\n1;2\n".replace("z", "z;w"), { delimiter: ";" }).names).toEqual(["x y,z", "w"]);
    expect(() => readCsv("1|2", { delimiter: "|" as never })).toThrow(
      'readCsv: delimiter must be a comma, a semicolon or a tab, got "|". Leave it out to have it found.',
    );
    expect(() => readCsv("1", { missing: "value" as never })).toThrow(OptionError);
  });

  test.each<readonly [title: string, file: Uint8Array | string, rule: string]>([
    ...refusedCsv,
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
