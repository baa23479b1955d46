import "@tensorflow/tfjs-layers"; // registers gradients and chained operations
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { NetworkSize } from "../../tasks/task.js";
import { required, type Tensors } from "../serve.js";

/** A field v(x, t, condition) with trainable weights, as a user of TensorFlow.js would write it. */
export type Velocity = (...inputs: tf.Tensor2D[]) => tf.Tensor2D;

/** SiLU as x·sigmoid(x), GELU with the error function: the core has neither. */
const activations: Readonly<Record<NetworkSize["activation"], (x: tf.Tensor2D) => tf.Tensor2D>> = {
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
};

/** A matrix of the inputs. */
export function matrix(inputs: Tensors, name: string): tf.Tensor2D {
  const { values, shape } = required(inputs, name);
  return tf.tensor2d(values as Float32Array, shape as [number, number]);
}

/** The network of the inputs, on wasm. */
export async function velocityOf({ layers, activation }: NetworkSize, inputs: Tensors): Promise<Velocity> {
  await tf.setBackend("wasm");
  await tf.ready();
  const maps = Array.from({ length: layers + 1 }, (_, i) => ({
    weight: tf.variable(matrix(inputs, `layers.${i}.weight`)),
    bias: tf.variable(tf.tensor1d(required(inputs, `layers.${i}.bias`).values as Float32Array)),
  }));
  return (...parts) =>
    maps.reduce(
      (h: tf.Tensor2D, { weight, bias }, i) => {
        const x = i === 0 ? h : activations[activation](h);
        return tf.add(tf.matMul(x, weight as tf.Tensor2D), bias) as tf.Tensor2D;
      },
      tf.concat(parts, 1),
    );
}

/** A tensor as it is written to a file; it is disposed. */
export async function stored(
  x: tf.Tensor,
): Promise<{ dtype: "float32"; shape: number[]; values: Float32Array }> {
  const values = (await x.data()) as Float32Array;
  x.dispose();
  return { dtype: "float32", shape: x.shape, values };
}
