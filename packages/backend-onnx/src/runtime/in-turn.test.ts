import { expect, test } from "vitest";
import { inTurn } from "./in-turn.js";

test("calls start when all before them have ended, also badly", async () => {
  const take = inTurn();
  const events: string[] = [];
  const call =
    (name: string, fails = false) =>
    async (): Promise<string> => {
      events.push(`${name} starts`);
      await Promise.resolve();
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([take(call("a")), take(call("b", true)), take(call("c"))]);
  expect(events).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
