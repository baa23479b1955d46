import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { faultsEverywhere } from "./accessibility.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

/** Settings that take little time. */
const quick = "backend=wasm&hidden=8&batch=32&particles=500";
const isNumber = (value: number): boolean => Number.isFinite(value);
const side = (page: Page, letter: string) =>
  page.getByRole("form", { name: `Settings of ${letter}`, exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const notices = (page: Page) => page.locator(".notice:visible").allTextContents();

test("both sides train to the same step, and optimal transport is the straighter one", async () => {
  await using site = await openPage("#/compare?backend=wasm&hidden=16&batch=128&particles=500&until=300");
  const { page, faults } = site;
  for (const name of ["a", "b"]) await untilReading(page, `${name}-step`, (step) => step === 300);
  await page.waitForFunction(() => document.querySelector('[data-phase="finished"]'));
  expect(await button(page, "Play").isDisabled()).toBe(true);
  for (const name of ["a-wasserstein", "a-likelihood", "b-wasserstein", "b-likelihood"])
    await untilReading(page, name, isNumber);
  expect(await reading(page, "b-straightness")).toBeGreaterThan(await reading(page, "a-straightness"));
  expect(await reading(page, "a-evaluations")).toBe(4);
  await button(page, "Reset").click();
  await untilReading(page, "a-step", (step) => step < 300);
  await button(page, "Pause").click();
  await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
  await page.waitForTimeout(300);
  const [a, b] = [await reading(page, "a-step"), await reading(page, "b-step")];
  await button(page, "One step").click();
  await untilReading(page, "a-step", (step) => step === Math.min(300, a + 1));
  await untilReading(page, "b-step", (step) => step === Math.min(300, b + 1));
  expect(faults).toEqual([]);
});

test("every pair and every setting of a side begins to work, and the address tells it", async () => {
  await using site = await openPage(`#/compare?${quick}`);
  const { page, faults } = site;
  const trains = async (): Promise<void> => {
    for (const name of ["a-step", "b-step"]) await untilReading(page, name, (step) => step > 0);
    expect(await notices(page)).toEqual([]);
  };
  const menu = page.getByLabel("Compare", { exact: true });
  for (const [name, evaluations] of [
    ["solvers", 16],
    ["steps", 32],
    ["noise", 48],
    ["method", 16],
    ["coupling", 4],
  ] as const) {
    await menu.selectOption(name);
    await untilReading(page, "b-evaluations", (count) => count === evaluations);
  }
  const solver = side(page, "B").getByLabel("Solver");
  expect(await solver.locator("option[value=eulerMaruyama]").count()).toBe(0);
  await side(page, "B").getByLabel("Coupling").selectOption("independent");
  await solver.selectOption("eulerMaruyama");
  await trains();
  await side(page, "B").getByLabel("Path").selectOption("cosine");
  await side(page, "B").getByLabel("Learns").selectOption("noise");
  await side(page, "B").getByRole("slider", { name: "Steps" }).focus();
  await page.keyboard.press("ArrowRight");
  await trains();
  expect(await menu.inputValue()).toBe("own");
  await untilReading(page, "b-evaluations", (count) => count === 5);
  await page.getByLabel("Target", { exact: true }).selectOption("rings");
  for (const label of ["Width of the network", "Batch", "Training ends after", "Particles"]) {
    await page.getByRole("slider", { name: label, exact: true }).focus();
    await page.keyboard.press("ArrowRight");
  }
  await page.getByLabel("Seed of both").fill("7");
  await page.getByLabel("Seed of both").blur();
  await trains();
  for (const part of [
    "b.predicts=noise",
    "b.path=cosine",
    "b.steps=5",
    "target=rings",
    "seed=7",
    "until=3000",
  ])
    await expect.poll(() => page.url()).toContain(part);
  for (const name of [
    "Data",
    "Particles in motion",
    "Samples",
    "Trajectories",
    "Velocity",
    "Streamlines",
    "Log-density",
  ]) {
    const box = page.getByLabel(name, { exact: true });
    const before = await box.isChecked();
    await box.click();
    expect(await box.isChecked()).toBe(!before);
  }
  const time = page.getByRole("slider", { name: "Time", exact: true });
  await time.focus();
  await page.keyboard.press("Home");
  expect(await time.getAttribute("aria-valuetext")).toBe("t = 1.00");
  expect(faults).toEqual([]);
});

test("axe finds no fault, and nothing is wider than the window: light, dark, wide and narrow", async () => {
  await using site = await openPage(`#/compare?${quick}&until=100`);
  await untilReading(site.page, "b-step", (step) => step > 0);
  expect(await faultsEverywhere(site.page)).toEqual([]);
});
