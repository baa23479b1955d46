import type { Layer } from "../layer.js";

/** How points look. */
export interface PointStyle {
  /** Place in the palette of the theme: 0 for data, 1 for what a model generated. */
  readonly series: number;
  /** CSS pixels. */
  readonly radius?: number;
  readonly opacity?: number;
}

/** A sheet of pixels to stamp on, used again at each drawing. */
interface Sheet {
  readonly context: OffscreenCanvasRenderingContext2D;
  readonly image: ImageData;
  /** The same pixels, four bytes each. */
  readonly pixels: Uint32Array;
}

let known: Sheet | undefined;

/** An empty sheet of at least a size: one serves canvases of all sizes, since a fresh one takes longer than what is stamped on it. */
const sheetOf = (width: number, height: number): Sheet | undefined => {
  if (known && known.image.width >= width && known.image.height >= height) {
    known.pixels.fill(0);
    return known;
  }
  const [columns, rows] = [
    Math.max(width, known?.image.width ?? 0),
    Math.max(height, known?.image.height ?? 0),
  ];
  const context = new OffscreenCanvas(columns, rows).getContext("2d");
  if (!context) return undefined;
  const image = context.createImageData(columns, rows);
  known = { context, image, pixels: new Uint32Array(image.data.buffer) };
  return known;
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
    const sheet = sheetOf(width, height);
    if (!sheet) return;
    const { pixels, image } = sheet;
    const color = pixelOf(theme.series[series] ?? "#808080");
    const reach = radius * ratio + 0.5;
    const [scale, middleX, middleY] = [viewport.scale * ratio, width / 2, height / 2];
    for (let i = 0; i < positions.length; i += 2) {
      const x = middleX + positions[i]! * scale - 0.5;
      const y = middleY - positions[i + 1]! * scale - 0.5;
      const [left, right] = [Math.max(0, Math.ceil(x - reach)), Math.min(width - 1, Math.floor(x + reach))];
      const [top, bottom] = [Math.max(0, Math.ceil(y - reach)), Math.min(height - 1, Math.floor(y + reach))];
      for (let row = top; row <= bottom; row++)
        for (let column = left; column <= right; column++) {
          const distance = Math.sqrt((column - x) ** 2 + (row - y) ** 2);
          const cover = opacity * Math.min(1, reach - distance);
          if (cover <= 0) continue;
          const place = row * image.width + column;
          const before = (pixels[place]! >>> 24) / 255;
          pixels[place] = color | (Math.round(255 * (before + cover * (1 - before))) << 24);
        }
    }
    sheet.context.putImageData(image, 0, 0, 0, 0, width, height);
    context.drawImage(sheet.context.canvas, 0, 0, width, height, 0, 0, width / ratio, height / ratio);
  };
