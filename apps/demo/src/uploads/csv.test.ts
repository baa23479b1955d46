import { describe, expect, test } from "vitest";
import { readCsvRows } from "./csv.js";
import { standardized } from "./standardized.js";

describe("readCsvRows", () => {
  test.each([
    ["1,2\n3,4\n", undefined],
    ["x,y\r\n1,2\r\n3,4", ["x", "y"]],
    ["\uFEFF1;2\n\n3;4\n", undefined],
    ["a\tb\n1\t2\n3\t4e0\n", ["a", "b"]],
  ])("reads rows with or without names, whatever separates them: %j", (text, names) => {
    const { values, columns, names: found } = readCsvRows(text);
    expect([...values]).toEqual([1, 2, 3, 4]);
    expect(columns).toBe(2);
    expect(found).toEqual(names);
  });

  test.each([
    ["1,2\n3\n", "readCsvRows: every line must have 2 values, got 1 in line 2. Mend the line."],
    ["x,y\n1,NaN\n", 'readCsvRows: values must be numbers, got "NaN" in line 2.'],
    ["x,y\n1,<b>\n", 'readCsvRows: values must be numbers, got "<b>" in line 2.'],
    ["x,y\n1,0x10\n", 'readCsvRows: values must be numbers, got "0x10" in line 2.'],
  ])("names the line that is not like the others: %j", (text, message) => {
    expect(() => readCsvRows(text)).toThrow(message);
  });
});

test("standardized rows have mean 0 and mean square 1, and keep their shape", () => {
  const rows = standardized(Float32Array.of(10, 100, 12, 100, 10, 106, 12, 106));
  const mean = (k: number): number => [0, 1, 2, 3].reduce((sum, i) => sum + rows[2 * i + k]!, 0);
  expect(mean(0)).toBeCloseTo(0, 5);
  expect(mean(1)).toBeCloseTo(0, 5);
  expect(rows.reduce((sum, value) => sum + value ** 2, 0) / 8).toBeCloseTo(1, 5);
  expect((rows[5]! - rows[1]!) / (rows[2]! - rows[0]!)).toBeCloseTo(3, 5);
});
