import type { Locator, Page } from "playwright";
import { expect } from "vitest";
import { reading } from "./site.js";

/** Whether every word of every menu is tried, on GPUs too, which are simulated where there is none. */
export const isLong = process.env.NAMI_DEEP === "1";
export const backends: readonly string[] = isLong ? ["wasm", "webgl", "webgpu"] : ["wasm"];
/** Settings of the playground that take little time, for tests that are not about learning. */
export const small = "hidden=16&layers=1&batch=32&particles=500&solver=euler&steps=2&density=0";

/** What a picture of the plane can show. */
export const views = [
  "Data",
  "Particles in motion",
  "Samples",
  "Trajectories",
  "Velocity",
  "Streamlines",
  "Log-density",
] as const;

export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });
export const isNumber = (value: number): boolean => Number.isFinite(value);

/** Words of a menu to try: all of them in the long form, else the second and the last. */
export const wordsOf = async (menu: Locator): Promise<readonly string[]> => {
  const words = await menu
    .locator("option")
    .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  return isLong ? words : [...new Set([words[1]!, words.at(-1)!])];
};

/** Waits until a side of the comparison is measured after so many steps. */
export const isMeasured = (page: Page, side: string, step: number): Promise<void> =>
  page.locator(`[data-reading="${side}-wasserstein"][data-step="${step}"]`, { hasText: /[0-9]/ }).waitFor();

/** Waits until a page trains nothing and shows nothing, and tells a visitor what to do. */
export const isWaiting = async (page: Page, asked: string): Promise<void> => {
  await page.locator('[data-phase="waiting"]').waitFor();
  await page.getByRole("img", { name: `The plane, empty. ${asked}` }).waitFor();
  for (const name of ["evaluations", "wasserstein", "likelihood"])
    await expect.poll(() => reading(page, name)).toBeNaN();
  expect(await reading(page, "step")).toBe(0);
  expect(await button(page, "Play").isDisabled()).toBe(true);
};
