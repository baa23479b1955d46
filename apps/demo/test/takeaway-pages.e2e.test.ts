import { readCsv, readNpy } from "@nami/datasets";
import { decode } from "fast-png";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
import { backends } from "./controls.js";
import { closeBrowser, openPage, untilReading } from "./site.js";
import { animationIn, openTakeAway, type Taken, taken } from "./taken.js";

afterAll(closeBrowser);

const textOf = ({ bytes }: Taken): string => new TextDecoder().decode(bytes);
const colorsIn = ({ bytes }: Taken): number => {
  const { data, channels } = decode(bytes);
  const colors = new Set<number>();
  for (let i = 0; i < data.length; i += channels)
    colors.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
  return colors.size;
};
const rest = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.waitForFunction(() => document.querySelector('[data-phase="paused"]'));
  await page.waitForTimeout(1500);
};

test.each(backends)(
  "on %s of two sides pictures, samples and readings open again, each of its own side",
  async (device) => {
    await using site = await openPage(
      `#/compare?backend=${device}&hidden=16&batch=64&particles=500&target=rings`,
    );
    const { page, faults } = site;
    await untilReading(page, "a-wasserstein", Number.isFinite);
    await untilReading(page, "b-wasserstein", Number.isFinite);
    await rest(page);
    await openTakeAway(page);
    const readings = textOf(await taken(page, "Readings, csv"))
      .trim()
      .split("\n");
    expect(readings[0]).toBe("reading,a,b");
    const [, a, b] = readings[1]!.split(",");
    expect([a, b].map((one) => Number(Number(one).toFixed(3)))).toEqual([
      await untilReading(page, "a-wasserstein", Number.isFinite),
      await untilReading(page, "b-wasserstein", Number.isFinite),
    ]);
    const drawings: string[] = [];
    for (const side of ["A", "B"]) {
      const png = await taken(page, `PNG picture, ${side}`);
      expect(png.name).toBe(`nami-rings-${side.toLowerCase()}.png`);
      expect(colorsIn(png)).toBeGreaterThan(100);
      const svg = textOf(await taken(page, `SVG drawing, ${side}`));
      expect(svg).toContain(`${side} after`);
      drawings.push(svg);
      expect((await animationIn(page, await taken(page, `GIF animation, ${side}`))).different).toBe(3);
      const csv = readCsv((await taken(page, `Samples, csv, ${side}`)).bytes);
      const npy = readNpy((await taken(page, `Samples, npy, ${side}`)).bytes);
      expect(npy.shape).toEqual([500, 2]);
      expect(csv.shape).toEqual([500, 2]);
    }
    expect(drawings[0]).not.toBe(drawings[1]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test.each(backends)(
  "on %s of one dimension both pictures, Euler's steps and the losses open again",
  async (device) => {
    await using site = await openPage(`#/line?backend=${device}&hidden=16&batch=64&rate=0.01&steps=7`);
    const { page, faults } = site;
    await untilReading(page, "wasserstein", Number.isFinite);
    await rest(page);
    await openTakeAway(page);
    for (const title of ["Mean of the straight paths", "Field of the network"]) {
      const png = await taken(page, `${title}, PNG`);
      const { width, height } = decode(png.bytes);
      expect([width, height]).toEqual([1200, 800]);
      expect(colorsIn(png)).toBeGreaterThan(100);
    }
    const euler = textOf(await taken(page, "Euler steps, csv"))
      .trim()
      .split("\n");
    expect(euler.length).toBe(9);
    const shown = await page.locator('[data-euler="7"]').textContent();
    const [step, t, x, velocity] = euler[8]!.split(",");
    expect([step, t, Number(x).toFixed(3), velocity]).toEqual(["7", "0", shown?.replace("−", "-"), ""]);
    const losses = readCsv((await taken(page, "Losses, csv")).bytes);
    expect(losses.shape[0]).toBe(await untilReading(page, "step", (step) => step > 0));
    const loss = textOf(await taken(page, "Loss, SVG"));
    expect(loss).toMatch(/optimum \d\.\d+/);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test("of schedules and samplers the curves and the errors open again", async () => {
  await using site = await openPage("#/schedules?curves=linear.vp&samplers=ddim");
  const { page, faults } = site;
  await page.getByText("All measured").waitFor();
  await openTakeAway(page);
  const curves = textOf(await taken(page, "Schedules, csv"))
    .trim()
    .split("\n");
  expect(curves.length).toBe(162);
  expect(curves[0]).toBe("t,linear_alpha,linear_sigma,linear_logSnr,vp_alpha,vp_sigma,vp_logSnr");
  expect(curves[81]!.split(",").slice(0, 4).map(Number)).toEqual([0.5, 0.5, 0.5, 0]);
  expect(curves[161]).toContain("-inf");
  const drawn = textOf(await taken(page, "Schedules, SVG"));
  for (const word of ["VP", "Linear", "log-SNR, 2 ln(α/σ)"]) expect(drawn).toContain(word);
  expect(drawn.match(/class="line"/g)?.length).toBe(6);
  const chart = textOf(await taken(page, "Errors, SVG"));
  for (const word of ["DDIM", "2,000 draws", "evaluations of the denoiser"]) expect(chart).toContain(word);
  const errors = textOf(await taken(page, "Errors, csv"))
    .trim()
    .split("\n");
  expect(errors.length).toBe(13);
  expect(errors[1]).toMatch(/^ddim,3,3,0\.\d+$/);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});
