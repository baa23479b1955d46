import { conditionalClusters } from "@nami/datasets";
import { diagonalNormal, standardNormal } from "@nami/distributions";
import { flowMatching, fmLoss, velocityField } from "@nami/models";
import { figure, lossCurve, scatter, scatterPanel } from "@nami/plots";
import { rk4 } from "@nami/solvers";
import { full, key, type TensorBackend } from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { lateMean, read } from "../book/numbers.js";
import { theme } from "./flow-figures.js";

/** Two clusters with a label each: one field learns both, and the label is bound when sampling. */
export const runConditional = async (book: Book, backend: TensorBackend): Promise<void> => {
  const { x, condition } = conditionalClusters().sample([1000], { key: key(20) });
  const [points, labels] = [await read(x, backend), await read(condition, backend)];
  const names = ["class 0", "class 1"];
  book.draw("labelled-data", scatter({ points, classes: labels, labels: names, theme, panelWidth: 480 }));

  const base = standardNormal([2]);
  const field = velocityField({ dim: 2, conditionDim: 1, hidden: 128, layers: 2 });
  const training = trainer({
    field,
    loss: fmLoss,
    optimizer: adam({ learningRate: 1e-3 }),
    data: { target: x, condition },
    base,
    batchSize: book.pick(4096, 256),
    backend,
  });
  const losses = await book.train("conditional", training, { key: key(44), steps: book.pick(3_000, 50) });
  const model = field.with(await training.params());
  await training.dispose();
  // One class is N((±1, 0), 0.3² I): its floor is (π/2)·0.3.
  const floor = (Math.PI / 2) * 0.3;
  book.draw(
    "conditional-loss",
    lossCurve({ loss: losses, floor, title: "With a condition", ylim: [0.4, 0.8], theme, panelWidth: 560 }),
  );
  const printed = [0.4956, 0.4869, 0.5005, 0.4521, 0.4809, 0.4616];
  printed.forEach((seed, i) => {
    const step = 500 * (i + 1);
    if (step <= losses.length)
      book.compare({ what: `conditional loss at step ${step}`, seed, exact: floor, nami: losses[step - 1]! });
  });
  book.compare({
    what: "conditional loss, mean of the last 1,000 steps",
    exact: floor,
    nami: lateMean(losses),
    bar: [0.451, 0.491],
  });

  const flow = flowMatching({ field: model, base, solver: rk4({ steps: 50 }), backend });
  const panels = [];
  for (const [label, title] of names.entries()) {
    const drawn = await flow.bind(full([500, 1], label)).sample([1], { key: key(21 + label) });
    const real = points.filter((_, i) => labels[i >> 1] === label);
    panels.push(
      scatterPanel({
        series: [
          { points: real, label: "real" },
          { points: await read(drawn, backend), label: "generated" },
        ],
        title,
      }),
    );
    const class_ = diagonalNormal({ mean: [2 * label - 1, 0], std: 0.3 });
    const nll = -lateMean(await read(class_.logProb(drawn), backend));
    book.compare({
      what: `samples of ${title}, shape`,
      seed: "1 × 500 × 2",
      exact: "1 × 500 × 2",
      nami: drawn.shape.join(" × "),
    });
    book.compare({
      what: `samples of ${title}, mean −log p`,
      exact: conditionalClusters().entropy,
      nami: nll,
    });
  }
  book.draw("conditional-samples", figure({ panels, title: "Conditional generation", theme }));
};
