import { expect, test } from "vitest";
import { isAstray } from "./astray.js";

const endingAt = (...ends: readonly number[]) => ({
  kind: "motion" as const,
  step: 1,
  times: Float32Array.of(1, 0),
  particles: ends.length / 2,
  positions: Float32Array.from([...ends.map(() => 0), ...ends]),
  evaluations: 1,
  straightness: 1,
});

test("points are astray when most of them end beyond the picture, or nowhere", () => {
  expect(isAstray(endingAt(0, 1, -2, 2, 9, 9), 2)).toBe(false);
  expect(isAstray(endingAt(0, 1, 0, 3, 9, 9), 2)).toBe(true);
  expect(isAstray(endingAt(Number.NaN, 0, 1e30, 0), 2)).toBe(true);
  expect(isAstray(endingAt(), 2)).toBe(false);
});
