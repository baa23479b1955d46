import { afterAll, expect, test } from "vitest";
import { handOn } from "./hand.js";
import { type Held, heapUsed, heldBy } from "./heap.js";
import { closeBrowser, openPage } from "./site.js";

afterAll(closeBrowser);

const isNumber = (value: number): boolean => Number.isFinite(value);

/** Of an odd number of sizes, or so many of them that it makes no difference, the one in the middle. */
const middle = (sizes: readonly number[]): number => sizes.toSorted((a, b) => a - b)[sizes.length >> 1]!;

/** By what part of the first a page holds more now. */
const growth = (first: Held, now: Held): Record<keyof Held, number> => ({
  values: now.values / first.values - 1,
  buffers: now.buffers / first.buffers - 1,
});
const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;

/**
 * `NAMI_MINUTES` says for how long; half an hour where it does not, and half of that before. One size tells little, since
 * what a collection finds differs by a tenth from round to round with the code that the engine has just made, so that ten of them
 * are taken at each end. The engine goes on to compile functions of all pages, each time to larger code, for hours; the
 * values that the page holds are told apart from that by snapshots, and are to stay as they are.
 */
test("hours of start, stop and switch do not fill the memory of the page", async () => {
  const minutes = Number(process.env.NAMI_MINUTES ?? 30);
  await using site = await openPage("#/playground?backend=wasm");
  const { page, faults } = site;
  const debug = await page.context().newCDPSession(page);
  const hand = handOn(debug);
  const hasSteps = (step: number): boolean => step > 20;
  /** The page as it is when all has come to rest: the same each time. */
  const rest = async (): Promise<void> => {
    await hand.choose("Target", "moons");
    await hand.untilReading("wasserstein", isNumber);
    // Arrows and the density come after it.
    await page.waitForTimeout(3000);
  };
  const round = async (): Promise<void> => {
    for (const target of ["rings", "checkerboard", "mixture"]) {
      await hand.choose("Target", target);
      await hand.untilReading("step", hasSteps);
      for (const name of ["Pause", "One step", "Reset", "Play"]) await hand.press(name);
    }
    for (const name of [
      "Side by side",
      "One dimension",
      "Schedules and samplers",
      "Your model",
      "Playground",
    ]) {
      await hand.press(name);
      await page.waitForTimeout(500);
    }
    await hand.untilReading("step", hasSteps);
    await hand.choose("Backend", "onnx");
    await hand.untilReading("step", hasSteps);
    await hand.choose("Backend", "wasm");
  };
  const rounds = async (time: number): Promise<number[]> => {
    const heaps: number[] = [];
    for (const end = Date.now() + 60_000 * time; Date.now() < end; ) {
      await round();
      await rest();
      heaps.push((await heapUsed(page, debug)) / 2 ** 20);
    }
    return heaps;
  };
  const before = await rounds(minutes / 2);
  const held = await heldBy(page, debug);
  const after = await rounds(minutes);
  const end = await heldBy(page, debug);
  const grown = growth(held, end);
  const shown = (each: readonly number[]): string => each.map((size) => size.toFixed(2)).join(" ");
  const [first, last] = [middle(before.slice(-10)), middle(after.slice(-10))];
  console.info(
    `heap after each round, MiB: ${shown(before)}, and when most is compiled: ${shown(after)}; ` +
      `${percent(last / first - 1)} more, values ${percent(grown.values)} more, array buffers ${percent(grown.buffers)} more`,
  );
  // A thousand small objects that nobody lets go of would be seen, and so would be one motion of points.
  await page.evaluate(() =>
    Object.assign(globalThis, {
      kept: [Array.from({ length: 1000 }, (_, i) => ({ i })), new Float32Array(33 * 2 * 2000)],
    }),
  );
  const leaked = growth(end, await heldBy(page, debug));
  expect(leaked.values).toBeGreaterThan(0.01);
  expect(leaked.buffers).toBeGreaterThan(0.01);

  expect(last / first).toBeLessThan(1.05);
  expect(grown.values).toBeLessThan(0.01);
  expect(grown.buffers).toBeLessThan(0.01);
  expect(faults).toEqual([]);
}, 7_200_000);
