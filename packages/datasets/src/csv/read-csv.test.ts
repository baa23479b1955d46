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
