import { availableParallelism } from "node:os";
import type { Page } from "playwright";
import { afterAll, describe, expect, test } from "vitest";
import { faultsEverywhere } from "./accessibility.js";
import { backends, button, isLong, isMeasured, isNumber, views, wordsOf } from "./controls.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

/** Settings that take little time. */
const quick = "hidden=8&batch=32&particles=500";
const side = (page: Page, letter: string) =>
  page.getByRole("form", { name: `Settings of ${letter}`, exact: true });
const notices = (page: Page) => page.locator(".notice:visible").allTextContents();

describe.each(backends)("on %s", (backend) => {
  test("both sides train to the same step, their readings come, and optimal transport is the straighter one", async () => {
    // A GPU that is simulated takes seconds for a step of both; optimal transport shows after some hundreds.
    const until = backend === "wasm" ? 300 : 100;
    await using site = await openPage(
      `#/compare?backend=${backend}&hidden=16&batch=128&particles=500&until=${until}`,
    );
    const { page, faults } = site;
    for (const name of ["a", "b"]) await untilReading(page, `${name}-step`, (step) => step === until);
    await page.waitForFunction(() => document.querySelector('[data-phase="finished"]'));
    expect(await button(page, "Play").isDisabled()).toBe(true);
    for (const name of ["a-wasserstein", "a-likelihood", "b-wasserstein", "b-likelihood"])
      await untilReading(page, name, isNumber);
    if (backend === "wasm")
      expect(await reading(page, "b-straightness")).toBeGreaterThan(await reading(page, "a-straightness"));
    expect(await reading(page, "a-evaluations")).toBe(4);
    await button(page, "Reset").click();
    await untilReading(page, "a-step", (step) => step < until);
    await button(page, "Pause").click();
    await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
    await page.waitForTimeout(300);
    const [a, b] = [await reading(page, "a-step"), await reading(page, "b-step")];
    await button(page, "One step").click();
    await untilReading(page, "a-step", (step) => step === Math.min(until, a + 1));
    await untilReading(page, "b-step", (step) => step === Math.min(until, b + 1));
    expect(faults).toEqual([]);
  });

  test(
    "every pair and every setting of a side begins to work, and the address tells it",
    async () => {
      await using site = await openPage(`#/compare?backend=${backend}&${quick}`);
      const { page, faults } = site;
      const trains = async (): Promise<void> => {
        for (const name of ["a-step", "b-step"]) await untilReading(page, name, (step) => step > 0);
        expect(await notices(page)).toEqual([]);
      };
      const menu = page.getByLabel("Compare", { exact: true });
      for (const [name, evaluations] of [
        ["solvers", 16],
        ["steps", 32],
        ["noise", 48],
        ["method", 16],
        ["guidance", 64],
        ["coupling", 4],
      ] as const) {
        await menu.selectOption(name);
        await untilReading(page, "b-evaluations", (count) => count === evaluations);
      }
      const solver = side(page, "B").getByLabel("Solver");
      for (const letter of ["A", "B"])
        for (const label of ["Learns", "Path", "Coupling", "Solver"]) {
          const choices = side(page, letter).getByLabel(label, { exact: true });
          const before = await choices.inputValue();
          for (const word of await wordsOf(choices)) {
            await choices.selectOption(word);
            await trains();
          }
          await choices.selectOption(before);
        }
      for (const word of await wordsOf(page.getByLabel("Target", { exact: true }))) {
        await page.getByLabel("Target", { exact: true }).selectOption(word);
        await trains();
      }
      expect(await solver.locator("option[value=eulerMaruyama]").count()).toBe(0);
      await side(page, "B").getByLabel("Coupling").selectOption("independent");
      await solver.selectOption("eulerMaruyama");
      await trains();
      await side(page, "B").getByLabel("Path").selectOption("cosine");
      await side(page, "B").getByLabel("Learns").selectOption("noise");
      await side(page, "B").getByRole("slider", { name: "Steps" }).focus();
      await page.keyboard.press("ArrowRight");
      await trains();
      expect(await menu.inputValue()).toBe("own");
      await untilReading(page, "b-evaluations", (count) => count === 5);
      await page.getByLabel("Target", { exact: true }).selectOption("rings");
      for (const label of ["Width of the network", "Batch", "Training ends after", "Particles"]) {
        await page.getByRole("slider", { name: label, exact: true }).focus();
        await page.keyboard.press("ArrowRight");
      }
      await page.getByLabel("Seed of both").fill("7");
      await page.getByLabel("Seed of both").blur();
      await trains();
      for (const part of [
        "b.predicts=noise",
        "b.path=cosine",
        "b.steps=5",
        "target=rings",
        "seed=7",
        "until=3000",
      ])
        await expect.poll(() => page.url()).toContain(part);
      for (const name of views) {
        const box = page.getByLabel(name, { exact: true });
        const before = await box.isChecked();
        await box.click();
        expect(await box.isChecked()).toBe(!before);
      }
      const time = page.getByRole("slider", { name: "Time", exact: true });
      await time.focus();
      await page.keyboard.press("Home");
      expect(await time.getAttribute("aria-valuetext")).toBe("t = 1.00");
      expect(faults).toEqual([]);
    },
    isLong ? 900_000 : 180_000,
  );
});

