import gifenc from "gifenc";
import { rasterize } from "./raster.js";

/** How an animation runs. */
export interface AnimationOptions {
  /** Frames a second, at most 50. */
  readonly fps: number;
  /** Seconds that the last frame stays, 1 by default. */
  readonly hold?: number;
  /** Colours of a frame, 128 by default: drawings need few, pictures many. */
  readonly colors?: number;
}

/**
 * SVG figures of one size as an animated GIF that repeats.
 *
 * @param frames in their order
 * @returns the bytes of the file
 */
export const animatedGif = (
  frames: readonly string[],
  { fps, hold = 1, colors = 128 }: AnimationOptions,
): Uint8Array => {
  const gif = gifenc.GIFEncoder();
  for (const [i, svg] of frames.entries()) {
    const { width, height, rgba } = rasterize(svg);
    const palette = gifenc.quantize(rgba, colors);
    const delay = 1000 / fps + (i === frames.length - 1 ? 1000 * hold : 0);
    gif.writeFrame(gifenc.applyPalette(rgba, palette), width, height, { palette, delay });
  }
  gif.finish();
  return gif.bytes();
};
