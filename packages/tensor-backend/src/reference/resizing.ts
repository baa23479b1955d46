import type { Kernel, Kernels } from "./kernel.js";

const meanPool2d: Kernel<"meanPool2d"> = (output, inputs, { window: [rows, columns] }) => {
  const { shape, values } = inputs[0]!;
  const [batch, height, width, channels] = output.shape as [number, number, number, number];
  const inWidth = shape[2]!;
  const line = batch * height;
  let o = 0;
  for (let r = 0; r < line; r++)
    for (let s = 0; s < width; s++)
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++)
            sum += values[((r * rows + i) * inWidth + s * columns + j) * channels + c]!;
        output.values[o++] = sum / (rows * columns);
      }
};

const upsample2d: Kernel<"upsample2d"> = (output, inputs, { factor: [rows, columns] }) => {
  const { shape, values } = inputs[0]!;
  const [batch, height, width, channels] = output.shape as [number, number, number, number];
  const inWidth = shape[2]!;
  const line = batch * height;
  let o = 0;
  for (let r = 0; r < line; r++)
    for (let s = 0; s < width; s++) {
      const from = (Math.floor(r / rows) * inWidth + Math.floor(s / columns)) * channels;
      for (let c = 0; c < channels; c++) output.values[o++] = values[from + c]!;
    }
};

/**
 * Change of resolution of `[N, H, W, C]`, with windows that tile the image.
 *
 * - `meanPool2d`: y[n, r, s, c] = mean of x[n, r·a + i, s·b + j, c] over i < a, j < b
 * - `upsample2d`: y[n, r, s, c] = x[n, ⌊r/a⌋, ⌊s/b⌋, c]; the transpose of a·b times `meanPool2d`
 *
 * Images follow each other without a gap, so N·H rows are walked as one image.
 */
export const resizingKernels: Kernels<"meanPool2d" | "upsample2d"> = { meanPool2d, upsample2d };
