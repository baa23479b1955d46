import { expect, test } from "vitest";
import { withPlaceFor } from "./places.js";

test("a value that a list lacks gets a place of its own, between its neighbours or at an end", () => {
  expect(withPlaceFor(64, [32, 64, 96])).toEqual([32, 64, 96]);
  expect(withPlaceFor(0.0005, [0.0003, 0.001])).toEqual([0.0003, 0.0005, 0.001]);
  expect(withPlaceFor(8192, [2048, 4096])).toEqual([2048, 4096, 8192]);
});
