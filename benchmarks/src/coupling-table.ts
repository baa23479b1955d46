/**
 * How near to the data, and on how straight ways, does a flow come with and without optimal transport of minibatches?
 *
 *   npm run coupling-table -- [SEEDS] [EPOCHS] [TARGET]
 *
 * The settings are those of Tong et al. (TMLR 2024), table 2: 10,000 rows of data, batches of 512, three layers of 64 SELU,
 * AdamW (10⁻³, weight decay 10⁻⁵), σ = 0.1, Euler with 101 points, 1,000 samples against 1,000 rows of test data. Their column
 * "W2²" holds W₂; see the sampling floors.
 */
import { onnxBackend } from "@nami/backend-onnx";
import { eightGaussians, moons } from "@nami/datasets";
import { pathEnergy, wasserstein2 } from "@nami/diagnostics";
import { standardNormal } from "@nami/distributions";
import { flowMatching, fmLoss, velocityField } from "@nami/models";
import { icfmPath, independentCoupling, optimalTransportCoupling } from "@nami/paths";
import { euler } from "@nami/solvers";
import {
  evaluate,
  foldIn,
  type Key,
  key,
  mul,
  reshape,
  slice,
  split,
  sub,
  type Tensor,
} from "@nami/tensor-backend";
import { adamw, trainer } from "@nami/training";
import { report } from "./report/plain.js";

const [seeds, epochs] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 1000)];
const only = process.argv[4];
const [rows, batchSize, tested, pairs, steps] = [10_000, 512, 1000, 10_000, 100];

interface Target {
  readonly sample: (shape: readonly number[], options: { readonly key: Key }) => Tensor;
  /** What was published with optimal transport: the mean W₂, and the mean normalised path energy and one deviation more. */
  readonly published: { readonly distance: number; readonly pathEnergy: number };
}

const targets: Readonly<Record<string, Target>> = {
  "8 Gaussians": {
    sample: eightGaussians({ radius: 5, std: 1 }).sample,
    published: { distance: 1.262, pathEnergy: 0.032 },
  },
  moons: {
    sample: (shape, options) => sub(mul(moons({ noise: 0.05 }).sample(shape, options), 2), 1),
    published: { distance: 0.239, pathEnergy: 0.148 },
  },
};
const couplings = { "optimal transport": optimalTransportCoupling, independent: independentCoupling };

const backend = onnxBackend();
const base = standardNormal([2]);

async function trained(
  { target, squaredDistance }: { readonly target: Target; readonly squaredDistance: number },
  coupling: keyof typeof couplings,
  seed: Key,
) {
  const [dataKey, trainingKey, sampleKey, testKey] = split(seed, 4);
  const data = await evaluate(target.sample([rows], { key: dataKey }), { backend });
  const matching = couplings[coupling]();
  const path = icfmPath({ sigma: 0.1, coupling: matching });
  const field = velocityField({ dim: 2, hidden: 64, layers: 3, activation: "selu", path });
  const training = trainer({
    field,
    loss: fmLoss,
    optimizer: adamw({ learningRate: 1e-3, weightDecay: 1e-5 }),
    data,
    base,
    coupling: matching,
    batchSize,
    backend,
  });
  const total = Math.round((epochs * rows) / batchSize);
  for await (const _ of training.fit({ key: trainingKey, steps: total, readEvery: 100 }));
  const flow = flowMatching({
    field: field.with(await training.params()),
    base,
    solver: euler({ steps }),
    backend,
  }).bind();
  await training.dispose();
  const times = Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps);
  const trajectory = await flow.trajectory([tested], { key: sampleKey, times });
  const samples = reshape(slice(trajectory.x, [steps, 0, 0]), [tested, 2]);
  const ends = await evaluate({ samples, test: target.sample([tested], { key: testKey }) }, { backend });
  const { distance } = await wasserstein2(ends.samples, ends.test);
  const { normalized } = await pathEnergy(trajectory, { squaredDistance });
  return { distance, energy: normalized! };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) * (values.length / (values.length - 1)));

for (const [name, target] of Object.entries(targets).filter(([name]) => !only || name === only)) {
  const table: Record<string, unknown>[] = [];
  const [sourceKey, targetKey, floorKey] = split(key(41), 3);
  const draws = { backend };
  const ends = await evaluate(
    { source: base.sample([pairs], { key: sourceKey }), target: target.sample([pairs], { key: targetKey }) },
    draws,
  );
  const { squared } = await wasserstein2(ends.source, ends.target);
  const floor = { sample: target.sample, key: floorKey, backend };
  const some = await evaluate(target.sample([tested], { key: floorKey }), draws);
  const { samplingFloor: found } = await wasserstein2(some, some, { floor });
  for (const coupling of Object.keys(couplings) as (keyof typeof couplings)[]) {
    const runs: { distance: number; energy: number }[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      runs.push(await trained({ target, squaredDistance: squared }, coupling, foldIn(key(42), seed)));
      console.error(name, coupling, seed, runs.at(-1));
    }
    const [distances, energies] = [runs.map((run) => run.distance), runs.map((run) => run.energy)];
    table.push({
      coupling,
      distance: { mean: mean(distances), std: spread(distances), floor: found?.distance },
      pathEnergy: { mean: mean(energies), std: spread(energies) },
      ...(coupling === "optimal transport" && { published: target.published }),
      transportSquared: squared,
      runs,
    });
  }
  report(`coupling-table-${name.replaceAll(" ", "-")}`, { target: name, seeds, epochs, table });
}
backend.dispose();
