import { afterAll, expect, test } from "vitest";
import { hostileFiles, upload } from "./files.js";
import { hostileModels } from "./hostile-models.js";
import { checkpointOf, config } from "./models.js";
import { refused } from "./refused.js";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

const address = "#/your-model?steps=8&particles=500&backend=wasm&density=0";

test("hostile weights, configs and points get a named error within 2 s, and the page goes on working", async () => {
  await using site = await openPage(address);
  const { page, faults } = site;
  const weights = page.getByLabel("Weights", { exact: true });
  const configs = page.getByLabel("Config, where the weights do not say all");
  const notice = page.locator(".center .notice");
  for (const file of hostileModels)
    await refused(file, {
      input: weights,
      message: notice.getByText(/^(readSafetensors|yourModel): .+, got .+/s),
    });
  await weights.setInputFiles(await checkpointOf(2));
  for (const text of [
    "",
    "[1]",
    "field: !!js/function x",
    "a: b: c",
    `field: ${"[".repeat(40_000)}`,
    "field: { activation: { toString: x } }",
    "x".repeat(100_000),
    "field: {}\nfield: {}",
    '{"__proto__":{"field":{"activation":"silu"}}}',
  ])
    await refused(upload("config.yaml", text), {
      input: configs,
      message: notice.getByText(/^yourModel: .+, got .+/s),
    });
  await configs.setInputFiles(config);
  await untilReading(page, "evaluations", (count) => count === 32);
  const points = page.getByLabel("Points from a file, csv or npy");
  for (const file of hostileFiles) {
    await refused(file, {
      input: points,
      message: page.locator(".points .notice").getByText(/^(readCsv|readNpy|readPoints): .+, got .+/s),
    });
    await page.waitForFunction(() => document.querySelector(".points .primary:disabled") === null);
  }
  await page.getByLabel("Points, one a line").fill("0,0");
  await page.getByRole("button", { name: "Evaluate" }).click();
  await untilReading(page, "mean-log-density", Number.isFinite);
  expect(faults).toEqual([]);
}, 300_000);
