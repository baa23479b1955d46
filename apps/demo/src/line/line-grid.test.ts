import { gaussianMixture } from "@nami/distributions";
import { evaluate, key, normal, referenceBackend, split } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  averagedField,
  columns,
  eulerSteps,
  exactField,
  exactVelocity,
  pathDensity,
  placeOfRow,
  rows,
  straightDensity,
} from "./line-grid.js";
import { lineDensity } from "./line-mixture.js";
import { lineTargets } from "./line-targets.js";

const mixture = lineTargets.twoModes;
const backend = referenceBackend();
const pairs = async (count: number) => {
  const [dataKey, noiseKey] = split(key(4), 2);
  const drawn = await evaluate(
    {
      data: gaussianMixture({
        weights: mixture.weights,
        means: mixture.means.map((mean) => [mean]),
        variances: mixture.deviations.map((deviation) => deviation ** 2),
      }).sample([count], { key: dataKey! }),
      noise: normal(noiseKey!, [count]),
    },
    { backend },
  );
  return [await drawn.noise.data(), await drawn.data.data()] as const;
};

describe("pictures of one dimension", () => {
  test("the mean of many straight paths is the exact field, where many of them pass", async () => {
    const [noise, data] = await pairs(20_000);
    const [found, exact] = [averagedField(noise, data), exactField(mixture)];
    let [error, cells] = [0, 0];
    for (let column = 6; column < columns - 6; column++)
      for (let row = 45; row < 75; row++) {
        error += (found[column * rows + row]! - exact[column * rows + row]!) ** 2;
        cells++;
      }
    // About 400 paths in a cell, with a deviation of 1.4: 0.07, and as much for the spread within a cell.
    expect(Math.sqrt(error / cells)).toBeLessThan(0.15);
    expect(found.some(Number.isNaN)).toBe(true);
    expect(exact.every(Number.isFinite)).toBe(true);
  });

  test("a density is that of the noise in the first column and of the data in the last", async () => {
    const [noise, data] = await pairs(20_000);
    const grid = straightDensity(noise, data);
    for (let row = 30; row < 90; row += 3) {
      expect(Math.abs(grid[row]! - lineDensity(mixture, placeOfRow(row), 0, 1))).toBeLessThan(0.05);
      expect(
        Math.abs(grid[(columns - 1) * rows + row]! - lineDensity(mixture, placeOfRow(row))),
      ).toBeLessThan(0.12);
    }
  });

  test("a point that rests is in one cell at all times, and one outside of the picture in none", () => {
    const still = pathDensity(new Float32Array(columns));
    const outside = pathDensity(new Float32Array(columns).fill(9));
    expect(still.filter((value) => value > 0)).toHaveLength(columns);
    expect(outside.every((value) => value === 0)).toBe(true);
  });

  test("Euler's steps on the exact field are those of the reference", async () => {
    const { x, velocity } = await eulerSteps((place, t) => exactVelocity(mixture, place, t), 0.85, 15);
    const want = [
      0.85, 0.807, 0.771, 0.744, 0.728, 0.726, 0.741, 0.777, 0.836, 0.914, 1.006, 1.102, 1.201, 1.301, 1.401,
      1.501,
    ];
    expect(velocity).toHaveLength(15);
    for (const [i, value] of want.entries()) expect(Math.abs(x[i]! - value)).toBeLessThan(0.0006);
  });
});
