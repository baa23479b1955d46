import { expect, test } from "vitest";
import { thinned } from "./stroke.js";

test("a long stroke keeps its form in at most so many places", () => {
  const line = Array.from({ length: 2000 }, (_, i) => ({ x: i / 100, y: 0 }));
  const kept = thinned(line, 50);
  expect(kept.length).toBeLessThanOrEqual(50);
  expect(kept.length).toBeGreaterThan(25);
  expect(kept[0]).toEqual({ x: 0, y: 0 });
  expect(kept.at(-1)!.x).toBeGreaterThan(19);
});

test("a quick stroke is filled, and a lifted hand is not", () => {
  expect(
    thinned(
      [
        { x: 0, y: 0 },
        { x: 0.3, y: 0 },
      ],
      50,
    ).length,
  ).toBeGreaterThan(4);
  expect(
    thinned(
      [
        { x: 0, y: 0 },
        { x: 3, y: 0 },
      ],
      50,
    ).length,
  ).toBe(2);
});
