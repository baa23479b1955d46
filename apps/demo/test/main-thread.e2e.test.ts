import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { velocityField } from "@nami/models";
import { key, tensor } from "@nami/tensor-backend";
import { encodeCheckpoint } from "@nami/training";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { type Task, watchMainThread } from "./main-thread.js";
import { closeBrowser, openPage, untilReading } from "./site.js";

afterAll(async () => {
  await closeBrowser();
  await rm(folder, { recursive: true });
});

/** The short form bounds the work of the page; the long form, on a machine with nothing else to do, what the clock says too. */
const isLong = process.env.NAMI_DEEP === "1";
/** Milliseconds of a task, and from an input to its picture; frames a second. */
const [longestTask, slowestInput, leastFrames] = [50, 200, 30];
const tries = 3;

const until = (name: string) => (page: Page) => untilReading(page, name, Number.isFinite);
const clicks = async (page: Page, ...labels: readonly string[]): Promise<void> => {
  for (const label of [...labels, ...labels]) {
    await page.getByLabel(label, { exact: true }).click();
    await page.waitForTimeout(400);
  }
};
const keys = async (page: Page, ...sliders: readonly string[]): Promise<void> => {
  for (const name of sliders) {
    await page.getByRole("slider", { name, exact: true }).focus();
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(150);
    }
  }
};
const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer });
const params = velocityField({ dim: 2, hidden: 64, layers: 3, activation: "silu" }).init(key(1));
const weights = file(
  "own.safetensors",
  Buffer.from(
    await encodeCheckpoint({ step: 1, key: key(0), params, optimizer: { step: tensor(1) }, metadata: {} }),
  ),
);
/** On the disk: bytes of a file that a test hands over would be unpacked in the page, by the page's own thread. */
const folder = await mkdtemp(join(tmpdir(), "nami-demo-"));
const manyPoints = join(folder, "many.csv");
await writeFile(
  manyPoints,
  `x,y\n${Array.from({ length: 20_000 }, (_, i) => `${i / 20_000},0`).join("\n")}\n`,
);

/** Each page at work, and somebody at its controls. */
const scenes: Readonly<
  Record<
    string,
    {
      readonly address: string;
      readonly begun: (page: Page) => Promise<unknown>;
      readonly use: (page: Page) => Promise<void>;
    }
  >
> = {
  "the playground trains and 5,000 particles move": {
    address: "#/playground?backend=wasm&particles=5000",
    begun: until("wasserstein"),
    use: (page) => clicks(page, "Trajectories", "Velocity", "Streamlines", "Log-density"),
  },
  "two sides train": {
    address: "#/compare?backend=wasm",
    begun: until("b-wasserstein"),
    use: (page) => clicks(page, "Samples", "Velocity", "Streamlines", "Log-density"),
  },
  "a line is learned": {
    address: "#/line",
    begun: until("wasserstein"),
    use: async (page) => {
      await clicks(page, "Paths", "Moving point");
      await keys(page, "Start", "Euler steps");
      await page.getByLabel("Pictures").selectOption("density");
      await page.waitForTimeout(1000);
    },
  },
  "samplers are measured": {
    address: "#/schedules?samplers=ddim.edmHeun.unipc3.edmHeunChurn.predictorCorrector",
    begun: (page) => page.getByRole("button", { name: "Stop" }).waitFor(),
    use: async (page) => {
      await clicks(page, "VE", "iPNDM 4", "Ancestral (DDPM)");
      await keys(page, "Time to read at", "Steps to read at");
      await page.getByLabel("Grid of times").selectOption("karras");
      await page.waitForTimeout(1000);
    },
  },
  "a model evaluates 20,000 points": {
    address: "#/your-model?backend=wasm",
    begun: async (page) => {
      await page.getByLabel("Weights", { exact: true }).setInputFiles(weights);
      await until("evaluations")(page);
    },
    use: async (page) => {
      await page.getByLabel("Points from a file, csv or npy").setInputFiles(manyPoints);
      await clicks(page, "Samples", "Trajectories", "Velocity", "Log-density");
      await keys(page, "Particles");
    },
  },
  "a visitor goes from page to page": {
    address: "#/playground?backend=wasm",
    begun: until("wasserstein"),
    use: async (page) => {
      for (const name of ["Side by side", "One dimension", "Schedules", "Your model", "Playground"]) {
        await page.getByRole("navigation").getByRole("link", { name }).click();
        await page.waitForTimeout(1200);
      }
    },
  },
};

const told = (tasks: readonly Task[]): string =>
  tasks
    .slice(0, 3)
    .map(({ clock, work, content }) => `${clock.toFixed(0)} ms, work ${work.toFixed(0)} (${content})`)
    .join("; ");

test.each(Object.entries(scenes))("no input waits while %s", async (scene, { address, begun, use }) => {
  // Other programs count by the clock, and those of a machine's host in the work too, so that one good try of some is asked
  // for, each on a page that was opened anew: what is slow the first time alone is seen in all of them.
  for (let left = tries - 1; ; left--) {
    await using site = await openPage(address);
    const { page, faults } = site;
    await begun(page);
    const { tasks, ...seen } = await watchMainThread(page, () => use(page));
    console.info(
      `${scene}: input ${seen.slowestInput} ms, ${seen.framesPerSecond.toFixed(0)} frames a second; ${told(tasks)}`,
    );
    expect(faults).toEqual([]);
    const isAtOnce =
      tasks[0]!.work < longestTask &&
      seen.slowestInput < slowestInput &&
      (!isLong ||
        (Math.max(...tasks.map(({ clock }) => clock)) < longestTask && seen.framesPerSecond > leastFrames));
    if (isAtOnce) break;
    expect(left, "tries left").toBeGreaterThan(0);
  }
});

test("5,000 particles in motion are painted 30 times a second while the flow learns", async () => {
  await using site = await openPage("#/playground?backend=wasm&particles=5000");
  const { page, faults } = site;
  await untilReading(page, "wasserstein", Number.isFinite);
  let best = 0;
  for (let left = tries; left > 0 && best < leastFrames; left--) {
    const { paintingsPerSecond } = await watchMainThread(page, () => page.waitForTimeout(4000));
    console.info(`5,000 particles: ${paintingsPerSecond.toFixed(0)} paintings a second`);
    best = Math.max(best, paintingsPerSecond);
  }
  expect(best).toBeGreaterThan(leastFrames);
  expect(faults).toEqual([]);
});

test("a task that holds the page up is found", async () => {
  await using site = await openPage("#/schedules?samplers=ddim");
  const { page } = site;
  await page.getByText("All measured").waitFor();
  const { tasks } = await watchMainThread(page, async () => {
    await page.evaluate(() => {
      setTimeout(() => {
        const begun = performance.now();
        while (performance.now() - begun < 200);
      });
    });
    await page.waitForTimeout(400);
  });
  expect(Math.max(...tasks.map(({ clock }) => clock))).toBeGreaterThan(199);
  expect(tasks[0]!.work).toBeGreaterThan(longestTask);
});
