import { key } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { exactPoints } from "./exact-field.js";
import { pathOf, sourceOf } from "./recipe.js";
import { targetOf } from "./target.js";

test("the exact field between a normal target and a normal source is the one of the formula", async () => {
  const std = 0.5;
  const { mixture } = targetOf({ kind: "mixture", centers: [1, -1], std });
  const { x, t, velocity } = await exactPoints(
    mixture!,
    sourceOf.wide(),
    pathOf.linear(),
    async () => undefined,
  );
  const [points, times, found] = await Promise.all([x.data(), t.data(), velocity.data()]);
  for (let i = 0; i < 1024; i += 37) {
    const time = times[i]!;
    const c = (1 - time) ** 2 * std ** 2 + time ** 2 * 4;
    const gain = (-(1 - time) * std ** 2 + time * 4) / c;
    for (const [k, mean] of [1, -1].entries())
      expect(found[2 * i + k]).toBeCloseTo(-mean + gain * (points[2 * i + k]! - (1 - time) * mean), 3);
  }
});

test("rows of a file come in an order of the key, each as often as the others", async () => {
  const values = Float32Array.of(0, 0, 1, 1, 2, 2);
  const drawn = await targetOf({ kind: "rows", values, units: { mean: [0, 0], scale: 1 } })
    .sample(6, key(4))
    .data();
  expect([...drawn].sort()).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
});
