import { moons } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { exactDivergence } from "@nami/divergence";
import { flowMatching, fmLoss, velocityField } from "@nami/models";
import { cosinePath } from "@nami/paths";
import { rk4 } from "@nami/solvers";
import { key, referenceBackend } from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";

const backend = referenceBackend();
const base = standardNormal([2]);
const field = velocityField({ dim: 2, hidden: 8, path: cosinePath() });
const training = trainer({
  field,
  loss: fmLoss,
  optimizer: adam(),
  data: moons(),
  base,
  batchSize: 16,
  backend,
});
for await (const { loss } of training.fit({ key: key(0), steps: 3 }))
  if (!(loss > 0)) throw new Error(`flow: the loss must be a number above 0, got ${loss}.`);
const trained = field.with(await training.params());
const flow = flowMatching({ field: trained, base, solver: rk4({ steps: 4 }), backend }).bind();
const x = await flow.sample([5], { key: key(1) });
const logDensity = await (await flow.logProb(x, { divergence: exactDivergence() })).data();
if (!logDensity.every(Number.isFinite))
  throw new Error(`flow: log-densities must be finite, got ${logDensity}.`);
