import { type GridField, traceStreamlines } from "@nami/plots";
import type { Arrows, Streams } from "../session/protocol.js";

/** One frame of velocities as the tracing of streamlines takes it. */
export const tracedGrid = (
  { times, side, velocities }: Arrows,
  halfWidth: number,
  frame: number,
): GridField => {
  const size = velocities.length / times.length;
  const reach = halfWidth * (1 - 1 / side);
  const limits = [-reach, reach] as const;
  return {
    vectors: velocities.subarray(frame * size, (frame + 1) * size),
    columns: side,
    rows: side,
    xlim: limits,
    ylim: limits,
    density: 16,
  };
};

/** The streamlines of each time. */
export const streamsOf = (arrows: Arrows, halfWidth: number): readonly Streams[] =>
  Array.from(arrows.times, (_, frame) => {
    const lines = traceStreamlines(tracedGrid(arrows, halfWidth, frame));
    return {
      places: Float32Array.from(lines.flatMap(({ x, y }) => x.flatMap((value, i) => [value, y[i]!]))),
      lengths: Int32Array.from(lines, ({ x }) => x.length),
    };
  });
