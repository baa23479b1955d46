import { describe, expect, test } from "vitest";
import golden from "./golden/rng_kat.json" with { type: "json" };
import { key, philox4x32 } from "./index.js";

type Counter = [number, number, number, number];
const hex = (words: readonly string[]) => words.map((word) => Number.parseInt(word, 16));

describe("philox4x32", () => {
  test.each(golden.philox4x32_10_kat)("gives the published block for counter $ctr", ({ ctr, key, out }) => {
    const words = hex(key) as [number, number];
    expect([...philox4x32({ words }, hex(ctr) as Counter)]).toEqual(hex(out));
  });

  test("gives the golden blocks of key 42 for counters 0, 1, 2, …", () => {
    golden.philox4x32_10_key_42_0_ctr_i_000.forEach((out, i) => {
      expect([...philox4x32(key(42), [i, 0, 0, 0])]).toEqual(hex(out));
    });
  });

  test("writes into the array it is given and returns it", () => {
    const out = new Uint32Array(4);
    expect(philox4x32(key(42), [0, 0, 0, 0], out)).toBe(out);
    expect(out[0]).toBe(0x9ceaf053);
  });
});
