import { eightGaussians } from "@nami/datasets";
import { linearPath } from "@nami/paths";
import { key } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { exactPoints } from "./exact-velocity.js";

describe("exactPoints", () => {
  test("holds E[ε − x₀ | x_t], summed by hand over the eight modes", async () => {
    const toy = eightGaussians();
    const { x, t, velocity } = await exactPoints(toy, linearPath(), { key: key(3), count: 300 });
    const [points, times, exact] = [await x.data(), await t.data(), await velocity.data()];
    const { means, variances } = toy.mixture;
    let largest = 0;
    for (let i = 0; i < 300; i += 1) {
      const [time, px, py] = [times[i]!, points[2 * i]!, points[2 * i + 1]!];
      expect(time).toBeGreaterThanOrEqual(i / 300 - 1e-7);
      expect(time).toBeLessThanOrEqual((i + 1) / 300 + 1e-7);
      const [alpha, s2] = [1 - time, variances[0]!];
      const c = alpha ** 2 * s2 + time ** 2;
      const weights = means.map(([mx, my]) =>
        Math.exp(-((px - alpha * mx) ** 2 + (py - alpha * my) ** 2) / (2 * c)),
      );
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const vx = means.reduce((sum, [mx], k) => {
        const shift = px - alpha * mx;
        return sum + (weights[k]! / total) * ((time / c) * shift - mx - (alpha * s2 * shift) / c);
      }, 0);
      largest = Math.max(largest, Math.abs(vx - exact[2 * i]!));
    }
    expect(largest).toBeLessThan(2e-6);
  });

  test("is the same for the same key, and another for another", async () => {
    const draw = async (seed: number): Promise<ArrayLike<number>> =>
      (await exactPoints(eightGaussians(), linearPath(), { key: key(seed), count: 20 })).x.data();
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });
});
