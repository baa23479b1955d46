import { afterEach, expect, test } from "vitest";
import { backend } from "./testing/reference.js";
import { allowed, effectOf } from "./testing/sampling-law/law.js";
import { mistakes } from "./testing/sampling-law/mistakes.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

test.each(mistakes.map((one) => [one.name, one] as const))(
  "the sampling law rejects: %s",
  async (_, mistake) => {
    const { statistic, errors } = await effectOf(mistake, { scale: 1 / 8, backend });
    expect(Math.abs(errors), mistake.statistic).toBeGreaterThan(Math.max(10, allowed(statistic)));
  },
);
