import { zeros } from "@nami/tensor-backend";
import type { Model } from "../index.js";
import { wide } from "./reference.js";

/** Two rows of data, their sources, and a model that stands still. */
export const target = wide([
  [1, 2],
  [3, 5],
]);
export const source = wide([
  [0, 1],
  [-1, 1],
]);
export const still: Model = (x) => zeros(x.shape, x.dtype);
