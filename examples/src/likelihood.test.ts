import { diagonalNormal, standardNormal } from "@nami/distributions";
import { defineField, flowMatching, logProbGradient } from "@nami/models";
import { bosh3 } from "@nami/solvers";
import { add, key, mul, referenceBackend, type Tensor, tensor } from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";
import { expect, test } from "vitest";

type Params = Readonly<{ rate: Tensor; shift: Tensor }>;

test("a flow trained by its likelihood through an adaptive solve comes to the entropy of its data", async () => {
  const backend = referenceBackend();
  const [base, data] = [standardNormal([1]), diagonalNormal({ mean: [1.5], std: 0.5 })];
  // v = a x + b makes every normal distribution from the base.
  const field = defineField<Params>({
    eventShape: [1],
    init: () => ({ rate: tensor([0]), shift: tensor([0]) }),
    apply: ({ rate, shift }, x) => add(mul(rate, x), shift),
  });
  const gradient = logProbGradient((params: Params) =>
    flowMatching({
      field: field.with(params),
      base,
      solver: bosh3({ rtol: 1e-3, atol: 1e-3 }),
      backend,
    }).bind(),
  );
  const training = trainer({
    field,
    loss: { gradient },
    optimizer: adam({ learningRate: 0.2 }),
    data,
    base,
    batchSize: 128,
    backend,
  });
  const losses: number[] = [];
  for await (const { loss } of training.fit({ key: key(0), steps: 24 })) losses.push(loss);
  // ½ ln 2πe s², and of the untrained flow ½ ln 2π + ½(s² + m²).
  const entropy = 0.5 * Math.log(2 * Math.PI * Math.E * 0.25);
  const late = losses.slice(-8).reduce((sum, loss) => sum + loss, 0) / 8;
  expect(losses[0]).toBeGreaterThan(entropy + 1);
  // The log-density of 1,024 rows has a standard error of √½/√1024.
  expect(Math.abs(late - entropy)).toBeLessThan(4 * Math.sqrt(0.5 / 1024) + 0.01);
  gradient.dispose();
  await training.dispose();
  expect(backend.numBuffers()).toBe(0);
});
