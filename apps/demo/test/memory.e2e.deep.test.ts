import { afterAll, expect, test } from "vitest";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

/** Rounds before the first look at the heap. */
const warmUp = 4;
const isNumber = (value: number): boolean => Number.isFinite(value);

/** `NAMI_MINUTES` says for how long; half an hour where it does not. */
test("hours of start, stop and switch do not fill the memory of the page", async () => {
  const minutes = Number(process.env.NAMI_MINUTES ?? 30);
  await using site = await openPage("#/playground?backend=wasm");
  const { page, faults } = site;
  const debug = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await page.getByLabel("Target", { exact: true }).selectOption("moons");
    await untilReading(page, "wasserstein", isNumber);
    // What one collection frees may hold what the next one frees: workers that have ended, pages that were left.
    for (let i = 0; i < 4; i++) {
      await debug.send("HeapProfiler.collectGarbage");
      await page.waitForTimeout(100);
    }
    const { usedSize } = await debug.send("Runtime.getHeapUsage");
    return usedSize;
  };
  const round = async (): Promise<void> => {
    for (const target of ["rings", "checkerboard", "mixture"]) {
      await page.getByLabel("Target", { exact: true }).selectOption(target);
      await untilReading(page, "step", (step) => step > 20);
      await page.getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByRole("button", { name: "One step", exact: true }).click();
      await page.getByRole("button", { name: "Reset", exact: true }).click();
      await page.getByRole("button", { name: "Play", exact: true }).click();
    }
    for (const name of ["Side by side", "One dimension", "Schedules", "Your model", "Playground"]) {
      await page.getByRole("navigation").getByRole("link", { name }).click();
      await page.waitForTimeout(500);
    }
    await untilReading(page, "step", (step) => step > 20);
    await page.getByLabel("Backend").selectOption("onnx");
    await untilReading(page, "step", (step) => step > 20);
    await page.getByLabel("Backend").selectOption("wasm");
  };
  // The code of all pages is loaded and compiled first, which is no leak.
  for (let i = 0; i < warmUp; i++) await round();
  const heaps = [await heap()];
  for (const end = Date.now() + 60_000 * minutes; Date.now() < end; ) {
    await round();
    heaps.push(await heap());
  }
  const shown = heaps.map((bytes) => (bytes / 2 ** 20).toFixed(2));
  console.info(`heap after ${warmUp} rounds and each one more, MiB: ${shown.join(" ")}`);
  expect(heaps.at(-1)! / heaps[0]!).toBeLessThan(1.05);
  expect(faults).toEqual([]);
}, 7_200_000);
