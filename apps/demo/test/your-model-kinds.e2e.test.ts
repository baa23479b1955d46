import { readNpy } from "@nami/datasets";
import { flowMatching, underCondition } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { key, referenceBackend, tensor } from "@nami/tensor-backend";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { sourceOf } from "../src/worker/recipe.js";
import { accessibilityFaults } from "./accessibility.js";
import { backends } from "./controls.js";
import { upload } from "./files.js";
import { checkpointOf, config, kindsField, kindsParams, kindsWeights, labelledCheckpoint } from "./models.js";
import { refused } from "./refused.js";
import { closeBrowser, numberIn, openPage, untilReading } from "./site.js";
import { openTakeAway, taken } from "./taken.js";

afterAll(closeBrowser);

const backend = referenceBackend();
const points = tensor([0, 0, 1, 0.5], [2, 2]);

/** What nami itself makes of a kind; 0 is all. */
const flowOf = (kind: number, scale: number) =>
  flowMatching({
    field: underCondition(
      kindsField.with(kindsParams),
      tensor([[1, 2, 3].map((k) => (k === kind ? 1 : 0))]),
      { scale },
    ),
    base: sourceOf.normal(),
    solver: rk4({ steps: 8 }),
    backend,
  }).bind();

const address = "#/your-model?steps=8&particles=500&backend=wasm&density=0";
const notice = (page: Page) => page.locator(".center .notice");
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
    await weights(page).setInputFiles(await kindsWeights({ classes: "3" }));
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
    await page.getByText("Straightness of the ways of kind 2 at w = 2.5", { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await openTakeAway(page);
    const samples = readNpy((await taken(page, "Samples, npy")).bytes);
    const expected = await (await flowOf(2, 2.5).sample([500], { key: key(0) })).data();
    for (const [i, value] of samples.data.entries()) expect(value).toBeCloseTo(expected[i]!, 3);

    await using copied = await openPage(page.url().slice(page.url().indexOf("#")));
    await weights(copied.page).setInputFiles(await kindsWeights({ classes: "3" }));
    await untilReading(copied.page, "classes", (count) => count === 3);
    expect(await kind(copied.page).inputValue()).toBe("2");
    expect(await guidance(copied.page).inputValue()).toBe("2.5");

    await weights(page).setInputFiles(await checkpointOf(2));
    await page.locator('[data-reading="network"]', { hasText: "as chosen" }).waitFor();
    expect(await kind(page).count()).toBe(0);
    expect([...faults, ...copied.faults]).toEqual([]);
  },
);

test.each([
  ["a file and its labels", "{ file: a.npy, labels: b.npy }"],
  ["a toy with labels", "{ name: conditionalClusters }"],
])(
  "a run of the command line on %s tells its kinds by its config, and without one it is refused",
  async (_, dataset) => {
    await using site = await openPage(`${address}&kind=3&guidance=2`);
    const { page, faults } = site;
    await weights(page).setInputFiles(await labelledCheckpoint());
    await notice(page).getByText("got 3 numbers that no file explains. Add the config.yaml").waitFor();
    expect(await kind(page).count()).toBe(0);
    const labelled = upload("config.yaml", `${config.buffer.toString()}dataset: ${dataset}\n`);
    await page.getByLabel("Config, where the weights do not say all").setInputFiles(labelled);
    await untilReading(page, "classes", (count) => count === 3);
    await page
      .locator("[data-config-note]", { hasText: "From the config: activation, path, labels." })
      .waitFor();
    await page.getByText("Kind 1 is label 0 of the data.").waitFor();
    await holdsFor(page, " under the density of kind 3 at w = 2", 3, 2);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Remove the config" }).click();
    await notice(page).getByText("got 3 numbers that no file explains").waitFor();
    expect(await kind(page).count()).toBe(0);
    expect(faults).toEqual([]);
  },
);

test("a kind that there is not is all of them, and words that say another number of kinds are refused", async () => {
  await using site = await openPage(`${address}&kind=4&guidance=2.5`);
  const { page, faults } = site;
  for (const [classes, message] of [
    ["2", "classes must be as many as the network is told, 3, got 2"],
    ["<b>9", 'classes must be a whole number from 1 to 512, got "<b>9"'],
    ["-1", 'classes must be a whole number from 1 to 512, got "-1"'],
    ["1e9", 'classes must be a whole number from 1 to 512, got "1e9"'],
  ] as const)
    await refused(await kindsWeights({ classes }), {
      input: weights(page),
      message: notice(page).getByText(message),
    });
  expect(await kind(page).count()).toBe(0);
  await weights(page).setInputFiles(await kindsWeights({ classes: "3" }));
  await untilReading(page, "classes", (count) => count === 3);
  expect(await kind(page).inputValue()).toBe("0");
  expect(await guidance(page).count()).toBe(0);
  await holdsFor(page, "", 0, 1);
  expect(faults).toEqual([]);
});

test("what is chosen while a model is opened, or on another backend, is heeded", async () => {
  await using site = await openPage(address);
  const { page, faults } = site;
  const solver = page.getByLabel("Solver", { exact: true });
  await weights(page).setInputFiles(await kindsWeights({ classes: "3" }));
  await solver.selectOption("euler");
  await untilReading(page, "evaluations", (count) => count === 8);
  await page.getByLabel("Backend", { exact: true }).selectOption("auto");
  await solver.selectOption("rk4");
  await kind(page).selectOption({ label: "Kind 2" });
  await page.getByText("Straightness of the ways of kind 2", { exact: true }).waitFor();
  await holdsFor(page, " under the density of kind 2", 2, 1);
  expect(faults).toEqual([]);
});
