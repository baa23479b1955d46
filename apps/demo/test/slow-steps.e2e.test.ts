import { afterAll, expect, test } from "vitest";
import { button } from "./controls.js";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

test("a page says what takes long, and answers a pause before the step is over", async () => {
  await using site = await openPage(
    "#/playground?backend=wasm&hidden=16&layers=1&particles=500&density=0&coupling=optimalTransport&batch=4096",
  );
  const { page, faults } = site;
  const pace = page.locator("[data-pace]");
  await pace.getByText("The first step: the plan of 4,096 pairs …").waitFor();
  await pace.getByText(/^A step takes about [\d.]+ s: the plan of 4,096 pairs\.$/).waitFor();
  await page.locator("[data-phase]").evaluate((bar) => {
    const seen: string[] = [];
    Object.assign(window, { seenPhases: seen });
    new MutationObserver(() => seen.push(bar.getAttribute("data-phase") ?? "")).observe(bar, {
      attributes: true,
    });
  });
  await button(page, "Pause").click();
  await page.locator('[data-phase="paused"]').waitFor();
  expect(await page.evaluate(() => Reflect.get(window, "seenPhases"))).toEqual(["pausing", "paused"]);
  const rested = await untilReading(page, "step", (step) => step > 0);
  await button(page, "Play").click();
  await untilReading(page, "step", (step) => step > rested);
  expect(await page.locator("[data-phase]").getAttribute("data-phase")).toBe("training");
  expect(faults).toEqual([]);
});
