import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { small } from "./controls.js";
import { closeBrowser, openPage, untilReading } from "./site.js";
import { openTakeAway, taken } from "./taken.js";

afterAll(closeBrowser);

test("less than 200 kB of JavaScript come before the first interaction, without a backend", async () => {
  await using site = await openPage("#/playground?backend=wasm");
  const { page } = site;
  await untilReading(page, "step", (step) => step > 0);
  await page.waitForTimeout(500);
  const urls = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const inWorkers = await Promise.all(
    page
      .workers()
      .map((worker) =>
        worker.evaluate(() => [
          location.href,
          ...performance.getEntriesByType("resource").map(({ name }) => name),
        ]),
      ),
  );
  const scripts = [...new Set([...urls, ...inWorkers.flat()])].filter(
    (url) => /\.js$/.test(url) && !url.includes("/backend-") && !url.includes("service-worker"),
  );
  let size = 0;
  for (const url of scripts) {
    const answer = await fetch(url);
    size += gzipSync(Buffer.from(await answer.arrayBuffer())).length;
  }
  console.info(`${(size / 1000).toFixed(1)} kB gzipped in ${scripts.length} scripts`);
  expect(scripts.length).toBeGreaterThan(2);
  expect(size).toBeLessThan(200_000);
});

test("the page opens and trains without a network once it was opened", async () => {
  await using site = await openPage(`#/playground?backend=wasm&${small}`);
  const { page, faults } = site;
  await page.getByText("works without a network").waitFor();
  await untilReading(page, "step", (step) => step > 0);
  await page.context().setOffline(true);
  await page.reload();
  await untilReading(page, "step", (step) => step > 5);
  // What is loaded when it is asked for is kept too.
  await openTakeAway(page);
  expect((await taken(page, "Velocity, ONNX")).bytes.length).toBeGreaterThan(500);
  expect(faults).toEqual([]);
});
