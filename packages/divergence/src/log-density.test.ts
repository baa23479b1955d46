import { key, mul, neg, normal, type Tensor, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { exactDivergence, hutchinsonDivergence, logDensityDynamics } from "./index.js";
import { valuesOf } from "./testing/reference.js";

const x = tensor(
  [
    [1, 2],
    [3, 4],
  ],
  undefined,
  "float64",
);
const scaled = (y: Tensor, t: number): Tensor => mul(y, t);

describe("logDensityDynamics", () => {
  test("moves points by v and log-densities by +∇·v", async () => {
    const dynamics = logDensityDynamics(scaled, { estimator: exactDivergence(), eventNdim: 1 });
    const slope = dynamics({ x, logDensity: tensor([[7], [8]]) }, 0.5);
    expect(await valuesOf(slope.x)).toEqual([0.5, 1, 1.5, 2]);
    expect(await valuesOf(slope.logDensity)).toEqual([1, 1]);
  });

  test("carries one estimate for each probe", async () => {
    const estimator = hutchinsonDivergence({ probes: 3 });
    const probes = estimator.drawProbes(key(0), x.shape, { dtype: "float64" })!;
    const dynamics = logDensityDynamics(neg, { estimator, eventNdim: 1, probes });
    const slope = dynamics({ x, logDensity: normal(key(1), [2, 3]) }, 0);
    expect(slope.logDensity.shape).toEqual([2, 3]);
    expect(await valuesOf(slope.logDensity)).toEqual(new Array(6).fill(-2));
  });
});
