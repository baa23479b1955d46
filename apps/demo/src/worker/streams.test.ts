import { expect, test } from "vitest";
import { gridCenters } from "./grid.js";
import { streamsOf } from "./streams.js";

test("streamlines of each time follow its velocity, one line after the other", () => {
  const [side, halfWidth] = [19, 2];
  const cells = gridCenters(halfWidth, side);
  // To the right at the noise, around the origin at the data.
  const around = cells.map((_, i) => (i % 2 === 0 ? -cells[i + 1]! : cells[i - 1]!));
  const velocities = Float32Array.of(...cells.map((_, i) => 1 - (i % 2)), ...around);
  const arrows = { kind: "arrows", step: 1, side, velocities, times: Float32Array.of(1, 0) } as const;
  const [right, circles, ...others] = streamsOf(arrows, halfWidth);
  expect(others).toEqual([]);
  for (const { places, lengths } of [right!, circles!]) {
    expect(lengths.length).toBeGreaterThan(3);
    expect(2 * lengths.reduce((sum, length) => sum + length)).toBe(places.length);
  }
  const { places } = right!;
  for (let k = 0, first = 0; k < right!.lengths.length; first += 2 * right!.lengths[k++]!)
    for (let i = first; i < first + 2 * right!.lengths[k]!; i += 2) {
      expect(places[i + 1]).toBeCloseTo(places[first + 1]!, 5);
      if (i > first) expect(places[i]).toBeGreaterThan(places[i - 2]!);
    }
  for (let k = 0, first = 0; k < circles!.lengths.length; first += 2 * circles!.lengths[k++]!) {
    const radius = (i: number): number => Math.hypot(circles!.places[i]!, circles!.places[i + 1]!);
    for (let i = first; i < first + 2 * circles!.lengths[k]!; i += 2)
      expect(Math.abs(radius(i) - radius(first))).toBeLessThan(0.05);
  }
});
