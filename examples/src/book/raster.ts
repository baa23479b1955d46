import { Resvg } from "@resvg/resvg-js";

/** Pixels of a figure, four bytes each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const font = { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" };

/** Draws an SVG to pixels. */
export const rasterize = (svg: string): Pixels => {
  const image = new Resvg(svg, { font }).render();
  return { width: image.width, height: image.height, rgba: image.pixels };
};

/** Draws an SVG to the bytes of a PNG file. */
export const pngOf = (svg: string): Uint8Array => new Resvg(svg, { font }).render().asPng();
