import { afterAll, expect, test } from "vitest";
import { button, small } from "./controls.js";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

const titles = ["Playground", "Side by side", "One dimension", "Schedules and samplers", "Your model"];

test("every page is reached by keyboard, tells its title, and is marked in the navigation", async () => {
  await using site = await openPage("#/schedules?samplers=none");
  const { page, faults } = site;
  await page.locator("h1").waitFor({ state: "attached" });
  for (const title of titles) {
    await page.getByRole("navigation").getByRole("link", { name: title, exact: true }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.title()).toBe(`${title} · nami`);
    expect(await page.locator("nav [aria-current=page]").textContent()).toBe(title);
    await expect.poll(() => page.locator("h1").count(), { timeout: 10_000 }).toBe(1);
  }
  await page.goBack();
  await expect.poll(() => page.title()).toBe("Schedules and samplers · nami");
  await page.getByRole("link", { name: "nami" }).click();
  await expect.poll(() => page.title()).toBe("Playground · nami");
  expect(faults).toEqual([]);
});

test("links of the navigation lead back to each page as it was left", async () => {
  await using site = await openPage(`#/playground?backend=wasm&${small}&target=rings`);
  const { page, faults } = site;
  const link = (name: string) => page.getByRole("navigation").getByRole("link", { name, exact: true });
  const target = page.getByLabel("Target", { exact: true });
  await target.selectOption("spirals");
  await link("Side by side").click();
  await page.getByLabel("Compare", { exact: true }).selectOption("steps");
  await link("Playground").click();
  await expect.poll(() => page.title()).toBe("Playground · nami");
  await expect.poll(() => target.inputValue()).toBe("spirals");
  expect(page.url()).toContain("target=spirals");
  await link("Side by side").click();
  await expect.poll(() => page.getByLabel("Compare", { exact: true }).inputValue()).toBe("steps");
  await page.getByRole("link", { name: "nami" }).click();
  await expect.poll(() => page.title()).toBe("Playground · nami");
  await expect.poll(() => target.inputValue()).toBe("spirals");
  // What a page is set to by the address counts too.
  await page.goto(page.url().replace("spirals", "pinwheel"));
  await expect.poll(() => target.inputValue()).toBe("pinwheel");
  await expect.poll(() => link("Playground").getAttribute("href")).toContain("target=pinwheel");
  // The address that the site was opened with, when the state has replaced it in the meantime.
  await page.goto(page.url().replace("pinwheel", "rings"));
  await expect.poll(() => target.inputValue()).toBe("rings");
  await target.selectOption("moons");
  await page.waitForURL((url) => !url.href.includes("target="));
  await page.goto(`${page.url()}&target=rings`);
  await expect.poll(() => target.inputValue()).toBe("rings");
  expect(faults).toEqual([]);
});

test("a change that was made a moment ago is in the address of whoever leaves", async () => {
  await using site = await openPage(`#/playground?backend=wasm&${small}`);
  const { page, faults } = site;
  const target = page.getByLabel("Target", { exact: true });
  /** Chooses a target and leaves in the same task: by a link to another page, or to a file. */
  const leave = (word: string, to: "page" | "file"): Promise<void> =>
    target.evaluate(
      (menu, [chosen, place]) => {
        // Later, since what is evaluated would never be answered from a page that is left.
        setTimeout(() => {
          (menu as HTMLSelectElement).value = chosen;
          menu.dispatchEvent(new Event("change", { bubbles: true }));
          if (place === "file") location.assign("LICENSE.txt");
          else document.querySelectorAll<HTMLAnchorElement>("nav a")[1]!.click();
        }, 100);
      },
      [word, to] as const,
    );
  await target.waitFor();
  for (const [word, to, address] of [
    ["rings", "page", /#\/compare$/],
    ["spirals", "file", /LICENSE.txt$/],
  ] as const) {
    await leave(word, to);
    await page.waitForURL(address);
    await page.goBack();
    await expect.poll(() => page.url(), { timeout: 10_000 }).toContain(`target=${word}`);
    await expect.poll(() => target.inputValue(), { timeout: 10_000 }).toBe(word);
  }
  expect(faults).toEqual([]);
});

test("the first key leads past the navigation, and what has the focus is to be seen", async () => {
  await using site = await openPage("#/schedules?samplers=none");
  const { page, faults } = site;
  await page.locator("h1").waitFor({ state: "attached" });
  await page.keyboard.press("Tab");
  const skip = button(page, "Skip to the content");
  expect(await skip.evaluate((element) => element === document.activeElement)).toBe(true);
  expect((await skip.boundingBox())!.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
  await page.keyboard.press("Tab");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineWidth);
  expect(Number.parseFloat(outline)).toBeGreaterThanOrEqual(2);
  expect(faults).toEqual([]);
});

test("the theme is that of the system until one is chosen, and stays chosen", async () => {
  await using site = await openPage("#/schedules?samplers=none", { colorScheme: "dark" });
  const { page, faults } = site;
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await expect.poll(theme).toBe("dark");
  await button(page, "Theme: as the system").click();
  await expect.poll(theme).toBe("light");
  await page.reload();
  await expect.poll(theme).toBe("light");
  await button(page, "Theme: light").click();
  await expect.poll(theme).toBe("dark");
  await button(page, "Theme: dark").click();
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(theme).toBe("light");
  expect(faults).toEqual([]);
});

test("a flow learns where threads may not share memory", async () => {
  // The worker that keeps the site would answer with the headers that it has kept.
  await using site = await openPage("", { serviceWorkers: "block" });
  const { page, faults } = site;
  await page.route("**/*", async (route) => {
    const answer = await route.fetch();
    const kept = Object.entries(answer.headers()).filter(([name]) => !name.startsWith("cross-origin-"));
    await route.fulfill({ response: answer, headers: Object.fromEntries(kept) });
  });
  for (const backend of ["wasm", "onnx"]) {
    await page.goto(`${page.url().split("#")[0]}#/playground?backend=${backend}&${small}`);
    await page.reload();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await untilReading(page, "step", (step) => step > 5);
  }
  expect(faults).toEqual([]);
});

test("the site works where nothing may be stored", async () => {
  await using site = await openPage("");
  const { page, faults } = site;
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
      Object.defineProperty(globalThis, name, {
        get: () => {
          throw new DOMException("nothing may be stored", "SecurityError");
        },
      });
    Object.defineProperty(navigator, "serviceWorker", { value: undefined });
  });
  await page.goto(`${page.url().split("#")[0]}#/schedules?samplers=ddim`);
  await page.reload();
  await page.getByText("All measured").waitFor();
  await button(page, "Theme: as the system").click();
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
  expect(faults).toEqual([]);
});
