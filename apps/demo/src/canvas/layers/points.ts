import type { Layer } from "../layer.js";
import { stampDiscs } from "./discs.js";

/** How points look. */
export interface PointStyle {
  /** Place in the palette of the theme: 0 for data, 1 for what a model generated. */
  readonly series: number;
  /** CSS pixels. */
  readonly radius?: number;
  readonly opacity?: number;
}

/** Pixels to stamp on: one array serves all canvases, since fresh memory takes longer than what is stamped on it. */
interface Stamped {
  readonly image: ImageData;
  /** The same memory, four bytes a pixel. */
  readonly pixels: Uint32Array;
}

let stamped: Stamped | undefined;

/** Empty pixels, at least as many as asked for in each direction. */
const emptyPixels = (width: number, height: number): Stamped => {
  if (stamped && stamped.image.width >= width && stamped.image.height >= height) {
    stamped.pixels.fill(0);
    return stamped;
  }
  const image = new ImageData(
    Math.max(width, stamped?.image.width ?? 0),
    Math.max(height, stamped?.image.height ?? 0),
  );
  stamped = { image, pixels: new Uint32Array(image.data.buffer) };
  return stamped;
};

type Sheet = OffscreenCanvasRenderingContext2D;

/** Sheets by the canvas that they are laid on, and by series. */
const sheets = new WeakMap<object, Map<number, Sheet>>();

/**
 * What the points of a series are laid on a canvas from. It is that canvas's own: a browser that has not painted a picture yet
 * copies all of it before it may change.
 */
const sheetOf = (
  canvas: { readonly width: number; readonly height: number },
  series: number,
): Sheet | undefined => {
  const { width, height } = canvas;
  const own = sheets.get(canvas) ?? new Map<number, Sheet>();
  sheets.set(canvas, own);
  const known = own.get(series);
  if (known?.canvas.width === width && known.canvas.height === height) return known;
  const made = new OffscreenCanvas(width, height).getContext("2d") ?? undefined;
  if (made) own.set(series, made);
  return made;
};

/** The bytes red, green, blue of `#rrggbb`, as the lower three of a pixel. */
const pixelOf = (color: string): number => {
  const value = Number.parseInt(color.slice(1), 16);
  return ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
};

/**
 * Discs with smooth edges. They are stamped into an array of pixels: where a browser draws without a GPU that is ten times
 * as fast as thousands of calls of the canvas.
 *
 * @param positions flat, `x₀ y₀ x₁ y₁ …`
 */
export const points =
  (positions: Float32Array, { series, radius = 1.6, opacity = 0.7 }: PointStyle): Layer =>
  ({ context, viewport, theme }) => {
    const ratio = context.getTransform().a;
    const { width, height } = context.canvas;
    const sheet = sheetOf(context.canvas, series);
    if (!sheet) return;
    const { pixels, image } = emptyPixels(width, height);
    const color = pixelOf(theme.series[series] ?? "#808080");
    stampDiscs({ pixels, stride: image.width, width, height }, positions, viewport.scale * ratio, {
      radius: radius * ratio,
      opacity,
      color,
    });
    sheet.putImageData(image, 0, 0, 0, 0, width, height);
    context.drawImage(sheet.canvas, 0, 0, width / ratio, height / ratio);
  };
