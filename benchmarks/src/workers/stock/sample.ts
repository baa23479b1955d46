import * as tf from "@tensorflow/tfjs-core";
import type { TaskOf } from "../../tasks/task.js";
import type { Prepared, Tensors } from "../serve.js";
import { matrix, stored, velocityOf } from "./network.js";

/** More rows than these at once would not fit into the memory of wasm: a step holds all that it computes. */
const most = 10_000;

/** Samples by RK4, one `tidy` for each step. */
export async function sample({ network, rows, steps }: TaskOf<"sample">, inputs: Tensors): Promise<Prepared> {
  const velocity = await velocityOf(network, inputs);
  const h = -1 / steps;
  const carry = (noise: tf.Tensor2D): tf.Tensor2D => {
    let x = noise;
    for (let i = 0; i < steps; i++) {
      const next = tf.tidy(() => {
        const at = (time: number): tf.Tensor2D => tf.fill([x.shape[0], 1], time);
        const t = 1 + i * h;
        const k1 = velocity(x, at(t));
        const k2 = velocity(tf.add(x, tf.mul(k1, h / 2)), at(t + h / 2));
        const k3 = velocity(tf.add(x, tf.mul(k2, h / 2)), at(t + h / 2));
        const k4 = velocity(tf.add(x, tf.mul(k3, h)), at(t + h));
        const slope = tf.add(tf.add(k1, k4), tf.mul(tf.add(k2, k3), 2));
        return tf.add(x, tf.mul(slope, h / 6)) as tf.Tensor2D;
      });
      x.dispose();
      x = next;
    }
    return x;
  };
  return {
    run: async () => {
      for (let from = 0; from < rows; from += most)
        await stored(carry(tf.randomNormal([Math.min(most, rows - from), network.dim])));
    },
    check: async () => new Map([["samples", await stored(carry(matrix(inputs, "noise")))]]),
  };
}
