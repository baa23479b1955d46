import { readSafetensors, writeSafetensors } from "@nami/training";
import { afterAll, expect, test } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
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

test("a config says what weights leave open, changes nothing that they say, and can be taken away", async () => {
  await using site = await openPage(address);
  const { page, faults } = site;
  const weights = page.getByLabel("Weights", { exact: true });
  const configs = page.getByLabel("Config, where the weights do not say all");
  const network = (text: string) => page.locator('[data-reading="network"]', { hasText: text }).waitFor();
  const note = page.locator("[data-config-note]");
  const { tensors } = readSafetensors(new Uint8Array((await checkpointOf(2)).buffer));
  const whole = writeSafetensors(tensors, { activation: "gelu", path: "vp", source: "normal" });
  await weights.setInputFiles(await checkpointOf(2));
  await configs.setInputFiles(upload("config.yaml", "field: { activation: sin }\npath: linear\n"));
  await network("2 × 16, sin");
  await note.getByText("From the config: activation, path.").waitFor();

  await weights.setInputFiles(upload("whole.safetensors", whole));
  await network("2 × 16, gelu");
  await note
    .getByText("The weights say activation gelu, the config sin; path vp, the config linear.")
    .waitFor();
  await note.getByText("Nothing is taken from the config.").waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole("button", { name: "Remove the config" }).click();
  await page.getByRole("button", { name: "Remove the config" }).waitFor({ state: "detached" });
  await network("2 × 16, gelu");
  expect(await note.count()).toBe(0);
  expect(await configs.inputValue()).toBe("");
  await weights.setInputFiles(await checkpointOf(2));
  await network("2 × 16, as chosen");
  await configs.setInputFiles(config);
  await network("2 × 16, tanh");
  expect(faults).toEqual([]);
});
