import {
  add,
  concat,
  expandDims,
  fromHost,
  type Key,
  matmul,
  mean,
  mul,
  normal,
  type Shape,
  silu,
  split,
  square,
  sub,
  type Tensor,
  tensor,
  uniform,
} from "@nami/tensor-backend";
import type { LossOptions } from "../trainer/options.js";

/** A small network's parameters. */
export type Params = Readonly<{ layers: readonly Readonly<{ weight: Tensor; bias: Tensor }>[] }>;

/** A velocity of the plane. */
export type Model = (x: Tensor, t: Tensor, condition?: Tensor) => Tensor;

/** A velocity field 3-16-2 with SiLU. */
export const field = {
  init: (key: Key): Params => {
    const [first, second] = split(key);
    return {
      layers: [
        { weight: mul(normal(first, [3, 16]), 0.5), bias: tensor(new Float32Array(16)) },
        { weight: mul(normal(second, [16, 2]), 0.25), bias: tensor(new Float32Array(2)) },
      ],
    };
  },
  with:
    ({ layers: [inner, outer] }: Params): Model =>
    (x, t) => {
      const h = silu(add(matmul(concat([x, expandDims(t)]), inner!.weight), inner!.bias));
      return add(matmul(h, outer!.weight), outer!.bias);
    },
};

/** Standard normal rows of the plane. */
export const base = {
  eventShape: [2] as Shape,
  sample: (shape: Shape, { key }: { readonly key: Key }): Tensor => normal(key, [...shape, 2]),
};

/** Flow matching on straight lines: mean ‖v(x_t, t) − (source − target)‖², x_t = (1 − t) target + t source. */
export const loss = (
  model: Model,
  target: Tensor,
  source: Tensor | typeof base,
  { key }: LossOptions,
): Tensor => {
  const [sourceKey, timeKey] = split(key);
  const rows = target.shape[0]!;
  const from = "sample" in source ? source.sample([rows], { key: sourceKey }) : source;
  const t = uniform(timeKey, [rows]);
  const along = expandDims(t);
  const xt = add(mul(target, sub(1, along)), mul(from, along));
  return mean(square(sub(model(xt, t), sub(from, target))));
};

/** Rows of a narrow Gaussian around (2, −1). */
export const rows = (count: number, key: Key): Tensor => {
  const noise = normal(key, [count, 2]);
  return add(mul(noise, 0.1), tensor([2, -1]));
};

/** A tensor over these numbers. */
export const vector = (...values: number[]): Tensor =>
  fromHost(Float32Array.from(values), [values.length], "float32");
