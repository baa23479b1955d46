import type { Page } from "playwright";
import { afterAll, describe, expect, test } from "vitest";
import { faultsEverywhere } from "./accessibility.js";
import { backends, button, isLong, isNumber, small, wordsOf } from "./controls.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

const phase = (page: Page) => page.locator("[data-phase]").getAttribute("data-phase");

test("a visitor sees a flow learn two moons within 30 s of a reset", async () => {
  await using site = await openPage("#/playground?backend=wasm");
  const { page, faults } = site;
  await untilReading(page, "step", (step) => step > 20);
  const began = Date.now();
  await button(page, "Reset").click();
  const error = await untilReading(page, "field", (value) => value <= 0.028, { timeout: 30_000 });
  console.info(`distance from the exact field ${error} after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  expect(await untilReading(page, "likelihood", isNumber)).toBeLessThan(1.2);
  expect(await reading(page, "straightness")).toBeGreaterThan(0.5);
  expect(await reading(page, "evaluations")).toBe(96);
  expect(faults).toEqual([]);
});

describe.each(backends)("on %s", (backend) => {
  test("play, pause, one step and reset do what they say", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}`);
    const { page, faults } = site;
    await untilReading(page, "step", (step) => step > 10);
    await button(page, "Pause").click();
    await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
    await page.waitForTimeout(300);
    const rested = await reading(page, "step");
    await page.waitForTimeout(500);
    expect(await reading(page, "step")).toBe(rested);
    await button(page, "One step").click();
    await untilReading(page, "step", (step) => step === rested + 1);
    await button(page, "One step").click();
    await untilReading(page, "step", (step) => step === rested + 2);
    await button(page, "Reset").click();
    await untilReading(page, "step", (step) => step === 0);
    await button(page, "Play").click();
    await untilReading(page, "step", (step) => step > 10);
    expect(await phase(page)).toBe("training");
    expect(faults).toEqual([]);
  });

  test("what a visitor is typing stays when another setting changes meanwhile", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}`);
    const { page, faults } = site;
    await untilReading(page, "step", (step) => step > 10);
    const seed = page.getByLabel("Seed");
    await seed.fill("41");
    // Not by hand, which would leave the field and so end the typing.
    await page
      .getByRole("slider", { name: "Particles", exact: true })
      .evaluate((slider: HTMLInputElement) => {
        slider.value = "1500";
        slider.dispatchEvent(new Event("change", { bubbles: true }));
      });
    await expect.poll(() => page.url()).toContain("particles=1500");
    expect(await seed.inputValue()).toBe("41");
    await seed.blur();
    await expect.poll(() => page.url()).toContain("seed=41");
    await page.goto(page.url().replace("seed=41", "seed=7"));
    await expect.poll(() => seed.inputValue()).toBe("7");
    expect(faults).toEqual([]);
  });

  test(
    "every setting begins to work when it is chosen, and the address tells it",
    async () => {
      await using site = await openPage(`#/playground?backend=${backend}&${small}`);
      const { page, faults } = site;
      const trains = async (): Promise<void> => {
        await untilReading(page, "step", (step) => step > 0);
      };
      await trains();
      for (const label of ["Target", "Source", "Path", "Coupling", "Activation", "Optimizer", "Solver"]) {
        const menu = page.getByLabel(label, { exact: true });
        for (const word of await wordsOf(menu)) {
          if (word === "file" || word === "drawing") continue;
          await menu.selectOption(word);
          await trains();
          const notice = await page.locator(".notice").first().textContent();
          expect(`${label} ${word}: ${notice}`).toBe(`${label} ${word}: `);
        }
        await menu.selectOption({ index: 0 });
      }
      for (const label of ["Width", "Hidden layers", "Step size", "Batch", "Steps", "Particles"]) {
        await page.getByRole("slider", { name: label, exact: true }).focus();
        await page.keyboard.press(label === "Particles" ? "ArrowRight" : "ArrowLeft");
        await trains();
      }
      await page.getByLabel("Seed").fill("7");
      await page.keyboard.press("Enter");
      await page.getByLabel("Seed").blur();
      await trains();
      await expect.poll(() => page.url()).toContain("seed=7");
      await expect.poll(() => page.url()).toContain("particles=1000");
      const copied = await openPage(page.url().slice(page.url().indexOf("#")));
      expect(await copied.page.getByLabel("Seed").inputValue()).toBe("7");
      await copied[Symbol.asyncDispose]();
      expect(faults).toEqual([]);
    },
    isLong ? 900_000 : 180_000,
  );
});

test("nothing moves by itself for a visitor who prefers stillness", async () => {
  await using site = await openPage(`#/playground?backend=wasm&${small}`, { reducedMotion: "reduce" });
  const { page } = site;
  await untilReading(page, "evaluations", isNumber);
  expect(await page.getByRole("slider", { name: "Time", exact: true }).inputValue()).toBe("1");
  await page.waitForTimeout(300);
  expect(await page.getByRole("slider", { name: "Time", exact: true }).inputValue()).toBe("1");
});

test("axe finds no fault, and nothing is wider than the window: light, dark, wide and narrow", async () => {
  await using site = await openPage(`#/playground?backend=wasm&${small}&target=mixture`);
  await untilReading(site.page, "step", (step) => step > 0);
  expect(await faultsEverywhere(site.page)).toEqual([]);
});
