import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRows, writeArray } from "./rows-file.js";

const folder = mkdtempSync(join(tmpdir(), "nami-npy-"));
const path = join(folder, "x.npy");

describe("readRows", () => {
  test("reads what writeArray wrote", async () => {
    writeArray("sample", path, { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] });
    const rows = readRows("train", path, { dim: 2 });
    expect(rows.shape).toEqual([3, 2]);
    expect(rows.dtype).toBe("float32");
    expect([...(await rows.data())]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("reads a csv file too, with or without names of columns", async () => {
    for (const [name, text] of [
      ["points.csv", "x,y\n1,2\n3,4\n"],
      ["points.TSV", "1\t2\n3\t4\n"],
    ] as const) {
      writeFileSync(join(folder, name), text);
      const rows = readRows("train", join(folder, name), { dim: 2 });
      expect(rows.shape).toEqual([2, 2]);
      expect([...(await rows.data())]).toEqual([1, 2, 3, 4]);
    }
    writeFileSync(join(folder, "words.csv"), "x,y\n1,NaN\n");
    expect(() => readRows("train", join(folder, "words.csv"))).toThrow('got "NaN" in line 2, column 2');
  });

  test("names the row of a number that is not finite", () => {
    writeArray("sample", path, { data: Float32Array.of(1, 2, 3, Number.NaN), shape: [2, 2] });
    expect(() => readRows("train", path)).toThrow(
      `train: ${path} must hold finite numbers, got NaN in row 1, column 1. Drop or mend the row.`,
    );
  });

  test("names a shape that is not rows of points", () => {
    writeArray("sample", path, { data: Float32Array.of(1, 2, 3, 4), shape: [4] });
    expect(() => readRows("train", path)).toThrow("must hold rows of points, [rows, dim], got shape [4].");
    writeArray("sample", path, { data: Float32Array.of(1, 2, 3), shape: [1, 3] });
    expect(() => readRows("log-prob", path, { dim: 2 })).toThrow("[rows, 2], got shape [1, 3].");
  });

  test("names a file that is cut off, or not there", () => {
    writeArray("sample", path, { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] });
    writeFileSync(path, readFileSync(path).subarray(0, -3));
    expect(() => readRows("train", path)).toThrow("truncated");
    expect(() => readRows("train", join(folder, "none.npy"))).toThrow("got nothing there");
  });
});
