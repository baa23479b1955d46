import { onnxBackend } from "@nami/backend-onnx";
import { moons } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { fmLoss, velocityField } from "@nami/models";
import { key } from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";

/** What the worker tells the page. */
export type WorkerMessage =
  | { readonly kind: "step"; readonly loss: number }
  | { readonly kind: "done"; readonly isolated: boolean; readonly innerWorkers: number };

const tell = (message: WorkerMessage): void => postMessage(message);

// Threads of wasm are workers of this worker.
let innerWorkers = 0;
globalThis.Worker = class extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    innerWorkers++;
  }
};

const backend = onnxBackend({
  threads: 2,
  files: "/packages/backend-onnx/node_modules/onnxruntime-web/dist/",
});
const training = trainer({
  field: velocityField({ dim: 2, hidden: 192 }),
  loss: fmLoss,
  optimizer: adam({ learningRate: 3e-3 }),
  data: moons({ noise: 0.05 }).sample([16_384], { key: key(0) }),
  base: standardNormal([2]),
  batchSize: 4096,
  backend,
});
for await (const { loss } of training.fit({ key: key(1), steps: 20, readEvery: 1 }))
  tell({ kind: "step", loss });
backend.dispose();
tell({ kind: "done", isolated: crossOriginIsolated, innerWorkers });
