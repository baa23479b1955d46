import type { Direction } from "../clock.js";
import type { Layer } from "../layer.js";

/**
 * Arrows the way that particles go, in the middles of the cells of a square around the origin, the longest as long as a cell.
 *
 * @param velocities flat, `[side², 2]`, row by row from below
 */
export const arrows =
  (velocities: Float32Array, side: number, halfWidth: number, direction: Direction = "toData"): Layer =>
  ({ context, viewport, theme }) => {
    let fastest = 1e-9;
    for (let i = 0; i < velocities.length; i += 2)
      fastest = Math.max(fastest, Math.hypot(velocities[i]!, velocities[i + 1]!));
    // Velocities are of growing t, to the noise.
    const way = direction === "toNoise" ? 1 : -1;
    const cell = (2 * halfWidth * viewport.scale) / side;
    const center = (i: number): number => halfWidth * ((2 * i + 1) / side - 1);
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.65;
    context.lineWidth = 1;
    context.beginPath();
    for (let k = 0; k < side * side; k++) {
      const [vx, vy] = [velocities[2 * k]!, velocities[2 * k + 1]!];
      const speed = Math.hypot(vx, vy);
      // The square root keeps slow places visible.
      const length = 0.95 * cell * Math.sqrt(speed / fastest);
      if (length < 1.5) continue;
      const [ux, uy] = [(way * vx) / speed, (-way * vy) / speed];
      const [x, y] = [viewport.x(center(k % side)), viewport.y(center(Math.floor(k / side)))];
      const [tipX, tipY] = [x + (ux * length) / 2, y + (uy * length) / 2];
      const head = Math.min(4, length / 2.5);
      context.moveTo(x - (ux * length) / 2, y - (uy * length) / 2);
      context.lineTo(tipX, tipY);
      context.lineTo(tipX - head * (ux + 0.6 * uy), tipY - head * (uy - 0.6 * ux));
      context.moveTo(tipX, tipY);
      context.lineTo(tipX - head * (ux - 0.6 * uy), tipY - head * (uy + 0.6 * ux));
    }
    context.stroke();
    context.globalAlpha = 1;
  };
