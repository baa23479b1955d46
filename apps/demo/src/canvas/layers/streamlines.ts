import { type Streamline, traceStreamlines } from "@nami/plots";
import type { Arrows } from "../../session/protocol.js";
import type { Direction } from "../clock.js";
import type { Layer } from "../layer.js";

/** One frame of velocities as the tracing of streamlines takes it. */
export const tracedGrid = ({ times, side, velocities }: Arrows, halfWidth: number, frame: number) => {
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

const known = new WeakMap<Arrows, Map<number, readonly Streamline[]>>();

/** Lines along the velocities of one frame, traced once. */
const linesOf = (arrows: Arrows, halfWidth: number, frame: number): readonly Streamline[] => {
  const traced = known.get(arrows) ?? new Map<number, readonly Streamline[]>();
  known.set(arrows, traced);
  if (!traced.has(frame)) traced.set(frame, traceStreamlines(tracedGrid(arrows, halfWidth, frame)));
  return traced.get(frame) ?? [];
};

/**
 * Streamlines of the velocity at one time, evenly apart, with heads the way that particles go: the ways that points would take
 * were time to stand still.
 *
 * @param frame number of a time of the arrows, 0 at the noise
 */
export const streamlines =
  (arrows: Arrows, halfWidth: number, frame: number, direction: Direction = "toData"): Layer =>
  ({ context, viewport, theme }) => {
    // Velocities are of growing t, to the noise.
    const way = direction === "toNoise" ? 1 : -1;
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.6;
    context.lineWidth = 1.2;
    context.lineJoin = "round";
    context.beginPath();
    for (const { x, y } of linesOf(arrows, halfWidth, frame)) {
      for (let i = 0; i < x.length; i++)
        if (i === 0) context.moveTo(viewport.x(x[0]!), viewport.y(y[0]!));
        else context.lineTo(viewport.x(x[i]!), viewport.y(y[i]!));
      const middle = Math.floor(x.length / 2);
      const before = middle - way;
      const [tipX, tipY] = [viewport.x(x[middle]!), viewport.y(y[middle]!)];
      const [dx, dy] = [tipX - viewport.x(x[before]!), tipY - viewport.y(y[before]!)];
      const length = Math.hypot(dx, dy) || 1;
      const [ux, uy] = [(5 * dx) / length, (5 * dy) / length];
      context.moveTo(tipX - ux - 0.6 * uy, tipY - uy + 0.6 * ux);
      context.lineTo(tipX, tipY);
      context.lineTo(tipX - ux + 0.6 * uy, tipY - uy - 0.6 * ux);
    }
    context.stroke();
    context.globalAlpha = 1;
  };
