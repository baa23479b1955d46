import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { faultsEverywhere } from "./accessibility.js";
import { backends, button, isNumber } from "./controls.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

const quick = "hidden=16&batch=64&rate=0.01";
const cell = async (page: Page, column: "euler" | "exact", step: number): Promise<number> =>
  Number.parseFloat((await page.locator(`[data-${column}="${step}"]`).textContent()) ?? "");

test.each(backends)(
  "on %s a network learns the field of two modes, and its Euler steps come near",
  async (backend) => {
    await using site = await openPage(`#/line?${quick}&backend=${backend}`);
    const { page, faults } = site;
    await untilReading(page, "field", (value) => value < 0.1);
    expect(await untilReading(page, "wasserstein", isNumber)).toBeLessThan(0.4);
    expect(await cell(page, "exact", 5)).toBeCloseTo(0.726, 2);
    expect(await cell(page, "exact", 15)).toBeCloseTo(1.501, 2);
    expect(await page.locator("[data-euler]").count()).toBe(16);
    expect(Math.abs((await cell(page, "euler", 15)) - 1.501)).toBeLessThan(0.4);
    await button(page, "Pause").click();
    await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
    await page.getByRole("slider", { name: "Euler steps" }).focus();
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelectorAll("[data-euler]").length === 2);
    await page.getByRole("slider", { name: "Start" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector('[data-euler="0"]')?.textContent === "0.900");
    await expect.poll(() => page.url()).toContain("start=0.9&steps=1");
    await page.waitForTimeout(300);
    const rested = await reading(page, "step");
    await button(page, "One step").click();
    await untilReading(page, "step", (step) => step === rested + 1);
    await button(page, "Reset").click();
    await untilReading(page, "step", (step) => step === 0);
    await button(page, "Play").click();
    await untilReading(page, "step", (step) => step > 1);
    expect(faults).toEqual([]);
  },
);

test.each(backends)(
  "on %s every setting and every view begins to work, and the address tells it",
  async (backend) => {
    await using site = await openPage(`#/line?${quick}&backend=${backend}`);
    const { page, faults } = site;
    const trains = (): Promise<number> => untilReading(page, "step", (step) => step > 0);
    for (const word of ["twoModes", "fiveModes", "oneMode"]) {
      await page.getByLabel("Data", { exact: true }).selectOption(word);
      await trains();
    }
    for (const label of ["Width", "Step size", "Batch"]) {
      await page.getByRole("slider", { name: label, exact: true }).focus();
      await page.keyboard.press("ArrowLeft");
      await trains();
    }
    await page.getByLabel("Seed").fill("3");
    await page.getByLabel("Seed").blur();
    await trains();
    const title = (text: string) => page.getByRole("heading", { name: text, exact: true }).waitFor();
    await page.getByLabel("Beside the network").selectOption("exact");
    await title("Exact field");
    await page.getByLabel("Pictures").selectOption("density");
    await title("Straight paths of training");
    for (const name of ["Paths", "Moving point"]) {
      await page.getByLabel(name, { exact: true }).click();
      expect(await page.getByLabel(name, { exact: true }).isChecked()).toBe(false);
    }
    for (const part of [
      "target=oneMode",
      "hidden=8",
      "batch=32",
      "rate=0.003",
      "seed=3",
      "shows=density",
      "ways=0",
    ])
      await expect.poll(() => page.url()).toContain(part);
    const time = page.getByRole("slider", { name: "Time", exact: true });
    await time.focus();
    await page.keyboard.press("Home");
    await expect.poll(() => time.getAttribute("aria-valuetext")).toBe("t = 1.00");
    await page.locator("tr.marked [data-euler='0']").waitFor();
    await button(page, "To data ▶").click();
    await page.locator("tr.marked [data-euler='0']").waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  },
);

test("training goes on where it is on another backend", async () => {
  await using site = await openPage(`#/line?${quick}`);
  const { page, faults } = site;
  const computes = page.locator('[data-reading="backend"]');
  await untilReading(page, "step", (step) => step > 50);
  expect(await computes.textContent()).toContain("WebAssembly");
  await button(page, "Pause").click();
  await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
  // At rest the last step is soon copied to the host.
  await page.waitForTimeout(1500);
  const rested = await reading(page, "step");
  await page.getByLabel("Backend").selectOption("onnx");
  await computes.filter({ hasText: "ONNX Runtime" }).waitFor();
  expect(await reading(page, "step")).toBe(rested);
  await button(page, "One step").click();
  await untilReading(page, "step", (step) => step === rested + 1);
  await expect.poll(() => page.url()).toContain("backend=onnx");
  expect(faults).toEqual([]);
});

test("axe finds no fault, and nothing is wider than the window: light, dark, wide and narrow", async () => {
  await using site = await openPage(`#/line?${quick}`, { reducedMotion: "reduce" });
  const { page } = site;
  await untilReading(page, "wasserstein", isNumber);
  expect(await page.getByRole("slider", { name: "Time", exact: true }).inputValue()).toBe("1");
  expect(await faultsEverywhere(page)).toEqual([]);
});
