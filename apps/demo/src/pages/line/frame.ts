import type { Viewport } from "../../canvas/viewport.js";
import { reach } from "../../line/line-grid.js";

/** How a picture over time and place lies on a canvas, with a strip for a density on either side. */
export interface Frame {
  /** Ends of the picture itself. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Width of the strips. */
  readonly side: number;
  /** From noise (t = 1) on the left to data (t = 0) on the right. */
  x(t: number): number;
  y(place: number): number;
}

/** @param viewport of a canvas that the frame fills */
export const frameOf = ({ width, height }: Viewport): Frame => {
  const side = Math.max(34, Math.min(90, 0.13 * width));
  const [left, right, top, bottom] = [22 + side, width - side - 4, 8, height - 22];
  return {
    left,
    right,
    top,
    bottom,
    side,
    x: (t) => left + (1 - t) * (right - left),
    y: (place) => bottom - ((place + reach) / (2 * reach)) * (bottom - top),
  };
};
