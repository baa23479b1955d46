import { afterEach, describe, expect, test } from "vitest";
import { backend } from "./testing/reference.js";
import { oneOfEachKind } from "./testing/sampling-law/cases.js";
import { allowed, seenOf } from "./testing/sampling-law/law.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

/** 2¹¹ samples; `npm run sampling-law` tries 2¹⁷, and every solver. */
const size = { scale: 1 / 8, backend };

describe("from the exact field and the exact marginal at t = 1", () => {
  test.each(oneOfEachKind.map((one) => [one.name, one] as const))(
    "samples have the law of the data: %s",
    async (_, one) => {
      for (const { statistic, errors } of await seenOf(one, size))
        expect(Math.abs(errors), statistic.name).toBeLessThan(allowed(statistic));
    },
  );
});
