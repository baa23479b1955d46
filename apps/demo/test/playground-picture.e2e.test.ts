import { afterAll, describe, expect, test } from "vitest";
import { backends, button, isNumber, isWaiting, small, views } from "./controls.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

describe.each(backends)("on %s", (backend) => {
  test("views are laid over each other, and time runs both ways and by hand", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}`);
    const { page, faults } = site;
    await untilReading(page, "evaluations", isNumber);
    for (const name of views) {
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

  test("streamlines are drawn while it trains and while it rests, and taken away", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}&data=0&motion=0`);
    const { page, faults } = site;
    /** Pixels of the lower canvas with something on them. */
    const drawn = (): Promise<number> =>
      page
        .locator(".stage canvas")
        .first()
        .evaluate((canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, i) => i % 4 === 3 && value > 0).length;
        });
    await untilReading(page, "evaluations", isNumber);
    const axes = await drawn();
    const lines = page.getByLabel("Streamlines", { exact: true });
    for (const rests of [false, true]) {
      if (rests) await button(page, "Pause").click();
      await lines.check();
      await expect.poll(drawn, { timeout: 10_000 }).toBeGreaterThan(2 * axes);
      await lines.uncheck();
      await expect.poll(drawn).toBe(axes);
    }
    expect(faults).toEqual([]);
  });

  test("a click on a mode gives it the focus and moves nothing", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}&target=mixture`);
    const { page, faults } = site;
    await untilReading(page, "step", (step) => step > 0);
    await button(page, "Pause").click();
    await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
    const before = page.url();
    const handle = page.getByRole("button", { name: /^Mode 1 / });
    const box = (await handle.boundingBox())!;
    // Beside its middle, where it was not put down.
    await page.mouse.click(box.x + box.width / 4, box.y + box.height / 3);
    expect(await handle.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(page.url()).toBe(before);
    expect(await reading(page, "step")).toBeGreaterThan(0);
    // One key moves it from where it was.
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/modes=-1\.10%2C-0\.80%3B/);
    await untilReading(page, "step", (step) => step === 0);
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
    // Escape gives up a drag.
    await handle.hover();
    await page.mouse.down();
    await page.mouse.move(box.x - 80, box.y + 90, { steps: 4 });
    await page.keyboard.press("Escape");
    await page.mouse.up();
    expect(page.url()).toBe(dragged);
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    await page.waitForURL((url) => url.href !== dragged);
    const handles = page.getByRole("button", { name: /^Mode / });
    await button(page, "Add a mode").click();
    expect(await handles.count()).toBe(4);
    await button(page, "Remove the last").click();
    await handles.last().focus();
    await page.keyboard.press("Delete");
    expect(await handles.count()).toBe(2);
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toMatch(/^Mode 2 /);
    const add = button(page, "Add a mode");
    await add.focus();
    for (let modes = 2; modes < 13; modes++) await page.keyboard.press("Enter");
    expect(await handles.count()).toBe(12);
    expect(await add.isDisabled()).toBe(true);
    expect(await add.evaluate((element) => element === document.activeElement)).toBe(true);
    while ((await handles.count()) > 2) await button(page, "Remove the last").click();
    await untilReading(page, "step", (step) => step > 0);
    await page.getByRole("slider", { name: "Width of a mode" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/spread=0\.3/);
    await untilReading(page, "step", (step) => step > 0);
    await page.getByLabel("Target", { exact: true }).selectOption("drawing");
    await isWaiting(page, "Draw what the flow shall learn");
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
    await isWaiting(page, "Draw what the flow shall learn");
    // Strokes that leave the picture end at its edge, however often.
    for (let i = 0; i < 6; i++) {
      const now = (await page.getByLabel("A surface to draw on").boundingBox())!;
      const before = page.url();
      await page.mouse.move(now.x + now.width / 2, now.y + now.height / 2 + 20 * i);
      await page.mouse.down();
      await page.mouse.move(now.x + now.width + 300, now.y + now.height / 2 + 20 * i, { steps: 5 });
      await page.mouse.up();
      await page.waitForURL((url) => url.href !== before);
      await untilReading(page, "likelihood", isNumber);
    }
    const marks = new URLSearchParams(page.url().split("?")[1]).get("drawing")!.split(/[,;]/).map(Number);
    expect(Math.max(...marks.map(Math.abs))).toBeLessThanOrEqual(4);
    expect(faults).toEqual([]);
  });
});
