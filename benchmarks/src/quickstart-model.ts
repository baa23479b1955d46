import { type TfjsBackend, tfjsBackend } from "@nami/backend-tfjs";
import { moons } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { type Field, fmLoss, velocityField } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import { key, onHost, type Tensor } from "@nami/tensor-backend";
import { adam, type Trainer, trainer } from "@nami/training";

/** Rows of a training batch. */
export const batchSize = 4096;

/** The quickstart's model on TF.js wasm: 10,000 two-moons points, field 2-128-128-128-2. */
export interface QuickstartModel {
  readonly backend: TfjsBackend;
  readonly field: Field<MlpParams>;
  readonly points: Tensor;
  readonly data: Float32Array;
}

/** A fresh one. */
export async function quickstartModel(): Promise<QuickstartModel> {
  const backend = tfjsBackend({ device: "wasm" });
  const points = onHost(moons({ noise: 0.05 }).sample(10_000, { key: key(0) }));
  const field = velocityField({ dim: 2, hidden: 128 });
  return { backend, field, points, data: (await points.data()) as Float32Array };
}

/** Its trainer: batch 4,096 unless told, Adam 1e-3. */
export function quickstartTrainer(
  { backend, field, points }: QuickstartModel,
  rows: number = batchSize,
): Trainer<MlpParams> {
  return trainer({
    field,
    loss: fmLoss,
    optimizer: adam({ learningRate: 1e-3 }),
    data: points,
    base: standardNormal([2]),
    batchSize: rows,
    backend,
  });
}
