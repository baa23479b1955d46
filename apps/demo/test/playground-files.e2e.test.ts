import { readNpy } from "@nami/datasets";
import { afterAll, describe, expect, test } from "vitest";
import { backends, button, isNumber, isWaiting, small } from "./controls.js";
import { goodCsv, goodNpy, hostileFiles, upload } from "./files.js";
import { refused } from "./refused.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";
import { openTakeAway, taken } from "./taken.js";

afterAll(closeBrowser);

describe.each(backends)("on %s", (backend) => {
  test("a csv and an npy file are learned; hostile files get a named error and change nothing", async () => {
    await using site = await openPage(`#/playground?backend=${backend}&${small}&target=file`);
    const { page, faults } = site;
    const input = page.getByLabel("Rows of two numbers");
    const status = page.locator(".file-drop [role=status]");
    await isWaiting(page, "Choose a csv or npy file");
    await page.locator(".stage-hint").getByText("two numbers in each row").waitFor();
    await refused(upload("one column.csv", "1\n".repeat(50)), {
      input,
      message: status.getByText(/^readRows: .+, got /),
    });
    await isWaiting(page, "Choose a csv or npy file");
    for (const file of [goodCsv, goodNpy]) {
      await input.setInputFiles(file);
      await status.getByText(`${file.name}: 400 rows, centred and scaled`).waitFor();
      await untilReading(page, "wasserstein", isNumber);
      await page.getByText(/a distance of 1 here is one of [\d.]+ in your file/).waitFor();
    }
    await untilReading(page, "step", (step) => step > 0);
    await button(page, "Pause").click();
    await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
    const before = await reading(page, "step");
    for (const file of hostileFiles)
      await refused(file, {
        input,
        message: status.getByText(/^read(Rows|Csv|Npy): .+, got .+ Still learned: ring\.npy: 400 rows/s),
      });
    // A run that had begun anew would rest at its first step, with the data of another target.
    expect(await reading(page, "step")).toBeGreaterThanOrEqual(before);
    expect(before).toBeGreaterThan(0);
    await openTakeAway(page);
    const { name, bytes } = await taken(page, "Data, npy");
    expect(name).toBe("nami-points-data.npy");
    expect(readNpy(bytes).shape).toEqual([400, 2]);
    // The rows last as long as the visit.
    const link = (title: string) => page.getByRole("navigation").getByRole("link", { name: title });
    await link("Your model").click();
    await page.getByLabel("Weights", { exact: true }).waitFor();
    await link("Playground").click();
    await untilReading(page, "step", (step) => step > 0);
    await status.getByText("Still learned: ring.npy: 400 rows").waitFor();
    expect(faults).toEqual([]);
  });
});
