import { lightTheme } from "@nami/plots";
import { expect, test } from "vitest";
import { svgOf } from "./drawing.js";

test("a drawing has the streamlines that the page shows, of the frame at its place and the way of its time", () => {
  const side = 8;
  // To the right at the noise, upwards at the data.
  const velocities = Float32Array.from({ length: 2 * 2 * side * side }, (_, i) =>
    i < 2 * side * side === (i % 2 === 0) ? 1 : 0,
  );
  const streams = { kind: "arrows", side, velocities, times: Float32Array.of(1, 0) } as const;
  const draw = (place: number, direction: "toData" | "toNoise", shownStreams = true): string =>
    svgOf({
      kind: "svg",
      place,
      direction,
      title: "plane",
      theme: lightTheme,
      isDark: false,
      view: {
        halfWidth: 2,
        data: undefined,
        motion: undefined,
        arrows: undefined,
        density: undefined,
        streams: shownStreams ? (streams as never) : undefined,
        shown: { motion: false, samples: false, ways: false },
      },
    });
  const marks = (svg: string): number => svg.match(/<path/g)?.length ?? 0;
  expect(marks(draw(0, "toData"))).toBeGreaterThan(marks(draw(0, "toData", false)) + 5);
  expect(draw(0, "toData")).not.toBe(draw(1, "toData"));
  expect(draw(0, "toData")).not.toBe(draw(0, "toNoise"));
});
