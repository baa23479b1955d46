import { evaluate, type Tensor, type TensorBackend } from "@nami/tensor-backend";

/** The values of a tensor, computed if need be. */
export const read = async (x: Tensor, backend: TensorBackend): Promise<Float32Array> =>
  Float32Array.from(await (await evaluate(x, { backend })).data());

/** `count` numbers from `low` to `high`, ends included. */
export const steps = (low: number, high: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** The mean of the last numbers, a thousand at most. */
export const lateMean = (values: ArrayLike<number>, last = 1000): number => {
  const tail = Array.from(values).slice(-last);
  return tail.reduce((sum, value) => sum + value, 0) / tail.length;
};
