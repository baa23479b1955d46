import { icfmPath, linearPath, reverseTime } from "@nami/paths";
import { key, mul, type Tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { fmLoss, velocityField } from "./index.js";
import { valuesOf, wide } from "./testing/reference.js";

test("a field carries the path that it is trained on, and fmLoss takes it", async () => {
  const path = linearPath({ coupling: { name: "sorted", pair: (rows) => rows } });
  const field = velocityField({ dim: 2, hidden: 4, layers: 1, path });
  const model = field.with(field.init(key(0), { dtype: "float64" }));
  expect([field.path, model.path]).toEqual([path, path]);
  const [target, source] = [wide([[1, 2]]), wide([[0, 1]])]; // biome-ignore format: a table
  const onReversed = velocityField({ dim: 2, hidden: 4, layers: 1, path: reverseTime(path) });
  const reversed = onReversed.with(field.init(key(0), { dtype: "float64" }));
  const [own, said, other] = await Promise.all(
    [
      fmLoss(model, target, source, { t: 0.3 }),
      fmLoss(model, target, source, { t: 0.3, path }),
      fmLoss(reversed, target, source, { t: 0.3 }),
    ].map(valuesOf),
  );
  expect(own).toEqual(said);
  expect(own).not.toEqual(other);
});

test("fmLoss draws the noise of a path that has its own from its key", async () => {
  const path = icfmPath({ sigma: 0.5 });
  const still = (x: Tensor): Tensor => mul(0, x);
  const [target, source] = [wide([[1, 2]]), wide([[0, 1]])]; // biome-ignore format: a table
  const loss = fmLoss(still, target, source, { t: 0.3, path, key: key(1) });
  expect((await valuesOf(loss))[0]).toBeCloseTo(1, 14);
  const at = fmLoss((x) => x, target, source, { t: 0.3, path, key: key(1) });
  const again = fmLoss((x) => x, target, source, { t: 0.3, path, key: key(2) });
  expect(await valuesOf(at)).not.toEqual(await valuesOf(again));
});
