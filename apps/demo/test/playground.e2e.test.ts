import { afterAll, expect, test } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

test("a visitor sees a flow learn two moons: the page trains by itself, and nothing goes wrong", async () => {
  await using site = await openPage("#/playground?backend=wasm");
  const { page, faults } = site;
  const began = Date.now();
  await untilReading(page, "step", (step) => step > 20);
  const error = await untilReading(page, "field", (value) => value <= 0.028, { timeout: 30_000 });
  console.info(`distance from the exact field ${error} after ${(Date.now() - began) / 1000} s`);
  expect(faults).toEqual([]);
});

test.each(["light", "dark"] as const)("has no fault that axe finds, %s", async (colorScheme) => {
  await using site = await openPage("#/playground?backend=wasm&target=mixture", { colorScheme });
  await untilReading(site.page, "step", (step) => step > 0);
  expect(await accessibilityFaults(site.page)).toEqual([]);
});
