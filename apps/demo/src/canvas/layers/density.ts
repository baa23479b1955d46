import type { Density } from "../../session/protocol.js";
import type { Layer } from "../layer.js";

/** Nats below the densest place that are shown, in as many bands. */
const bands = 9;
/** Pixels for each cell of the grid. */
const enlargement = 5;

/** Sea green, told apart by how much of it covers the paper, so that points stay visible above it. */
export const seaGreen = (isDark: boolean): readonly [number, number, number] =>
  isDark ? [86, 200, 190] : [0, 112, 120];
const coverOf = (band: number): number => (band <= 0 ? 0 : Math.round(255 * 0.62 * (band / bands) ** 1.1));

/** The grid as a picture: values between cell middles are interpolated, so that bands have smooth edges. */
const pictureOf = ({ logDensities, side }: Density, isDark: boolean): OffscreenCanvas | undefined => {
  const pixels = side * enlargement;
  const canvas = new OffscreenCanvas(pixels, pixels);
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  const image = context.createImageData(pixels, pixels);
  const most = logDensities.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
  const [red, green, blue] = seaGreen(isDark);
  const at = (i: number): readonly [number, number, number] => {
    const place = Math.min(side - 1, Math.max(0, (i + 0.5) / enlargement - 0.5));
    const before = Math.min(side - 2, Math.floor(place));
    return [before, before + 1, place - before];
  };
  for (let row = 0; row < pixels; row++) {
    const [below, above, up] = at(pixels - 1 - row);
    for (let column = 0; column < pixels; column++) {
      const [left, right, along] = at(column);
      const low =
        (1 - along) * logDensities[below * side + left]! + along * logDensities[below * side + right]!;
      const high =
        (1 - along) * logDensities[above * side + left]! + along * logDensities[above * side + right]!;
      const band = Math.ceil(bands - (most - ((1 - up) * low + up * high)));
      const pixel = 4 * (row * pixels + column);
      image.data[pixel] = red;
      image.data[pixel + 1] = green;
      image.data[pixel + 2] = blue;
      image.data[pixel + 3] = coverOf(Math.min(bands, band));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
};

const pictures = new WeakMap<Density, Map<boolean, OffscreenCanvas | undefined>>();

/** A map of the log-density: each band is one nat denser than the next. */
export const density =
  (map: Density, halfWidth: number): Layer =>
  ({ context, viewport, isDark }) => {
    const known = pictures.get(map) ?? new Map<boolean, OffscreenCanvas | undefined>();
    pictures.set(map, known);
    if (!known.has(isDark)) known.set(isDark, pictureOf(map, isDark));
    const picture = known.get(isDark);
    const length = 2 * halfWidth * viewport.scale;
    if (picture) context.drawImage(picture, viewport.x(-halfWidth), viewport.y(halfWidth), length, length);
  };
