import { gaussianMixture, standardNormal } from "@nami/distributions";
import {
  add,
  evaluate,
  key,
  mul,
  referenceBackend,
  split,
  square,
  sub,
  tensor,
  uniform,
} from "@nami/tensor-backend";
import { expect, test } from "vitest";
import {
  gaussianPath,
  icfmPath,
  linearInterpolant,
  linearPath,
  optimalTransportCoupling,
  quadraticGamma,
} from "./index.js";

const backend = referenceBackend({ dtype: "float64" });
const mixture = gaussianMixture({
  weights: [1, 3],
  means: [
    [-1, 0.5],
    [1, 0],
  ],
  variances: [0.2, 0.1],
});

test("of a path with noise of its own is the mean loss of its exact velocity", async () => {
  const n = 100_000;
  const interval = [0.05, 0.95] as const;
  const one = gaussianMixture({ weights: [1], means: [[1]], variances: [0.3] });
  for (const path of [
    linearInterpolant(),
    linearInterpolant({ gamma: quadraticGamma() }),
    icfmPath({ sigma: 0.5 }),
  ]) {
    const { velocity, lossFloor } = one.marginal(path);
    const [times, data, source, z] = split(key(7), 4);
    const t = uniform(times!, [n], { dtype: "float64" });
    const wide = { dtype: "float64" } as const;
    const { xt, ut } = path.sample({
      target: one.sample([n], { key: data!, ...wide }),
      source: standardNormal([1]).sample([n], { key: source!, ...wide }),
      noise: standardNormal([1]).sample([n], { key: z!, ...wide }),
      t: add(interval[0], mul(interval[1] - interval[0], t)),
    });
    const inside = add(interval[0], mul(interval[1] - interval[0], t));
    const losses = await evaluate(square(sub(ut, velocity(xt, inside))), { backend });
    const values = Array.from(await losses.data(), Number);
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n / n);
    expect(Math.abs(mean - lossFloor({ interval }))).toBeLessThan(5 * deviation + 2e-3);
  }
  expect(() => one.marginal(icfmPath()).lossFloor({ predicts: "noise" })).toThrow("predicts must be");
});

test("an oracle answers only where the law of the path is that of its schedule", () => {
  const path = linearPath({ coupling: optimalTransportCoupling() });
  expect(() => mixture.marginal(path)).toThrow('got the coupling "optimal-transport"');
  expect(() => mixture.marginal(linearInterpolant(), { source: mixture })).toThrow(
    "the source must be N(0, I)",
  );
  expect(() => mixture.marginal(linearPath({ gaussianSource: false }))).toThrow("the source must be given");
  expect(() => mixture.marginal(undefined as never)).toThrow("Pass for example linearSchedule()");
  const own = gaussianPath({ mean: (z) => z, std: () => tensor(0.1) });
  expect(() => mixture.marginal(own as never)).toThrow("a path without");
});
