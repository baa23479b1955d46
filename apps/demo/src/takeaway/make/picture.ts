import { movingLayers, stillLayers, stillMoment } from "../../canvas/plane-layers.js";
import { viewportOf } from "../../canvas/viewport.js";
import type { WantedPicture } from "../wanted.js";

type Surface2d = OffscreenCanvasRenderingContext2D;

/** A square canvas of the picture's paper. */
export const paper = (pixels: number): Surface2d => {
  const context = new OffscreenCanvas(pixels, pixels).getContext("2d");
  if (!context) throw new Error("picture: a canvas must be there to draw on, got none. Use another browser.");
  return context;
};

/**
 * Draws the plane onto a canvas.
 *
 * @param place between noise (0) and data (1)
 * @param size CSS pixels, which decide how large letters and points are
 */
export const drawPlane = (
  context: Surface2d,
  { view, direction, theme, isDark }: WantedPicture,
  place: number,
  size: number,
): void => {
  const pixels = context.canvas.width;
  const viewport = viewportOf(size, size, view.halfWidth);
  const moment = stillMoment(place, direction);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, pixels, pixels);
  context.setTransform(pixels / size, 0, 0, pixels / size, 0, 0);
  for (const draw of [...stillLayers(view, moment), ...movingLayers(view, moment)])
    draw({ context, viewport, theme, isDark });
};

/** Pixels along each side, and how many of them are one of a screen. */
const [side, ratio] = [1200, 2];

/** The plane as it is shown, as a PNG file. */
export const pngOf = async (wanted: WantedPicture): Promise<Uint8Array<ArrayBuffer>> => {
  const context = paper(side);
  drawPlane(context, wanted, wanted.place, side / ratio);
  const blob = await context.canvas.convertToBlob({ type: "image/png" });
  return new Uint8Array(await blob.arrayBuffer());
};
