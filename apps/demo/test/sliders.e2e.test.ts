import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { closeBrowser, openPage } from "./site.js";

afterAll(closeBrowser);

const slider = (page: Page, name: string) => page.getByRole("slider", { name, exact: true });
const said = (page: Page, name: string) => slider(page, name).getAttribute("aria-valuetext");
const place = async (page: Page, name: string): Promise<number> =>
  Number(await slider(page, name).inputValue());

test("a slider shows the value that an address gives, though its list lacks it, and goes to the neighbours", async () => {
  await using site = await openPage("#/playground?backend=wasm&rate=0.0005&hidden=100&batch=300&density=0");
  const { page, faults } = site;
  await slider(page, "Width").waitFor();
  for (const [name, text] of [
    ["Step size", "0.0005"],
    ["Width", "100"],
    ["Batch", "300"],
  ] as const) {
    expect(await said(page, name)).toBe(text);
    expect(
      await page
        .locator(".field", { has: slider(page, name) })
        .locator(".field-value")
        .textContent(),
    ).toBe(text);
  }
  await slider(page, "Batch").press("ArrowRight");
  await expect.poll(() => page.url()).toContain("batch=512");
  // The place of 300 is gone: the thumb stands where 512 is in the list.
  await expect.poll(() => place(page, "Batch")).toBe(4);
  await slider(page, "Batch").press("ArrowRight");
  await expect.poll(() => page.url()).toContain("batch=1024");
  await slider(page, "Width").press("ArrowLeft");
  await expect.poll(() => page.url()).toContain("hidden=96");
  await expect.poll(() => place(page, "Width")).toBe(4);
  expect(faults).toEqual([]);
});

test("the training of two sides ends where the address says", async () => {
  await using site = await openPage("#/compare?backend=wasm&until=150&batch=100");
  const { page, faults } = site;
  await slider(page, "Batch").waitFor();
  expect(await said(page, "Batch")).toBe("100");
  expect(await said(page, "Training ends after")).toBe("150 steps");
  expect(faults).toEqual([]);
});
