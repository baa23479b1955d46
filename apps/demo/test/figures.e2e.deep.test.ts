import { afterAll, expect, test } from "vitest";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

const isNumber = (value: number): boolean => Number.isFinite(value);

test("the page answers at once while its worker trains and 5,000 particles move at 30 frames a second", async () => {
  await using site = await openPage("#/playground?backend=wasm&particles=5000");
  const { page, faults } = site;
  await untilReading(page, "wasserstein", isNumber);
  await page.evaluate(() => {
    const seen = { tasks: [] as number[], inputs: [] as number[], frames: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) =>
      seen.tasks.push(...list.getEntries().map((one) => one.duration)),
    ).observe({
      type: "longtask",
    });
    new PerformanceObserver((list) =>
      seen.inputs.push(...list.getEntries().map((one) => one.duration)),
    ).observe({
      type: "event",
      durationThreshold: 16,
    } as PerformanceObserverInit);
    const count = (): void => {
      seen.frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const began = Date.now();
  for (let i = 0; i < 8; i++) {
    await page.getByLabel("Trajectories").click();
    await page.waitForTimeout(700);
  }
  const seen = await page.evaluate(
    () =>
      (
        globalThis as typeof globalThis & {
          readonly seen: { tasks: number[]; inputs: number[]; frames: number };
        }
      ).seen,
  );
  const rate = (1000 * seen.frames) / (Date.now() - began);
  console.info(
    `${rate.toFixed(1)} frames a second; tasks over 50 ms: [${seen.tasks}]; slowest input ${Math.max(0, ...seen.inputs)} ms`,
  );
  expect(rate).toBeGreaterThan(30);
  expect(seen.tasks).toEqual([]);
  expect(Math.max(0, ...seen.inputs)).toBeLessThan(200);
  expect(faults).toEqual([]);
});

test("hours of start, stop and switch do not fill the memory of the page", async () => {
  const minutes = Number(process.env.NAMI_MINUTES ?? 30);
  await using site = await openPage("#/playground?backend=wasm");
  const { page, faults } = site;
  const debug = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await page.getByLabel("Target", { exact: true }).selectOption("moons");
    await untilReading(page, "wasserstein", isNumber);
    await debug.send("HeapProfiler.collectGarbage");
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
    await page.getByLabel("Backend").selectOption("onnx");
    await untilReading(page, "step", (step) => step > 20);
    await page.getByLabel("Backend").selectOption("wasm");
  };
  await round();
  const first = await heap();
  for (const end = Date.now() + 60_000 * minutes; Date.now() < end; ) await round();
  const last = await heap();
  console.info(`heap ${(first / 2 ** 20).toFixed(2)} MiB, then ${(last / 2 ** 20).toFixed(2)} MiB`);
  expect(last / first).toBeLessThan(1.05);
  expect(faults).toEqual([]);
}, 7_200_000);
