import type { Tensor } from "@nami/tensor-backend";
import { expect } from "vitest";
import type { Values } from "./run-model.js";

/** Values of a tensor on the host. */
export const valuesOf = async (x: Tensor): Promise<Values> => ({
  type: x.dtype,
  shape: x.shape,
  data: (await x.data()) as Float32Array,
});

/** Both within float rounding, relative to the largest number of what is compared. */
export const expectClose = (got: Values, want: Values, tolerance = 1e-5): void => {
  expect([...got.shape]).toEqual([...want.shape]);
  expect(got.type).toBe(want.type);
  const numbers = Array.from(want.data);
  const scale = numbers.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
  const gap = numbers.reduce((top, value, i) => Math.max(top, Math.abs(value - got.data[i]!)), 0);
  expect(gap / scale).toBeLessThan(tolerance);
};
