import "@tensorflow/tfjs-layers"; // registers gradients and chained operations
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/** The quickstart's network and training step as a user of TensorFlow.js would write them. */
export interface Stock {
  /** One Adam step on a fresh batch. */
  step(): Promise<number>;
  /** RK4 from t = 1 to 0. */
  sample(rows: number, steps: number): Promise<Float32Array>;
}

/** `minimize` returns null unless asked for the cost, which it is. */
function required(cost: tf.Scalar | null): tf.Scalar {
  if (!cost) throw new Error("stock: minimize gave no cost");
  return cost;
}

/** @param data rows of two coordinates */
export async function stockModel(data: Float32Array, batchSize: number): Promise<Stock> {
  await tf.setBackend("wasm");
  await tf.ready();
  const sizes = [3, 128, 128, 128, 2];
  const layers = sizes.slice(1).map((outputs, i) => {
    const bound = 1 / Math.sqrt(sizes[i]!);
    return {
      weight: tf.variable(tf.randomUniform([sizes[i]!, outputs], -bound, bound)),
      bias: tf.variable(tf.randomUniform([outputs], -bound, bound)),
    };
  });
  const velocity = (x: tf.Tensor2D, t: tf.Tensor2D): tf.Tensor2D => {
    let h: tf.Tensor2D = tf.concat([x, t], 1);
    layers.forEach(({ weight, bias }, i) => {
      if (i > 0) h = tf.mul(h, tf.sigmoid(h));
      h = tf.add(tf.matMul(h, weight as tf.Tensor2D), bias);
    });
    return h;
  };
  const points = tf.tensor2d(data, [data.length / 2, 2]);
  const adam = tf.train.adam(1e-3);
  return {
    step: async () => {
      const loss: tf.Scalar = tf.tidy(() =>
        required(
          adam.minimize(() => {
            const target = tf.gather(points, tf.randomUniform([batchSize], 0, data.length / 2, "int32"));
            const source = tf.randomNormal([batchSize, 2]);
            const t = tf.randomUniform([batchSize, 1]);
            const xt = tf.add(tf.mul(tf.sub(1, t), target), tf.mul(t, source)) as tf.Tensor2D;
            const error = tf.sub(velocity(xt, t as tf.Tensor2D), tf.sub(source, target));
            return tf.mean(tf.square(error)) as tf.Scalar;
          }, true),
        ),
      );
      const [value] = await loss.data();
      loss.dispose();
      return value!;
    },
    sample: async (rows, steps) => {
      let x = tf.randomNormal([rows, 2]) as tf.Tensor2D;
      const h = -1 / steps;
      for (let i = 0; i < steps; i++) {
        const next = tf.tidy(() => {
          const at = (t: number): tf.Tensor2D => tf.fill([rows, 1], t);
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
      const values = await x.data();
      x.dispose();
      return values as Float32Array;
    },
  };
}
