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

/** The cell before each pixel along a side, and how far it is from there to the next one. */
const placesOf = (side: number): readonly { readonly cell: number; readonly along: number }[] =>
  Array.from({ length: side * enlargement }, (_, i) => {
    const place = Math.min(side - 1, Math.max(0, (i + 0.5) / enlargement - 0.5));
    const cell = Math.min(side - 2, Math.floor(place));
    return { cell, along: place - cell };
  });

/** Pixels of the bands, the lowest first: nothing, then more and more of the colour. */
const shadesOf = (isDark: boolean): Uint32Array => {
  const [red, green, blue] = seaGreen(isDark);
  return Uint32Array.from(
    { length: bands + 1 },
    (_, band) => red | (green << 8) | (blue << 16) | (coverOf(band) << 24),
  );
};

/** The grid as a picture: values between cell middles are interpolated, so that bands have smooth edges. */
const pictureOf = ({ logDensities, side }: Density, isDark: boolean): OffscreenCanvas | undefined => {
  const places = placesOf(side);
  const size = places.length;
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  const image = context.createImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  const most = logDensities.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
  const shades = shadesOf(isDark);
  const values = new Float64Array(side);
  for (const [row, { cell, along: up }] of places.toReversed().entries()) {
    for (let i = 0, below = cell * side; i < side; i++)
      values[i] = (1 - up) * logDensities[below + i]! + up * logDensities[below + side + i]!;
    for (let column = 0; column < size; column++) {
      const { cell: left, along } = places[column]!;
      const value = (1 - along) * values[left]! + along * values[left + 1]!;
      // Where there is no number there is no band, and no colour.
      const band = Math.max(0, Math.min(bands, Math.ceil(bands - (most - value))));
      pixels[row * size + column] = shades[band]!;
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
