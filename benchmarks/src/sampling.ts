/** How long does RK4 with 100 steps take for 2,000 samples on TF.js wasm, against the same in stock TF.js? */
import { standardNormal } from "@nami/distributions";
import { flowMatching } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { key } from "@nami/tensor-backend";
import { batchSize, quickstartModel } from "./quickstart-model.js";
import { inTurn, median, report } from "./report.js";
import { stockModel } from "./stock.js";

const [rows, steps] = [2_000, 100];
const rounds = Number(process.argv[2] ?? 5);
const { backend, data, field } = await quickstartModel();
const stock = await stockModel(data, batchSize);
const flow = flowMatching({
  field: field.with(field.init(key(2))),
  base: standardNormal([2]),
  solver: rk4({ steps }),
  backend,
}).bind();

const times = await inTurn(
  {
    nami: async () => {
      await (await flow.sample([rows], { key: key(3) })).data();
    },
    stock: async () => {
      await stock.sample(rows, steps);
    },
  },
  rounds,
);
const [nami, other] = [median(times.nami!), median(times.stock!)];
report("sampling", {
  question: "RK4(100), 2,000 samples, field 3-128-128-128-2, on TF.js wasm: stock time / nami time",
  ratio: other / nami,
  ratios: times.nami!.map((ms, i) => times.stock![i]! / ms),
  milliseconds: { nami, stock: other },
});
