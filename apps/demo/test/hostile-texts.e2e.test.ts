import { writeSafetensors } from "@nami/training";
import type { Locator, Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { compareFields } from "../src/pages/compare/state.js";
import { lineFields } from "../src/pages/line/state.js";
import { playgroundFields } from "../src/pages/playground/state.js";
import { schedulesFields } from "../src/pages/schedules/state.js";
import { yourModelFields } from "../src/pages/your-model/state.js";
import { isLong, small } from "./controls.js";
import { goodCsv, npy, type Upload, upload } from "./files.js";
import { hostileTexts } from "./hostile-texts.js";
import { checkpointOf, config } from "./models.js";
import { closeBrowser, type OpenPage, openPage, untilReading } from "./site.js";

afterAll(closeBrowser);

/** Counts scripts that ran among the faults of a page: the texts call `alert`. */
const guard = ({ page, faults }: OpenPage): void => {
  page.on("dialog", (dialog) => {
    faults.push(`a script ran: ${dialog.message()}`);
    void dialog.dismiss();
  });
};

/** Elements that no part of the site makes: they would have come from a text. */
const strangers = (page: Page): Promise<number> =>
  page
    .locator("#app :is(script, iframe, img, object, embed, video, math, template, base, meta, link, style)")
    .count();

/** Of the places that show a text the one whose turn it is, and all of them in the long form. */
const inTurn = <Place>(places: readonly Place[], turn: number): readonly Place[] =>
  isLong ? places : [places[turn % places.length]!];

const pages = [
  ["playground", playgroundFields, `backend=wasm&${small}`],
  ["compare", compareFields, "backend=wasm&hidden=8&batch=32&particles=500"],
  ["line", lineFields, "hidden=16&batch=64"],
  ["schedules", schedulesFields, "samplers=ddim"],
  ["your-model", yourModelFields, "backend=wasm"],
] as const;

test.each(pages)(
  "in the address of %s they change nothing, whichever value they stand for",
  async (name, fields, quick) => {
    await using site = await openPage(`#/${name}?${quick}`);
    const { page, faults } = site;
    guard(site);
    await page.locator("h1").waitFor({ state: "attached" });
    const title = await page.title();
    const own = hostileTexts.filter((_, turn) => inTurn(pages, turn).some(([other]) => other === name));
    expect(own.length).toBeGreaterThan(10);
    for (const text of own) {
      const query = Object.keys(fields)
        .map((field) => `${field}=${encodeURIComponent(text)}`)
        .join("&");
      for (const hash of [`#/${name}?${query}&${encodeURIComponent(text)}=1`, `#/${name}?${text}`])
        await page.evaluate((value) => {
          location.hash = value;
        }, hash);
    }
    await page.evaluate((value) => {
      location.hash = value;
    }, `#/${name}?${quick}`);
    await expect.poll(() => page.title()).toBe(title);
    if (name === "schedules") await page.getByText("All measured").waitFor();
    else if (name === "your-model") await page.getByLabel("Weights", { exact: true }).waitFor();
    else await untilReading(page, name === "compare" ? "b-step" : "step", (step) => step > 0);
    expect(await strangers(page)).toBe(0);
    expect(faults).toEqual([]);
  },
);

test("as names of pages they lead to the first page", async () => {
  await using site = await openPage(`#/playground?backend=wasm&${small}`);
  const { page, faults } = site;
  guard(site);
  for (const text of hostileTexts) {
    await page.evaluate((value) => {
      location.hash = `#/${value}?backend=wasm`;
    }, text);
    await page.getByRole("link", { name: "Playground", exact: true, includeHidden: false }).waitFor();
    expect(await page.title()).toBe("Playground · nami");
  }
  expect(await strangers(page)).toBe(0);
  expect(faults).toEqual([]);
});

/** Does something, and waits until a place tells something else than before. */
const told = async (place: Locator, act: () => Promise<void>, pattern: RegExp): Promise<string> => {
  const before = await place.textContent();
  await act();
  const end = Date.now() + 10_000;
  for (;;) {
    const text = (await place.textContent()) ?? "";
    if (text !== before && pattern.test(text)) return text;
    if (Date.now() > end) throw new Error(`nothing new is told: ${JSON.stringify([before, text])}`);
    await place.page().waitForTimeout(10);
  }
};

test("in files for the playground, their names and their headers they are shown as text", async () => {
  await using site = await openPage(`#/playground?backend=wasm&${small}&target=file`);
  const { page, faults } = site;
  guard(site);
  const input = page.getByLabel("Rows of two numbers");
  const status = page.locator(".file-drop [role=status]");
  const rows = "1,2\n".repeat(12);
  for (const [turn, text] of hostileTexts.entries()) {
    const cell = text.replaceAll(/[,\n\r\t;]/g, " ");
    const named = { ...goodCsv, name: `${text.slice(0, 200)}.csv` };
    const inside = (file: Upload) => (): Promise<unknown> =>
      told(status, () => input.setInputFiles(file), /^read(Rows|Csv|Npy): .+, got /s);
    const places = [
      async () => {
        const shown = await told(status, () => input.setInputFiles(named), /400 rows/);
        const seen = await input.evaluate((element) => (element as HTMLInputElement).files?.[0]?.name);
        expect(shown).toContain(`${seen}: 400 rows`);
      },
      inside(upload("cell.csv", `x,y\n${rows}${cell},2\n`)),
      inside(upload("header.csv", `${cell},${cell}\n${rows}`)),
      inside(
        upload(
          "header.npy",
          npy(`{'descr': '${text}', 'fortran_order': False, 'shape': (1, 2), }`, new Uint8Array(8)),
        ),
      ),
      inside(
        upload(
          "keys.npy",
          npy(`{'${text}': '<f4', 'fortran_order': False, 'shape': (1, 2), }`, new Uint8Array(8)),
        ),
      ),
    ];
    for (const isShown of inTurn(places, turn)) await isShown();
  }
  await untilReading(page, "step", (step) => step > 0);
  expect(await strangers(page)).toBe(0);
  expect(faults).toEqual([]);
}, 300_000);

test("in weights, configs and points, and in the names of their files, they are shown as text", async () => {
  await using site = await openPage("#/your-model?steps=2&particles=500&backend=wasm&density=0");
  const { page, faults } = site;
  guard(site);
  const weights = page.getByLabel("Weights", { exact: true });
  const configs = page.getByLabel("Config, where the weights do not say all");
  const points = page.getByLabel("Points from a file, csv or npy");
  const notice = page.locator(".center .notice");
  const ofPoints = page.locator(".points .notice");
  const names = page.locator(".files .file-drop [role=status]");
  const checkpoint = await checkpointOf(2);
  const one = { dtype: "float32", shape: [1], values: Float32Array.of(1) } as const;
  const broken = /^(readSafetensors|yourModel): .+, got /s;
  const openAgain = async (): Promise<void> => {
    await weights.setInputFiles(checkpoint);
    await configs.setInputFiles(config);
    await untilReading(page, "evaluations", (count) => count === 8);
  };
  await openAgain();
  for (const [turn, text] of hostileTexts.entries()) {
    const quoted = JSON.stringify(text);
    const cell = text.replaceAll(/[,\n\r\t;]/g, " ");
    const nameAs = (ending: string): string => `${text.slice(0, 100)}.${ending}`;
    const header = `{${quoted}:{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`;
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
    const inWeights = (bytes: Uint8Array) => async (): Promise<void> => {
      const file = upload(nameAs("safetensors"), bytes);
      await told(notice, () => weights.setInputFiles(file), broken);
      expect(await names.first().textContent()).toMatch(/\.safetensors$/);
      await openAgain();
    };
    const inConfig = (words: string) => async (): Promise<void> => {
      await told(notice, () => configs.setInputFiles(upload(nameAs("yaml"), words)), broken);
      expect(await names.last().textContent()).toMatch(/\.yaml$/);
      await openAgain();
    };
    const places = [
      inWeights(Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)])),
      inWeights(writeSafetensors(new Map([["0.weight", one]]), new Map([["activation", text]]))),
      inConfig(`field: { activation: ${quoted} }\n`),
      inConfig(`field: {}\npath: ${quoted}\n`),
      inConfig(`field: {}\nsource: ${quoted}\n`),
      inConfig(text),
      async () => {
        await page.getByLabel("Points, one a line").fill(text);
        await told(ofPoints, () => page.getByRole("button", { name: "Evaluate" }).click(), /, got /);
      },
      async () => {
        const file = upload(nameAs("csv"), `y,${cell}\n1,2\n3,${cell}\n`);
        await told(ofPoints, () => points.setInputFiles(file), /, got /);
      },
    ];
    for (const isShown of inTurn(places, turn)) await isShown();
  }
  await page.getByLabel("Points, one a line").fill("0,0");
  await page.getByRole("button", { name: "Evaluate" }).click();
  await untilReading(page, "mean-log-density", Number.isFinite);
  expect(await strangers(page)).toBe(0);
  expect(faults).toEqual([]);
}, 300_000);

test("a text that became markup would be found", async () => {
  await using site = await openPage("#/schedules?samplers=ddim");
  const { page, faults } = site;
  guard(site);
  await page.locator("h1").waitFor({ state: "attached" });
  await page.evaluate(() => {
    const image = document.createElement("img");
    document.querySelector("#app main")!.append(image);
  });
  expect(await strangers(page)).toBe(1);
  const refusal = await page.evaluate(() => {
    try {
      document.querySelector("#app main")!.innerHTML = "<img src=x onerror=alert(1)>";
      return "";
    } catch (error) {
      return String(error);
    }
  });
  expect(refusal).toContain("TrustedHTML");
  expect(faults.join()).not.toContain("a script ran");
});
