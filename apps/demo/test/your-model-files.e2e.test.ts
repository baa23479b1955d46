import { readNpy } from "@nami/datasets";
import { readSafetensors, writeSafetensors } from "@nami/training";
import { afterAll, expect, test } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
import { hostileFiles, upload } from "./files.js";
import { hostileModels } from "./hostile-models.js";
import { checkpointOf, config } from "./models.js";
import { refused } from "./refused.js";
import { closeBrowser, numberIn, openPage, untilReading } from "./site.js";
import { openTakeAway, taken } from "./taken.js";

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

test("weights that have learned a file take points, and give samples and log-densities, in the units of that file", async () => {
  await using site = await openPage(address);
  const { page, faults } = site;
  const weights = page.getByLabel("Weights", { exact: true });
  const logDensityAt = async (point: string): Promise<number> => {
    await page.getByLabel("Points, one a line").fill(point);
    await page.getByRole("button", { name: "Evaluate" }).click();
    await page.locator("table", { hasText: point.replace("-", "−") }).waitFor();
    return numberIn(await page.locator('[data-log-density="0"]').textContent());
  };
  const samples = async (): Promise<readonly number[]> =>
    Array.from(readNpy((await taken(page, "Samples, npy")).bytes).data);
  await openTakeAway(page);
  const { tensors } = readSafetensors(new Uint8Array((await checkpointOf(2)).buffer));
  const facts = { activation: "tanh", path: "linear", source: "normal" };
  await weights.setInputFiles(upload("plain.safetensors", writeSafetensors(tensors, facts)));
  await untilReading(page, "evaluations", (count) => count === 32);
  const expected = await logDensityAt("0.5, -1");
  const plain = await samples();

  const units = { mean: "[1000, -50]", scale: "20" };
  await weights.setInputFiles(upload("file.safetensors", writeSafetensors(tensors, { ...facts, ...units })));
  await page.locator("[data-units]", { hasText: "its mean is (1000, −50), its scale 20" }).waitFor();
  await untilReading(page, "evaluations", (count) => count === 32);
  expect(await logDensityAt("1010, -70")).toBeCloseTo(expected - 2 * Math.log(20), 2);
  const moved = await samples();
  expect(moved).toHaveLength(1000);
  // Written to eight digits of their scale.
  for (const [i, value] of plain.entries())
    expect(moved[i]).toBeCloseTo((i % 2 === 0 ? 1000 : -50) + 20 * value, 5);

  await weights.setInputFiles(
    upload("bad.safetensors", writeSafetensors(tensors, { ...units, scale: "<b>" })),
  );
  await page.locator(".center .notice", { hasText: "yourModel: mean and scale must be" }).waitFor();
  expect(faults).toEqual([]);
});

test("weights and config dropped on the plane are told apart, and a file beside a place for it changes nothing", async () => {
  await using site = await openPage(address);
  const { page, faults } = site;
  const drop = async (place: string, files: readonly { name: string; buffer: Buffer }[]): Promise<void> => {
    const carried = await page.evaluateHandle(
      (dropped) => {
        const transfer = new DataTransfer();
        for (const { name, bytes } of dropped)
          transfer.items.add(
            new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name),
          );
        return transfer;
      },
      files.map(({ name, buffer }) => ({ name, bytes: buffer.toString("base64") })),
    );
    await page.dispatchEvent(place, "dragover", { dataTransfer: carried });
    await page.dispatchEvent(place, "drop", { dataTransfer: carried });
  };
  await drop(".stage", [config, await checkpointOf(2)]);
  await page.locator('[data-reading="network"]', { hasText: "2 × 16, tanh" }).waitFor();
  await page.locator("[data-config-note]", { hasText: "From the config: activation, path." }).waitFor();
  await drop(".files .file-drop", [
    upload("config.yaml", "process: diffusion\nfield: {}\n"),
    await checkpointOf(2),
  ]);
  await page
    .locator(".center .notice", { hasText: 'yourModel: process must be one of flow, got "diffusion"' })
    .waitFor();

  await page.getByRole("navigation").getByRole("link", { name: "Playground" }).click();
  await page.locator(".transport").waitFor();
  const prevented = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "x.txt"));
    return ["dragover", "drop"].map(
      (kind) =>
        !document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true })),
    );
  });
  expect(prevented).toEqual([true, true]);
  expect(faults).toEqual([]);
});

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
