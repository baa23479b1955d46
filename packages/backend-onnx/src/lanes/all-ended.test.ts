import { expect, test } from "vitest";
import { allEnded } from "./all-ended.js";

test("gives the results in order", async () => {
  expect(await allEnded([Promise.resolve(1), Promise.resolve("two")])).toEqual([1, "two"]);
});

test("throws the first failure, when all have ended", async () => {
  let ended = false;
  const slow = new Promise<void>((resolve) => setTimeout(resolve, 20)).then(() => {
    ended = true;
  });
  await expect(
    allEnded([slow, Promise.reject(new Error("one")), Promise.reject(new Error("two"))]),
  ).rejects.toThrow("one");
  expect(ended).toBe(true);
});
