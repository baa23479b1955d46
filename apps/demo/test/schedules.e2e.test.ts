import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { faultsEverywhere } from "./accessibility.js";
import { isLong, wordsOf } from "./controls.js";
import { closeBrowser, openPage } from "./site.js";

afterAll(closeBrowser);

const one = "#/schedules?samplers=ddim";
const cell = (page: Page, sampler: string, steps: number) =>
  page.locator(`[data-sampler="${sampler}"] [data-steps="${steps}"]`);
const error = async (page: Page, sampler: string, steps: number): Promise<number> =>
  Number.parseFloat((await cell(page, sampler, steps).textContent()) ?? "");
const measured = (page: Page) => page.getByText("All measured").waitFor();

test("samplers come up with the errors of the reference, and every setting measures anew", async () => {
  await using site = await openPage(one);
  const { page, faults } = site;
  await measured(page);
  expect(await error(page, "ddim", 10)).toBeCloseTo(0.117, 3);
  expect(await error(page, "ddim", 40)).toBeCloseTo(0.0311, 4);
  await page.getByLabel("UniPC 3", { exact: true }).click();
  await measured(page);
  expect(await error(page, "unipc3", 10)).toBeCloseTo(0.0383, 4);
  expect(await error(page, "ddim", 10)).toBeCloseTo(0.117, 3);
  await page.getByLabel("UniPC 3", { exact: true }).click();
  expect(await page.locator("[data-sampler]").count()).toBe(1);
  for (const [label, word] of [
    ["Data", "oneMode"],
    ["Schedule", "vp"],
    ["Grid of times", "karras"],
  ] as const) {
    const before = await error(page, "ddim", 10);
    await page.getByLabel(label, { exact: true }).selectOption(word);
    await page.waitForFunction(
      (old) =>
        !document.querySelector("[data-sampler] [data-steps='160']")?.textContent?.startsWith("–") &&
        Number.parseFloat(document.querySelector("[data-sampler] [data-steps='10']")?.textContent ?? "") !==
          old,
      before,
    );
    await expect.poll(() => page.url()).toContain(word);
  }
  for (const label of ["Data", "Schedule", "Grid of times"]) {
    const menu = page.getByLabel(label, { exact: true });
    for (const word of await wordsOf(menu)) {
      await menu.selectOption(word);
      await measured(page);
    }
    await menu.selectOption({ index: 0 });
    await measured(page);
  }
  const boxes = page.getByRole("group", { name: "Samplers" }).getByRole("checkbox");
  for (const box of isLong ? await boxes.all() : [boxes.first(), boxes.last()]) {
    const before = await box.isChecked();
    await box.click();
    await measured(page);
    expect(await box.isChecked()).toBe(!before);
    await box.click();
  }
  await page.getByRole("slider", { name: "Steps to read at" }).focus();
  await page.keyboard.press("Home");
  await page.waitForURL(/steps=3/);
  await expect.poll(() => page.locator("td.marked").getAttribute("data-steps")).toBe("3");
  await page.locator(".error-chart svg").hover({ position: { x: 300, y: 100 } });
  await page.waitForURL((url) => !url.href.endsWith("steps=3"));
  expect(faults).toEqual([]);
});

test("measuring is stopped and goes on where it was", async () => {
  await using site = await openPage(`${one}.edmHeunChurn.predictorCorrector.unipc3.ancestral`);
  const { page, faults } = site;
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("Stopped").waitFor();
  await page.waitForTimeout(150);
  const cells = page.locator("td .evaluations");
  const before = await cells.count();
  await page.waitForTimeout(200);
  expect(await cells.count()).toBe(before);
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await measured(page);
  expect(await cells.count()).toBe(60);
  expect(faults).toEqual([]);
});

test("schedules are read by pointer and by keyboard, with their limits at the ends", async () => {
  await using site = await openPage(`${one}&curves=linear.vp`);
  const { page, faults } = site;
  const row = (name: string) => page.locator(`[data-schedule="${name}"] td`).allTextContents();
  await page.locator('[data-schedule="vp"] td').first().waitFor();
  expect(await row("vp")).toEqual(["0.281", "0.96", "−2.46"]);
  await page.getByRole("slider", { name: "Time to read at" }).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => row("linear")).toEqual(["1", "0", "∞"]);
  await page.keyboard.press("End");
  await expect.poll(() => row("linear")).toEqual(["0", "1", "−∞"]);
  await page.waitForURL(/t=1/);
  await page
    .locator(".chart-row svg")
    .first()
    .hover({ position: { x: 150, y: 80 } });
  await page.waitForURL(/t=0\.\d/);
  await page.getByLabel("VE", { exact: true }).click();
  await expect.poll(() => page.locator("[data-schedule]").count()).toBe(3);
  await page.getByLabel("σ on a logarithmic axis").click();
  await page.getByLabel("VE", { exact: true }).click();
  await page.waitForURL(/log=1/);
  expect(await page.locator(".schedules path[d*='NaN'], .schedules path[d*='Infinity']").count()).toBe(0);
  expect(faults).toEqual([]);
});

test("axe finds no fault, and nothing is wider than the window: light, dark, wide and narrow", async () => {
  await using site = await openPage(one);
  await measured(site.page);
  expect(await faultsEverywhere(site.page)).toEqual([]);
});
