import { heatMapPanel, type Panel } from "@nami/plots";

const [side, across] = [8, 8];

/** The first 64 pictures, side by side. */
export const pictureGrid = (pixels: Float32Array, title: string): Panel => {
  const size = side * across;
  const values = Float64Array.from({ length: size * size }, (_, i) => {
    const [column, row] = [i % size, size - 1 - Math.floor(i / size)];
    const picture = Math.floor(row / side) * across + Math.floor(column / side);
    return pixels[picture * side * side + (row % side) * side + (column % side)] ?? -1;
  });
  const limits = [0, size] as const;
  const look = { colors: "gray", range: [-1, 1], equal: true, bare: true } as const;
  return heatMapPanel({ values, columns: size, rows: size, xlim: limits, ylim: limits, title, ...look });
};
