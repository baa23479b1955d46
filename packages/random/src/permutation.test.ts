import { describe, expect, test } from "vitest";
import { key, permutation, permutationAt, split } from "./index.js";
import { countCells, equalCellsScore, fingerprint, serialScore } from "./testing/statistics.js";

const identity = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

describe("permutation", () => {
  test.each([1, 2, 3, 100, 1023, 1024, 1025, 1030, 4096, 10_000, 65_537])(
    "of %d holds every number once",
    (n) => {
      expect(permutation(key(n), n).sort()).toEqual(identity(n));
    },
  );

  test.each([5, 1024, 1025, 10_000])("of %d can be evaluated anywhere without replay", (n) => {
    const all = permutation(key(1), n);
    for (const index of [0, 1, n >> 1, n - 1]) expect(permutationAt(key(1), n, index)).toBe(all[index]);
    const firstRow = Math.floor(n / 3);
    expect(permutation(key(1), n, { firstRow })).toEqual(all.slice(firstRow));
    expect(permutation(key(1), n, { firstRow, rows: 2 })).toEqual(all.slice(firstRow, firstRow + 2));
    expect(permutation(key(1), n, { firstRow: n })).toHaveLength(0);
  });

  test("reaches lengths that no table would hold", () => {
    const n = 2 ** 31 - 1;
    const places = Array.from({ length: 2000 }, (_, i) => permutationAt(key(2), n, n - 1 - i));
    expect(new Set(places).size).toBe(2000);
    const cells = places.map((place) => Math.floor(place / (n / 16)));
    expect(equalCellsScore(countCells(cells, 16))).toBeLessThan(4.5);
  });

  test("stays below n where the grid has more places than an int32 counts", () => {
    const n = 2 ** 31 - 1;
    const places = permutation(key(5), n, { firstRow: 1_000_000, rows: 2_000_000 });
    expect(places.every((place) => place >= 0 && place < n)).toBe(true);
  });

  test("has the same entries in every engine", () => {
    expect(fingerprint(permutation(key(2024), 1000))).toBe("fa1113e9");
    expect(fingerprint(permutation(key(2024), 100_000))).toBe("72c3be7d");
  });

  test("makes all 24 orders of 4 equally likely, and the test catches the naive shuffle", () => {
    const code = (order: Int32Array) => {
      const rank = (i: number) => order.slice(i + 1).filter((x) => x < order[i]!).length;
      return 6 * rank(0) + 2 * rank(1) + rank(2);
    };
    const keys = split(key(5), 24_000);
    const fair = keys.map((one) => code(permutation(one, 4)));
    expect(equalCellsScore(countCells(fair, 24))).toBeLessThan(4.5);
    const naive = keys.map((one) => {
      const order = identity(4);
      split(one, 4).forEach((child, i) => {
        const j = permutation(child, 4)[0]!;
        [order[i], order[j]] = [order[j]!, order[i]!];
      });
      return code(order);
    });
    expect(equalCellsScore(countCells(naive, 24))).toBeGreaterThan(4.5);
  });

  describe.each([1024, 1025, 5000])("of %d", (n) => {
    const orders = split(key(11), 400).map((one) => permutation(one, n));
    const cell = (value: number) => Math.floor((8 * value) / n);

    test("puts every stretch of the data into every stretch of the order equally often", () => {
      const counts = new Float64Array(64);
      for (const order of orders.slice(0, 50)) {
        for (const [i, value] of order.entries()) if (i % 7 === 0) counts[8 * cell(i) + cell(value)]! += 1;
      }
      expect(equalCellsScore(counts)).toBeLessThan(4.5);
    });

    test("makes pairs of places equally likely over keys", () => {
      for (const [i, j] of [
        [0, 1],
        [0, 72],
        [5, n - 1],
      ] as const) {
        const pairs = orders.map((order) => 4 * (cell(order[i]!) >> 1) + (cell(order[j]!) >> 1));
        expect(equalCellsScore(countCells(pairs, 16))).toBeLessThan(4.5);
      }
    });

    test("has about one fixed point and no correlation between neighbours", () => {
      const fixed = orders.reduce((sum, order) => sum + order.filter((value, i) => value === i).length, 0);
      expect(Math.abs(fixed - 400) / Math.sqrt(400)).toBeLessThan(4.5);
      const scaled = (order: ArrayLike<number>) =>
        Array.from(order, (value) => ((value + 0.5) / n - 0.5) * Math.sqrt(12));
      for (const order of orders.slice(0, 20)) {
        expect(Math.abs(serialScore(scaled(order), 1))).toBeLessThan(4.5);
      }
      const local = identity(n).map((i) => (i % 32 === 0 ? orders[0]![i]! : orders[0]![i - (i % 32)]! + 1));
      expect(Math.abs(serialScore(scaled(local), 1))).toBeGreaterThan(4.5);
    });
  });

  test("refuses a bad length, stretch or place", () => {
    for (const n of [0, -1, 1.5, 2 ** 31]) {
      expect(() => permutation(key(0), n)).toThrow(
        `permutation: n must be an integer in [1, 2^31), got ${n}.`,
      );
    }
    expect(() => permutation(key(0), 5, { firstRow: 6 })).toThrow("firstRow + rows <= 5, got firstRow 6");
    expect(() => permutation(key(0), 5, { firstRow: 4, rows: 2 })).toThrow("got firstRow 4 and rows 2.");
    expect(() => permutationAt(key(0), 5, 5)).toThrow(
      "permutationAt: index must be an integer in [0, 5), got 5.",
    );
  });
});