test("a trained side is measured anew with another number of steps, and what is old is not shown beside it", async () => {
  const address =
    "#/compare?backend=wasm&hidden=16&batch=128&particles=500&until=300&b.coupling=independent&a.steps=";
  await using site = await openPage(`${address}2`);
  const { page, faults } = site;
  await page.waitForFunction(() => document.querySelector('[data-phase="finished"]'));
  await isMeasured(page, "a", 300);
  const before = await untilReading(page, "a-wasserstein", isNumber);
  expect(await reading(page, "a-evaluations")).toBe(2);
  // Every pair of numbers that is ever shown.
  await page.evaluate(() => {
    const text = (name: string) => document.querySelector(`[data-reading="a-${name}"]`)?.textContent ?? "";
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    new MutationObserver(() => shown.push(`${text("evaluations")} ${text("wasserstein")}`)).observe(
      document.querySelector(".compare-readings")!,
      { subtree: true, childList: true, characterData: true },
    );
  });
  await side(page, "A").getByRole("slider", { name: "Steps" }).focus();
  await page.keyboard.press("ArrowRight");
  await untilReading(page, "a-evaluations", (count) => count === 3);
  const after = await untilReading(page, "a-wasserstein", isNumber);
  expect(Math.abs(after - before)).toBeGreaterThan(0.01);
  const shown = await page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
  const pairs = [`2 ${before.toFixed(3)}`, "– –", "3 –", `3 ${after.toFixed(3)}`];
  expect(shown.filter((pair) => !pairs.includes(pair))).toEqual([]);
  await using fresh = await openPage(`${address}3`);
  await isMeasured(fresh.page, "a", 300);
  await expect.poll(() => reading(fresh.page, "a-wasserstein"), { timeout: 20_000 }).toBe(after);
  expect(faults).toEqual([]);
});

test("axe finds no fault, and nothing is wider than the window: light, dark, wide and narrow", async () => {
  await using site = await openPage(`#/compare?backend=wasm&${quick}&until=100`);
  await untilReading(site.page, "b-step", (step) => step > 0);
  expect(await faultsEverywhere(site.page)).toEqual([]);
});

test.skipIf(availableParallelism() > 2)("on two cores one of both sides computes at a time", async () => {
  await using site = await openPage(`#/compare?backend=wasm&${quick}`);
  const { page, faults } = site;
  for (const name of ["a-step", "b-step"]) await untilReading(page, name, (step) => step > 0);
  const counts = await page.evaluate(async () => {
    const seen: { readonly held: number; readonly waiting: number }[] = [];
    while (seen.length < 40) {
      const { held, pending } = await navigator.locks.query();
      seen.push({ held: held!.length, waiting: pending!.length });
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return seen;
  });
  expect(Math.max(...counts.map(({ held }) => held))).toBe(1);
  expect(counts.filter(({ held, waiting }) => held + waiting === 2).length).toBeGreaterThan(20);
  expect(faults).toEqual([]);
});
