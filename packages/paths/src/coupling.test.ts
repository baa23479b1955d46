import { key, normal, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { independentCoupling } from "./coupling.js";

test("the independent coupling leaves every row where it is", async () => {
  const rows = {
    source: normal(key(0), [4, 2]),
    target: normal(key(1), [4, 2]),
    condition: tensor([0, 1, 2, 3]),
  };
  const coupling = independentCoupling();
  expect(coupling.name).toBe("independent");
  expect(await coupling.pair(rows, { key: key(2) })).toEqual(rows);
  const { condition: _, ...pair } = rows;
  expect(await coupling.pair(pair, { key: key(2) })).toEqual(pair);
});

test("different numbers of rows are an error", () => {
  const pair = { source: normal(key(0), [4, 2]), target: normal(key(1), [5, 2]) };
  expect(() => independentCoupling().pair(pair, { key: key(2) })).toThrow(
    "independentCoupling: source, target and condition must have one number of rows, got 4, 5. Draw as many of each.",
  );
  expect(() => independentCoupling().pair({ ...pair, source: tensor(1) }, { key: key(2) })).toThrow(
    "got a scalar, 5",
  );
});
