import { expect, test } from "vitest";
import { oracleResiduals } from "./testing/oracle-residuals.js";

test("on 20,000 random mixtures density, score, velocity and posterior mean belong together", async () => {
  const found = await oracleResiduals(20_000, 2);
  expect(found.nans).toBe(0);
  expect(found.continuity).toBeLessThan(1e-13);
  expect(found.tweedie).toBeLessThan(5e-11);
  expect(found.velocityAndScore).toBeLessThan(5e-11);
});
