import { standardNormal } from "@nami/distributions";
import { flowMatching, velocityField } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import { rk4 } from "@nami/solvers";
import type { Tensor, TensorBackend } from "@nami/tensor-backend";
import { loadCheckpoint } from "@nami/training";
import { fileStorage } from "@nami/training/node";

/** Prints samples of the model that is saved in the folder of the first argument. */
export async function sampleSaved(backend: TensorBackend): Promise<void> {
  const [folder = ""] = process.argv.slice(2);
  const { params } = await loadCheckpoint(fileStorage(folder));
  const { field, noise } = params as { field: MlpParams; noise: Tensor };
  const flow = flowMatching({
    field: velocityField({ dim: 2, hidden: 128 }).with(field),
    base: standardNormal([2]),
    solver: rk4({ steps: 20 }),
    backend,
  }).bind();
  const x = await flow.decode(noise);
  const values = Array.from(await x.data());
  console.log(
    JSON.stringify(Array.from({ length: values.length / 2 }, (_, i) => values.slice(2 * i, 2 * i + 2))),
  );
  process.exit(0);
}
