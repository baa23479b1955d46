import { heatMapPanel, type Panel } from "@nami/plots";

/** Pixels of a picture across, pictures across, and cells for each pixel. */
const [side, across, scale] = [8, 6, 6] as const;
/** Cells of a picture with the gap after it. */
const pitch = side * scale + 4;

/** The first 36 pictures, side by side. */
export const pictureGrid = (pixels: Float32Array, title: string): Panel => {
  const size = across * pitch;
  const values = new Float64Array(size * size).fill(Number.NaN);
  for (let picture = 0; picture < across ** 2; picture++)
    for (let y = 0; y < side * scale; y++)
      for (let x = 0; x < side * scale; x++) {
        const row = size - 1 - (Math.floor(picture / across) * pitch + y);
        const pixel = Math.floor(y / scale) * side + Math.floor(x / scale);
        values[row * size + (picture % across) * pitch + x] = pixels[picture * side * side + pixel] ?? -1;
      }
  const limits = [0, size] as const;
  const look = { colors: "gray", range: [-1, 1], equal: true, bare: true } as const;
  return heatMapPanel({ values, columns: size, rows: size, xlim: limits, ylim: limits, title, ...look });
};
