import { afterAll, expect, test } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
import { closeBrowser, openPage, reading } from "./site.js";

afterAll(closeBrowser);

const address = "#/playground?optimizer=lion&rate=0.1&activation=selu&backend=wasm&particles=500&hidden=32";

test("a run that diverges says so in words for a visitor, and keeps within each window", async () => {
  await using site = await openPage(address);
  const { page, faults } = site;
  await page.getByText("Most points end beyond the picture.").waitFor();
  // A likelihood of 1e5 nats or more, or a flow that does not come out.
  await page.waitForFunction(() => {
    const reading = document.querySelector('[data-reading="likelihood"]')?.textContent ?? "";
    return /e\d/.test(reading) || /runs away/.test(document.querySelector(".notice")?.textContent ?? "");
  });
  const notice = (await page.locator(".notice").first().textContent()) ?? "";
  expect(notice).toMatch(
    /^$|^The flow runs away: [\d,]+ of [\d,]+ points left all bounds on their way\. Take a/,
  );
  for (const text of await page.locator("[data-reading]").allTextContents())
    expect(text.length).toBeLessThan(30);
  for (const [colorScheme, width] of [
    ["light", 1440],
    ["dark", 768],
    ["dark", 360],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  expect(faults).toEqual([]);
});

test("where the flow runs away, nothing is shown that was measured before", async () => {
  const wild =
    "#/playground?backend=wasm&optimizer=lion&rate=1&hidden=16&particles=500&activation=elu&steps=4&batch=16&density=0";
  await using site = await openPage(wild);
  const { page, faults } = site;
  await page.getByText(/^The flow runs away: /).waitFor();
  for (const name of ["wasserstein", "likelihood", "field"])
    await expect.poll(() => reading(page, name)).toBeNaN();
  expect(faults).toEqual([]);
});
