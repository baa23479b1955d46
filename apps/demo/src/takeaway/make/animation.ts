import { applyPalette, GIFEncoder, quantize } from "gifenc";
import type { WantedPicture } from "../wanted.js";
import { drawPlane, paper } from "./picture.js";

/** Pixels along each side, frames from noise to data, milliseconds of each, and of the rest at the ends. */
const [side, frames, delay, pause] = [440, 36, 60, 1200];

/** Colours of the palette: enough for points and bands, and a small file. */
const colors = 63;
/** Stands for what is as in the frame before, which makes the file half as large. */
const unchanged = colors;

/** The particles on their way from noise to data, again and again, as a GIF file. */
export const gifOf = async (
  wanted: WantedPicture,
  onProgress: (share: number) => void,
): Promise<Uint8Array<ArrayBuffer>> => {
  const context = paper(side);
  const moving: WantedPicture = {
    ...wanted,
    direction: "toData",
    view: { ...wanted.view, shown: { ...wanted.view.shown, motion: true } },
  };
  const pixelsAt = (frame: number): Uint8ClampedArray => {
    drawPlane(context, moving, frame / (frames - 1), side);
    return context.getImageData(0, 0, side, side).data;
  };
  // One palette for all frames, so that what stands still does not flicker.
  const [first, last] = [pixelsAt(0), pixelsAt(frames - 1)];
  const both = new Uint8ClampedArray(first.length + last.length);
  both.set(first);
  both.set(last, first.length);
  const palette = quantize(both, colors);
  const file = GIFEncoder();
  let before = new Uint8Array();
  for (let frame = 0; frame < frames; frame++) {
    const isEnd = frame === 0 || frame === frames - 1;
    const indices = applyPalette(pixelsAt(frame), palette);
    const isFirst = frame === 0;
    file.writeFrame(
      isFirst ? indices : indices.map((now, i) => (now === before[i] ? unchanged : now)),
      side,
      side,
      {
        ...(isFirst && {
          palette: [...palette, ...Array.from({ length: colors + 1 - palette.length }, () => [0, 0, 0])],
        }),
        ...(!isFirst && { transparent: true, transparentIndex: unchanged }),
        delay: isEnd ? pause : delay,
        dispose: 1,
      },
    );
    before = indices;
    onProgress((frame + 1) / frames);
  }
  file.finish();
  return file.bytes();
};
