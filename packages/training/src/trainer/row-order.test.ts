import { foldIn, key, permutation } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { rowOrder } from "./row-order.js";

const orderKey = key(5);

describe("rowOrder", () => {
  test("takes every row once an epoch, in another order each time", async () => {
    const places = await rowOrder(orderKey, 7).at(0, 21);
    const epochs = [0, 1, 2].map((epoch) => places.slice(7 * epoch, 7 * epoch + 7));
    for (const epoch of epochs) expect(epoch.toSorted()).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5, 6));
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[1]).toEqual(await permutation(foldIn(orderKey, 1), 7).data());
  });

  test("goes on from any cursor, across epochs and with batches larger than the data", async () => {
    const whole = await rowOrder(orderKey, 10).at(0, 100);
    for (const [cursor, size] of [
      [0, 10],
      [7, 6],
      [9, 1],
      [13, 37],
      [95, 5],
    ] as const)
      expect(await rowOrder(orderKey, 10).at(cursor, size)).toEqual(whole.slice(cursor, cursor + size));
  });

  test("is the same when read on, as training does", async () => {
    const order = rowOrder(orderKey, 10);
    const whole = await rowOrder(orderKey, 10).at(0, 100);
    for (let cursor = 0; cursor < 100; cursor += 20) {
      const [a, b] = [await order.at(cursor, 4), await order.at(cursor + 4, 16)];
      expect([...a, ...b]).toEqual([...whole.slice(cursor, cursor + 20)]);
    }
  });
});
