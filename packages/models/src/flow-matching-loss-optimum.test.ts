import { diagonalNormal, gaussianMixture, standardNormal } from "@nami/distributions";
import { linearPath } from "@nami/paths";
import {
  add,
  div,
  expandDims,
  grad,
  key,
  mul,
  split,
  sub,
  type Tensor,
  uniform,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { fmLoss, type Model, velocityField } from "./index.js";
import { differences, distance, statisticsOf, valuesOf, wide } from "./testing/reference.js";
import { source, target } from "./testing/two-pairs.js";

describe("fmLoss at its minimum", () => {
  const s = 0.3;
  const data = gaussianMixture({ weights: [1], means: [[1, -2]], variances: [s ** 2] });
  const floor = (Math.PI / 2) * s;
  const n = 40_000;

  /** Losses of single points at the exact velocity plus an offset. */
  async function lossesOf(offset: number): Promise<number[]> {
    const { velocity } = data.marginal(linearPath());
    const model: Model = (x, t) => add(velocity(x, t), offset);
    const points = data.sample([n], { key: key(5), dtype: "float64" });
    return valuesOf(fmLoss(model, points, standardNormal([2]), { key: key(6), reduction: "none" }));
  }

  test("is (π/2) s for N(m, s²), not zero", async () => {
    const { mean: found, standardError } = statisticsOf(await lossesOf(0));
    expect(standardError).toBeLessThan(0.005);
    expect(Math.abs(found - floor)).toBeLessThan(4 * standardError);
    // The negative controls, on the same draws: an offset of a costs a², whatever the batch.
    const right = await lossesOf(0);
    for (const offset of [0.05, -0.2]) {
      const dearer = statisticsOf((await lossesOf(offset)).map((loss, i) => loss - right[i]!));
      expect(dearer.mean).toBeGreaterThan(10 * dearer.standardError);
      expect(Math.abs(dearer.mean - offset ** 2)).toBeLessThan(4 * dearer.standardError);
    }
  });

  test("is 0 for one data point at the origin, whatever the width of the source: u = x / t", async () => {
    const model: Model = (x, t) => div(x, expandDims(t));
    const wideSource = diagonalNormal({ mean: [0, 0], std: 2 });
    const losses = await valuesOf(
      fmLoss(model, zeros([50, 2], "float64"), wideSource, { key: key(7), reduction: "none" }),
    );
    expect(Math.max(...losses)).toBeLessThan(1e-28);
  });
});

describe("the gradient of fmLoss", () => {
  test("equals finite differences in every parameter of a small field", async () => {
    const field = velocityField({ dim: 2, hidden: 3, layers: 1, activation: "tanh" });
    const params = field.init(key(8), { dtype: "float64" });
    const t = uniform(key(9), [2], { dtype: "float64" });
    const loss = (p: typeof params): Tensor => fmLoss(field.with(p), target, source, { t });
    const gradient = grad(loss)(params);
    for (const [i, layer] of params.layers.entries())
      for (const name of ["weight", "bias"] as const) {
        const moved = (x: Tensor) => loss({ layers: params.layers.with(i, { ...layer, [name]: x }) });
        const found = await differences(moved, layer[name]);
        expect(distance(await valuesOf(gradient.layers[i]![name]), found)).toBeLessThan(1e-9);
      }
  });
});

describe("theorem 1 of flow matching", () => {
  const data = gaussianMixture({ weights: [0.4, 0.6], means: [[-1], [1]], variances: [0.3, 0.5] });
  const { velocity } = data.marginal(linearPath());
  const n = 20_000;
  const [times, sources] = split(key(6));
  const rows = data.sample([n], { key: key(5), dtype: "float64" });
  const t = uniform(times, [n], { dtype: "float64" });
  const noise = standardNormal([1]).sample([n], { key: sources, dtype: "float64" });
  /** d/dw of ½‖w x − u‖² for each row, at w = 0.3. */
  const slopes = (u: Tensor, x: Tensor): Tensor => mul(sub(mul(x, 0.3), u), x);
  const xt = linearPath().interpolate({ target: rows, source: noise, t });

  test("the gradient towards the velocity of a path is, in the mean, that towards the marginal velocity", async () => {
    // What fmLoss differentiates, row by row; and the same with E[u | x] in place of u.
    const loss = (w: Tensor): Tensor => fmLoss((x) => mul(x, w), rows, standardNormal([1]), { key: key(6) });
    const [whole] = await valuesOf(grad(loss)(wide(0.3)));
    const conditional = await valuesOf(slopes(sub(noise, rows), xt));
    const mean = conditional.reduce((sum, slope) => sum + slope, 0) / n;
    expect(Math.abs(whole! - 2 * mean)).toBeLessThan(1e-12);
    const gapTo = async (u: Tensor): Promise<number> => {
      const marginal = await valuesOf(slopes(u, xt));
      const gap = statisticsOf(conditional.map((slope, i) => slope - marginal[i]!));
      return gap.mean / gap.standardError;
    };
    expect(Math.abs(await gapTo(velocity(xt, t)))).toBeLessThan(4);
    // The negative control: another velocity has another gradient.
    expect(Math.abs(await gapTo(mul(velocity(xt, t), 0.5)))).toBeGreaterThan(10);
  });
});
