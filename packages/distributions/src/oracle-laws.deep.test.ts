import { expect, test } from "vitest";
import { oracleResiduals } from "./testing/oracle-residuals.js";

test("on 20,000 random mixtures density, score, velocity and posterior mean belong together", async () => {
  const found = await oracleResiduals(20_000, 2);
  console.log(found);
  expect(found.nans).toBe(0);
  expect(found.continuity).toBeLessThan(1e-6);
  expect(found.tweedie).toBeLessThan(1e-10);
  expect(found.velocityAndScore).toBeLessThan(1e-10);
});
