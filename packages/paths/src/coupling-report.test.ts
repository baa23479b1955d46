import { add, evaluate, key, normal, referenceBackend, sum, type Tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { independentCoupling } from "./index.js";

const backend = referenceBackend();

test("a report has shares of variance: of a linear map and noise what is the map's, of independent rows none on average", async () => {
  const report = async (source: Tensor, target: Tensor) =>
    (await independentCoupling().report(await evaluate({ source, target }, { backend }))).sourceFromTarget
      .before;
  // Two coordinates of the source, each the sum of three of variance 1, of which the target has two.
  const [target, rest] = [normal(key(1), [2000, 2]), normal(key(2), [2000, 2])];
  const both = sum(target, { axis: 1, keepDims: true });
  expect(Math.abs((await report(add(both, rest), target)) - 2 / 3)).toBeLessThan(0.05);
  for (const [rows, size] of [
    [64, 16],
    [64, 64],
    [256, 784],
    [64, 2],
  ] as const) {
    const shares = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        report(normal(key(10 + i), [rows, 4]), normal(key(50 + i), [rows, size])),
      ),
    );
    // R² by p of n − 1 directions has the variance 2p(n − 1 − p)/((n − 1)²(n + 1)): at most 0.0115 for this mean, five times.
    expect(Math.abs(shares.reduce((a, b) => a + b) / 20)).toBeLessThan(0.0575);
  }
});
