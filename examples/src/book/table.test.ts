import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hasResults, keepsBar, readResults, showBar, showCell } from "./results.js";
import { tableOf, withTable } from "./table.js";

const page = readFileSync(fileURLToPath(new URL("../../../docs/seeds.md", import.meta.url)), "utf8");
const seeds = ["000", "001", "003", "004"].filter(hasResults);

describe("the page of the seeds", () => {
  test.each(seeds)("shows the recorded numbers of seed %s", (seed) => {
    expect(withTable(page, seed, tableOf(readResults(seed)))).toBe(page);
  });

  test.each(seeds)("every number of seed %s that has a bar keeps it", (seed) => {
    const { rows } = readResults(seed);
    expect(rows.filter((row) => keepsBar(row) === false).map(({ what }) => what)).toEqual([]);
  });

  test("a page without the marks of a seed is refused", () => {
    expect(() => withTable("", "001", "")).toThrow("docs/seeds.md must hold <!-- numbers of 001 -->");
  });
});

describe("a row", () => {
  test("keeps its bar inside of it, ends included, and promises nothing without one", () => {
    expect(keepsBar({ what: "a", nami: 1, bar: [0, 1] })).toBe(true);
    expect(keepsBar({ what: "a", nami: 1.01, bar: [0, 1] })).toBe(false);
    expect(keepsBar({ what: "a", nami: -9, bar: [Number.NEGATIVE_INFINITY, -8.85] })).toBe(true);
    expect(keepsBar({ what: "a", nami: 1 })).toBeUndefined();
  });

  test("is shown with four digits, small numbers in powers of ten, whole ones whole", () => {
    expect([showCell(33_794), showCell(0.123456), showCell(1.2e-7), showCell(undefined)]).toEqual([
      "33,794",
      "0.1235",
      "1.20e-7",
      "",
    ]);
    expect(showBar({ what: "a", nami: 1, bar: [Number.NEGATIVE_INFINITY, 2] })).toBe("at most 2 ✓");
  });
});
