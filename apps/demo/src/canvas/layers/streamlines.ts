import type { Streams } from "../../session/protocol.js";
import type { Direction } from "../clock.js";
import type { Layer } from "../layer.js";

/**
 * Streamlines of the velocity at one time, evenly apart, with heads the way that particles go: the ways that points would take
 * were time to stand still.
 */
export const streamlines =
  ({ places, lengths }: Streams, direction: Direction = "toData"): Layer =>
  ({ context, viewport, theme }) => {
    // Velocities are of growing t, to the noise.
    const way = direction === "toNoise" ? 1 : -1;
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.7;
    context.lineWidth = 1;
    context.lineJoin = "round";
    context.beginPath();
    const x = (place: number): number => viewport.x(places[2 * place]!);
    const y = (place: number): number => viewport.y(places[2 * place + 1]!);
    let first = 0;
    for (const length of lengths) {
      context.moveTo(x(first), y(first));
      for (let place = first + 1; place < first + length; place++) context.lineTo(x(place), y(place));
      const middle = first + Math.floor(length / 2);
      const [tipX, tipY] = [x(middle), y(middle)];
      const [dx, dy] = [tipX - x(middle - way), tipY - y(middle - way)];
      const size = Math.hypot(dx, dy) || 1;
      const [ux, uy] = [(5 * dx) / size, (5 * dy) / size];
      context.moveTo(tipX - ux - 0.6 * uy, tipY - uy + 0.6 * ux);
      context.lineTo(tipX, tipY);
      context.lineTo(tipX - ux + 0.6 * uy, tipY - uy - 0.6 * ux);
      first += length;
    }
    context.stroke();
    context.globalAlpha = 1;
  };
