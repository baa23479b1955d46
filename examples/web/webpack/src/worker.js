import { tfjsBackend } from "@nami/backend-tfjs";
import { moons } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { flowMatching, fmLoss, velocityField } from "@nami/models";
import { heun } from "@nami/solvers";
import { evaluate, key } from "@nami/tensor-backend";
import { adam, cosineDecay, trainer } from "@nami/training";

const plain = new URL("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm", import.meta.url);
const simd = new URL("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm", import.meta.url);
const threaded = new URL(
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm",
  import.meta.url,
);

const backend = tfjsBackend({
  device: "wasm",
  wasmPaths: {
    "tfjs-backend-wasm.wasm": plain.href,
    "tfjs-backend-wasm-simd.wasm": simd.href,
    "tfjs-backend-wasm-threaded-simd.wasm": threaded.href,
  },
});
const base = standardNormal([2]);
const field = velocityField({ dim: 2, hidden: 64 });
const data = await evaluate(moons({ noise: 0.05 }).sample([5000], { key: key(0) }), { backend });
const optimizer = adam({ learningRate: cosineDecay({ learningRate: 0.01, steps: 2000 }) });
const training = trainer({ field, loss: fmLoss, optimizer, data, base, batchSize: 256, backend });

for await (const { step, loss } of training.fit({ key: key(1), steps: 2000 })) {
  if (step % 200 !== 0) continue;
  const params = await training.params();
  const flow = flowMatching({ field: field.with(params), base, solver: heun({ steps: 16 }), backend }).bind();
  const samples = await flow.sample([1000], { key: key(2) });
  postMessage({ step, loss, data: await data.data(), samples: await samples.data() });
}
