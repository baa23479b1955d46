import { key, referenceBackend } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { rowsOnHost, targetOf, trainingRows } from "./target.js";

const backend = referenceBackend();
const units = { mean: [0, 0], scale: 1 } as const;

test.each([1, 2, 7, 10, 3000, 10_000])(
  "of %d sorted rows a share from all parts is looked at",
  async (rows) => {
    // The number of a row is its first coordinate.
    const values = Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? 1 : i / 2));
    const target = { kind: "rows", values, units } as const;
    const known = targetOf(target);
    for (const seed of [0, 1, 1618]) {
      const taken = await rowsOnHost(known.sample(400, key(seed)), backend);
      const first = Float64Array.from({ length: 400 }, (_, i) => taken[2 * i]!);
      const own = Math.min(rows, 400);
      // Each of them once before any comes again.
      expect(new Set(first.subarray(0, own)).size).toBe(own);
      if (rows < 3000) continue;
      // In the first half of the file, and in each tenth: as many as there should be, but for a few.
      for (let part = 0; part < 10; part++) {
        const within = first.filter((row) => Math.floor((10 * row) / rows) === part).length;
        expect(Math.abs(within - 40)).toBeLessThanOrEqual(4);
      }
    }
    expect(await rowsOnHost(trainingRows(target, 5), backend)).toEqual(values);
  },
);
