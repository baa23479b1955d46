import { expect, test } from "vitest";
import { foldIn, key } from "./key.js";
import { normal } from "./normal.js";
import { normalDraws } from "./normal-draws.js";

test("draw k is that of the k-th child of the key, whatever was drawn before", () => {
  const { draw } = normalDraws(key(3));
  expect(draw(2, 4, 3)).toEqual(normal(foldIn(key(3), 2), [4, 3], { dtype: "float64" }));
  expect(draw(0, 2, 3)).toEqual(draw(0, 4, 3).subarray(0, 6));
  expect(draw(1, 2, 3)).not.toEqual(draw(0, 2, 3));
});

test("what is no key is refused", () => {
  expect(() => normalDraws(7 as never)).toThrow("normalDraws: key must hold two uint32 words, got 7.");
});
