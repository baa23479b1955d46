import { afterAll, describe, expect, test } from "vitest";
import { goodCsv, goodNpy, hostileFiles, hostileTexts } from "./files.js";
import { backends, isNumber, small } from "./playground.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

const quick = `backend=wasm&${small}`;

describe.each(backends)("on %s", (backend) => {
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
