/** How long does one training step of the quickstart take on TF.js wasm, against the same step in stock TF.js? */
import { key } from "@nami/tensor-backend";
import { batchSize, quickstartModel, quickstartTrainer } from "./quickstart-model.js";
import { inTurn, median, report } from "./report.js";
import { stockModel } from "./stock.js";

const steps = 10;
const rounds = Number(process.argv[2] ?? 8);
const model = await quickstartModel();
const stock = await stockModel(model.data, batchSize);
const run = quickstartTrainer(model).fit({ key: key(1), steps: steps * (rounds + 1), readEvery: steps });

const times = await inTurn(
  {
    nami: async () => {
      for (let i = 0; i < steps; i++) await run.next();
    },
    stock: async () => {
      for (let i = 0; i < steps; i++) await stock.step();
    },
  },
  rounds,
);
const [nami, other] = [median(times.nami!) / steps, median(times.stock!) / steps];
report("training-step", {
  question: "training step, batch 4096, 3-128-128-128-2, SiLU, Adam, on TF.js wasm: stock time / nami time",
  ratio: other / nami,
  ratios: times.nami!.map((ms, i) => times.stock![i]! / ms),
  millisecondsPerStep: { nami, stock: other },
});
