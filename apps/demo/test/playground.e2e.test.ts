import type { Page } from "playwright";
import { afterAll, describe, expect, test } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
import { goodCsv, goodNpy, hostileFiles, hostileTexts } from "./files.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

/** The long form tries every word of every menu, on GPUs too, which are simulated where there is none. */
const isLong = process.env.NAMI_DEEP === "1";
const backends = isLong ? ["wasm", "webgl", "webgpu"] : ["wasm"];
/** Settings that take little time, for tests that are not about learning. */
const small = "hidden=16&layers=1&batch=32&particles=500&solver=euler&steps=2&density=0";
const quick = `backend=wasm&${small}`;
const phase = (page: Page) => page.locator("[data-phase]").getAttribute("data-phase");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const isNumber = (value: number): boolean => Number.isFinite(value);

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
        const words = await menu
          .locator("option")
          .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
        for (const word of isLong ? words : [words[1]!, words.at(-1)!]) {
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

  test("views are laid over each other, and time runs both ways and by hand", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}`);
    const { page, faults } = site;
    await untilReading(page, "evaluations", isNumber);
    for (const name of [
      "Data",
      "Particles in motion",
      "Samples",
      "Trajectories",
      "Velocity",
      "Streamlines",
      "Log-density",
    ]) {
      const box = page.getByLabel(name, { exact: true });
      const before = await box.isChecked();
      await box.click();
      expect(await box.isChecked()).toBe(!before);
      await page.waitForTimeout(100);
      await box.click();
    }
    const time = page.getByRole("slider", { name: "Time", exact: true });
    await button(page, "◀ To noise").click();
    const place = async (): Promise<number> => Number(await time.inputValue());
    await page.waitForTimeout(300);
    const first = await place();
    await page.waitForTimeout(400);
    expect(await place()).toBeLessThan(first + 1e-9);
    await button(page, "To data ▶").click();
    await page.waitForTimeout(400);
    await button(page, "To data ▶").click();
    const rested = await place();
    await page.waitForTimeout(200);
    expect(await place()).toBe(rested);
    await time.focus();
    await page.keyboard.press("Home");
    expect(await time.getAttribute("aria-valuetext")).toBe("t = 1.00");
    await page.keyboard.press("End");
    expect(await time.getAttribute("aria-valuetext")).toBe("t = 0.00");
    expect(faults).toEqual([]);
  });

  test("modes are dragged, moved by keys, added and removed; a drawing is learned", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}&target=mixture`);
    const { page, faults } = site;
    await untilReading(page, "step", (step) => step > 0);
    const handle = page.getByRole("button", { name: /^Mode 1 / });
    await handle.hover();
    const box = (await handle.boundingBox())!;
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y - 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/modes=/);
    const dragged = page.url();
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    await page.waitForURL((url) => url.href !== dragged);
    await button(page, "Add a mode").click();
    expect(await page.getByRole("button", { name: /^Mode / }).count()).toBe(4);
    await button(page, "Remove the last").click();
    await handle.focus();
    await page.keyboard.press("Delete");
    expect(await page.getByRole("button", { name: /^Mode / }).count()).toBe(2);
    await untilReading(page, "step", (step) => step > 0);
    await page.getByLabel("Target", { exact: true }).selectOption("drawing");
    const surface = (await page.getByLabel("A surface to draw on").boundingBox())!;
    await page.mouse.move(surface.x + 150, surface.y + 200);
    await page.mouse.down();
    for (let i = 0; i <= 20; i++)
      await page.mouse.move(surface.x + 150 + 15 * i, surface.y + 200 + 60 * Math.sin(i / 3));
    await page.mouse.up();
    await page.waitForURL(/drawing=/);
    await untilReading(page, "likelihood", isNumber);
    await button(page, "Clear the drawing").click();
    await page.waitForURL((url) => !url.href.includes("&drawing="));
    expect(faults).toEqual([]);
  });

  test("a csv and an npy file are learned; hostile files get a named error and change nothing", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}&target=file`);
    const { page, faults } = site;
    const input = page.getByLabel("Rows of two numbers");
    const status = page.locator(".file-drop [role=status]");
    await untilReading(page, "step", (step) => step > 0);
    for (const file of [goodCsv, goodNpy]) {
      await input.setInputFiles(file);
      await status.getByText(`${file.name}: 400 rows, centred and scaled`).waitFor();
      await untilReading(page, "wasserstein", isNumber);
    }
    for (const file of hostileFiles) {
      await input.setInputFiles(file);
      await status.getByText(/^read(Rows|Csv|Npy): .+, got /s).waitFor({ timeout: 2000 });
      await input.setInputFiles([]);
    }
    const before = await reading(page, "step");
    await untilReading(page, "step", (step) => step > before);
    expect(faults).toEqual([]);
  });
});

test("hostile texts in the address, in names of files and in their cells stay text", async () => {
  await using site = await openPage(`#/playground?${quick}&target=file`);
  const { page, faults } = site;
  page.on("dialog", (dialog) => {
    faults.push(`a script ran: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const input = page.getByLabel("Rows of two numbers");
  const status = page.locator(".file-drop [role=status]");
  for (const text of hostileTexts) {
    await input.setInputFiles({ ...goodCsv, name: `${text.slice(0, 200)}.csv` });
    await status.getByText(/400 rows/).waitFor();
    await input.setInputFiles({
      ...goodCsv,
      buffer: Buffer.from(`x,y\n${"1,2\n".repeat(12)}${text.replaceAll(/[,\n]/g, " ")},2\n`),
    });
    await status.getByText(/values must be finite numbers|a quote must enclose|names of columns/).waitFor();
    await page.evaluate((value) => {
      location.hash = `#/${value}?target=${encodeURIComponent(value)}&modes=${value}&${value}=1`;
    }, text);
    await page.evaluate(
      (value) => {
        location.hash = value;
      },
      `#/playground?${quick}&target=file&seed=${encodeURIComponent(text)}`,
    );
    await input.waitFor();
  }
  await untilReading(page, "step", (step) => step > 0);
  expect(await page.locator("#app script, #app iframe, #app img").count()).toBe(0);
  expect(faults).toEqual([]);
});

describe.each([
  ["light", 1440],
  ["dark", 1440],
  ["light", 360],
] as const)("%s, %i pixels wide", (colorScheme, width) => {
  test("axe finds no fault, and nothing is wider than the window", async () => {
    await using site = await openPage(`#/playground?${quick}&target=mixture`, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    await untilReading(site.page, "step", (step) => step > 0);
    expect(await accessibilityFaults(site.page)).toEqual([]);
    expect(await site.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});

test("nothing moves by itself for a visitor who prefers stillness", async () => {
  await using site = await openPage(`#/playground?${quick}`, { reducedMotion: "reduce" });
  const { page } = site;
  await untilReading(page, "evaluations", isNumber);
  expect(await page.getByRole("slider", { name: "Time", exact: true }).inputValue()).toBe("1");
  await page.waitForTimeout(300);
  expect(await page.getByRole("slider", { name: "Time", exact: true }).inputValue()).toBe("1");
});

test("less than 200 kB of JavaScript come before the first interaction, without a backend", async () => {
  const { gzipSync } = await import("node:zlib");
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
  await using site = await openPage(`#/playground?${quick}`);
  const { page, faults } = site;
  await page.getByText("works without a network").waitFor();
  await untilReading(page, "step", (step) => step > 0);
  await page.context().setOffline(true);
  await page.reload();
  await untilReading(page, "step", (step) => step > 5);
  expect(faults).toEqual([]);
});
