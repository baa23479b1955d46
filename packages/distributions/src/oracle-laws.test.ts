import { mul } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { oracleResiduals } from "./testing/oracle-residuals.js";

test("on 110 random mixtures density, score, velocity and posterior mean belong together, at and near both ends", async () => {
  const found = await oracleResiduals(110, 1);
  expect(found.nans).toBe(0);
  expect(found.continuity).toBeLessThan(1e-6);
  expect(found.tweedie).toBeLessThan(1e-10);
  expect(found.velocityAndScore).toBeLessThan(1e-10);
});

test("a score off by one part in a million is caught", async () => {
  const found = await oracleResiduals(11, 1, (oracle) => ({
    ...oracle,
    score: (x, t) => mul(1 + 1e-6, oracle.score(x, t)),
  }));
  expect(found.tweedie).toBeGreaterThan(1e-8);
  expect(found.velocityAndScore).toBeGreaterThan(1e-8);
});

test("a velocity without its σ̇, or with the divergence of another sign, is caught", async () => {
  const slower = await oracleResiduals(11, 1, (oracle) => ({
    ...oracle,
    velocity: (x, t) => mul(0.999, oracle.velocity(x, t)),
  }));
  const turned = await oracleResiduals(11, 1, (oracle) => ({
    ...oracle,
    divergence: (x, t) => mul(-1, oracle.divergence(x, t)),
  }));
  for (const { continuity } of [slower, turned]) expect(continuity).toBeGreaterThan(1e-4);
});
