import { gaussianMixture, standardNormal } from "@nami/distributions";
import { key, sub, type Tensor, tensor } from "@nami/tensor-backend";
import type { Model } from "../model.js";
import { statisticsOf, valuesOf } from "./reference.js";

/** Two broad modes in the plane. */
export const mixture = gaussianMixture({
  weights: [0.4, 0.6],
  means: [
    [-1, 0.5],
    [1, 0],
  ],
  variances: [0.3, 0.5],
});

export const base = standardNormal([2]);

/** Rows of it, the same each time. */
export const rows = (count: number): Tensor => mixture.sample([count], { key: key(11), dtype: "float64" });

/** Parameters W of small models such as tanh(x W), for gradients. */
export const weights = tensor([[0.3, -0.5], [0.7, 0.2]], undefined, "float64"); // biome-ignore format: a matrix

/** How many standard errors the mean of some losses lies above a value. */
export async function errorsAbove(losses: Tensor, value: number): Promise<number> {
  const { mean, standardError } = statisticsOf(await valuesOf(losses));
  return (mean - value) / standardError;
}

/**
 * By how many standard errors of the difference a wrong model's loss is above the right one's, on the same draws: what both
 * have of the chance of the batch drops out.
 */
export async function pairedErrors(
  lossOf: (model: Model) => Tensor,
  right: Model,
  wrong: Model,
): Promise<number> {
  return errorsAbove(sub(lossOf(wrong), lossOf(right)), 0);
}

/** A model times a number: a wrong factor. */
export const scaled =
  (model: Model, factor: (y: Tensor) => Tensor): Model =>
  (x, t, condition) =>
    factor(model(x, t, condition));

/** dF/dx by central differences of a function that draws from concrete keys, and so is not compiled; error O(h⁴). */
export async function drawnDifferences(f: (x: Tensor) => Tensor, x: Tensor, h = 1e-3): Promise<number[]> {
  const at = [...(await x.data())];
  const value = async (i: number, by: number): Promise<number> =>
    (await valuesOf(f(tensor(Float64Array.from(at.with(i, at[i]! + by)), x.shape, "float64"))))[0]!;
  const slope = async (i: number, step: number): Promise<number> =>
    ((await value(i, step)) - (await value(i, -step))) / (2 * step);
  const found: number[] = [];
  for (const i of at.keys()) found.push((4 * (await slope(i, h / 2)) - (await slope(i, h))) / 3);
  return found;
}
