import { readFile } from "node:fs/promises";
import { readNpy } from "@nami/datasets";
import { flowMatching, underCondition, velocityField } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { key, referenceBackend, tensor } from "@nami/tensor-backend";
import { namedLeaves, type StoredTensor, writeSafetensors } from "@nami/training";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { sourceOf } from "../src/worker/recipe.js";
import { accessibilityFaults } from "./accessibility.js";
import { backends } from "./controls.js";
import { upload } from "./files.js";
import { checkpointOf, config } from "./models.js";
import { closeBrowser, numberIn, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

const backend = referenceBackend();
const field = velocityField({ dim: 2, conditionDim: 3, hidden: 16, layers: 2, activation: "tanh" });
const params = field.init(key(5));
const points = tensor([0, 0, 1, 0.5], [2, 2]);

/** What nami itself makes of a kind; 0 is all. */
const flowOf = (kind: number, scale: number) =>
  flowMatching({
    field: underCondition(field.with(params), tensor([[1, 2, 3].map((k) => (k === kind ? 1 : 0))]), {
      scale,
    }),
    base: sourceOf.normal(),
    solver: rk4({ steps: 8 }),
    backend,
  }).bind();

/** A file of weights that says some words besides what it must. */
const weightsThatSay = async (words: Readonly<Record<string, string>>) => {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, leaf] of namedLeaves(params))
    tensors.set(name, { dtype: "float32", shape: leaf.shape, values: Float32Array.from(await leaf.data()) });
  const facts = { activation: "tanh", path: "linear", source: "normal", ...words };
  return upload("kinds.safetensors", writeSafetensors(tensors, facts));
};

const weights = (page: Page) => page.getByLabel("Weights", { exact: true });
const kind = (page: Page) => page.getByLabel("Kind", { exact: true });
const guidance = (page: Page) => page.getByRole("slider", { name: "Guidance w" });

/** Asks the page for log-densities, and holds them against nami's. */
const holdsFor = async (page: Page, words: string, chosen: number, scale: number): Promise<void> => {
  await page.getByLabel("Points, one a line").fill("0, 0\n1, 0.5\n");
  await page.getByRole("button", { name: "Evaluate" }).click();
  await page.getByText(`Mean of 2${words}:`).waitFor();
  const shown = (await page.locator("[data-log-density]").allTextContents()).map(numberIn);
  const truth = await (await flowOf(chosen, scale).logProb(points)).data();
  for (const [i, value] of shown.entries()) expect(value).toBeCloseTo(truth[i]!, 3);
};

test.each(backends)(
  "on %s weights with kinds are looked at as all kinds, as one and with guidance: the numbers are nami's",
  async (device) => {
    await using site = await openPage(`#/your-model?steps=8&particles=500&backend=${device}`);
    const { page, faults } = site;
    await weights(page).setInputFiles(await weightsThatSay({ classes: "3" }));
    await untilReading(page, "classes", (count) => count === 3);
    expect(await guidance(page).count()).toBe(0);
    await holdsFor(page, "", 0, 1);
    await kind(page).selectOption({ label: "Kind 2" });
    await expect.poll(() => page.url()).toContain("kind=2");
    await page.locator("[data-log-density]").first().waitFor({ state: "detached" });
    await holdsFor(page, " under the density of kind 2", 2, 1);
    await guidance(page).focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.url()).toContain("guidance=2.5");
    await holdsFor(page, " under the density of kind 2 at w = 2.5", 2, 2.5);
    expect(await accessibilityFaults(page)).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save 500 samples, npy" }).click(),
    ]);
    const samples = readNpy(new Uint8Array(await readFile(await download.path())));
    const expected = await (await flowOf(2, 2.5).sample([500], { key: key(0) })).data();
    for (const [i, value] of samples.data.entries()) expect(value).toBeCloseTo(expected[i]!, 3);

    await using copied = await openPage(page.url().slice(page.url().indexOf("#")));
    await weights(copied.page).setInputFiles(await weightsThatSay({ classes: "3" }));
    await untilReading(copied.page, "classes", (count) => count === 3);
    expect(await kind(copied.page).inputValue()).toBe("2");
    expect(await guidance(copied.page).inputValue()).toBe("2.5");

    await weights(page).setInputFiles(await checkpointOf(2));
    await page.locator('[data-reading="network"]', { hasText: "as chosen" }).waitFor();
    expect(await kind(page).count()).toBe(0);
    expect([...faults, ...copied.faults]).toEqual([]);
  },
);

test("a run of the command line with labels tells its kinds by its config, and what no file explains is refused", async () => {
  await using site = await openPage("#/your-model?steps=8&particles=500&backend=wasm&density=0");
  const { page, faults } = site;
  const notice = page.locator(".center .notice");
  const configs = page.getByLabel("Config, where the weights do not say all");
  await weights(page).setInputFiles(await weightsThatSay({}));
  await notice.getByText("got 3 numbers that no file explains. Add the config.yaml").waitFor();
  await configs.setInputFiles(
    upload("config.yaml", `${config.buffer.toString()}dataset: { file: a.npy, labels: b.npy }\n`),
  );
  await untilReading(page, "classes", (count) => count === 3);
  await kind(page).waitFor();
  await weights(page).setInputFiles(await weightsThatSay({ classes: "<b>9" }));
  await notice.getByText('classes must be a whole number from 1 to 512, got "<b>9"').waitFor();
  expect(await kind(page).count()).toBe(0);
  expect(faults).toEqual([]);
});
