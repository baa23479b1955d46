import { afterAll, expect, test } from "vitest";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

const isNumber = (value: number): boolean => Number.isFinite(value);

/**
 * `NAMI_MINUTES` says for how long; half an hour where it does not, and half of that before. In that time the engine compiles
 * the code of all pages again and again, each time to faster and larger code: of what the heap grows by in the first ten
 * minutes, heap snapshots show nearly all to be code. That is no leak, and it ends.
 */
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
  const rounds = async (time: number): Promise<number[]> => {
    const heaps: number[] = [];
    for (const end = Date.now() + 60_000 * time; Date.now() < end; ) {
      await round();
      heaps.push((await heap()) / 2 ** 20);
    }
    return heaps;
  };
  const before = await rounds(minutes / 2);
  const heaps = await rounds(minutes);
  const shown = (each: readonly number[]): string => each.map((size) => size.toFixed(2)).join(" ");
  console.info(`heap after each round, MiB: ${shown(before)}, and when all is compiled: ${shown(heaps)}`);
  expect(heaps.at(-1)! / before.at(-1)!).toBeLessThan(1.05);
  expect(faults).toEqual([]);
}, 7_200_000);
