import { afterAll, describe, expect, test } from "vitest";
import { backends, isNumber, small } from "./controls.js";
import { goodCsv, goodNpy, hostileFiles } from "./files.js";
import { refused } from "./refused.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

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
    for (const file of hostileFiles)
      await refused(file, { input, message: status.getByText(/^read(Rows|Csv|Npy): .+, got /s) });
    const before = await reading(page, "step");
    await untilReading(page, "step", (step) => step > before);
    expect(faults).toEqual([]);
  });
});
