import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { checkpointOf } from "./models.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";

afterAll(closeBrowser);

const quick = "hidden=8&layers=1&batch=32&particles=500&solver=euler&steps=1&density=0";

/** The part of TensorFlow.js that every copy of it shares in a worker. */
interface SharedEngine {
  readonly registry: {
    readonly webgl?: { readonly gpgpu: { readonly gl: WebGL2RenderingContext } };
    readonly webgpu?: {
      readonly device: { destroy(): void; readonly queue: { onSubmittedWorkDone(): Promise<void> } };
    };
  };
}

/**
 * Takes the device away from the worker that trains. WebGPU destroys one in its turn, after all that was submitted before, which is
 * waited for: it may be a second's work where the processor stands in for a GPU.
 */
const loseDevice = (page: Page): Promise<void> =>
  page
    .workers()
    .at(-1)!
    .evaluate(async () => {
      const { registry } = (globalThis as typeof globalThis & { readonly _tfengine: SharedEngine })._tfengine;
      registry.webgl?.gpgpu.gl.getExtension("WEBGL_lose_context")?.loseContext();
      await registry.webgpu?.device.queue.onSubmittedWorkDone();
      registry.webgpu?.device.destroy();
    });

const computes = (page: Page) => page.locator('[data-reading="backend"]').textContent();

test.each([
  ["playground", "webgl", "WebGL"],
  ["playground", "webgpu", "WebGPU"],
  ["line", "webgl", "WebGL"],
  ["line", "webgpu", "WebGPU"],
])(
  "a lost device is noticed within a second, and training goes on; after three losses on wasm: %s, %s",
  async (where, backend, name) => {
    await using site = await openPage(`#/${where}?backend=${backend}&${quick}`);
    const { page, faults } = site;
    for (let loss = 1; loss <= 3; loss++) {
      await untilReading(page, "step", (step) => step > 5);
      expect(await computes(page)).toContain(name);
      await loseDevice(page);
      const lost = Date.now();
      await page.locator('[data-phase="recovering"]').waitFor({ timeout: 1000 });
      console.info(`${backend}: noticed after ${Date.now() - lost} ms`);
      await page.waitForFunction(() => document.querySelector('[data-phase="training"]'));
      const from = await reading(page, "step");
      await untilReading(page, "step", (step) => step > from);
    }
    expect(await computes(page)).toContain("WebAssembly");
    expect(await page.getByLabel("Backend").inputValue()).toBe("wasm");
    expect(await page.locator(".notice").first().textContent()).toContain("3 times");
    expect(faults).toEqual([]);
  },
);

test.each(["webgl", "webgpu"])(
  "of two sides one loses its device, then both go on with wasm: %s",
  async (backend) => {
    await using site = await openPage(`#/compare?backend=${backend}&hidden=8&batch=32&particles=500`);
    const { page, faults } = site;
    const menu = page.getByLabel("Backend");
    for (let loss = 1; loss <= 3; loss++) {
      for (const side of ["a", "b"]) await untilReading(page, `${side}-step`, (step) => step > 5);
      expect(await menu.inputValue()).toBe(backend);
      await loseDevice(page);
      await page.locator('[data-phase="recovering"]').waitFor({ timeout: 1000 });
      await page.locator('[data-phase="training"]').waitFor();
    }
    await expect.poll(() => menu.inputValue()).toBe("wasm");
    await page.locator('[data-reading="backend"]', { hasText: "WebAssembly" }).waitFor();
    for (const side of ["a", "b"]) {
      const from = await reading(page, `${side}-step`);
      await untilReading(page, `${side}-step`, (step) => step > from);
    }
    expect(await page.getByText("3 times").count()).toBe(1);
    // A GPU can be chosen again.
    await menu.selectOption(backend);
    await page.locator('[data-reading="backend"]', { hasText: /Web(GL|GPU)/ }).waitFor();
    expect(faults).toEqual([]);
  },
);

test.each(["webgl", "webgpu"])(
  "a model is opened anew after a lost device, the third time on wasm: %s",
  async (backend) => {
    await using site = await openPage(`#/your-model?backend=${backend}&steps=2&particles=500&density=0`);
    const { page, faults } = site;
    await page.getByLabel("Weights", { exact: true }).setInputFiles(await checkpointOf(2));
    for (let loss = 1; loss <= 3; loss++) {
      await untilReading(page, "evaluations", (count) => count === 8);
      expect(await page.getByLabel("Backend").inputValue()).toBe(backend);
      await page.waitForTimeout(500);
      const isEmpty = () => document.querySelector('[data-reading="evaluations"]')?.textContent === "–";
      await Promise.all([
        page.waitForFunction(isEmpty, undefined, { polling: "raf", timeout: 1000 }),
        loseDevice(page),
      ]);
      const words = loss < 3 ? "The page begins anew" : "lost 3 times";
      await page.locator(".center .notice", { hasText: words }).waitFor();
    }
    await expect.poll(() => page.getByLabel("Backend").inputValue()).toBe("wasm");
    await untilReading(page, "evaluations", (count) => count === 8);
    expect(await computes(page)).toContain("WebAssembly");
    expect(faults).toEqual([]);
  },
);

/** `NAMI_LOSSES` says how many; 100 where it does not. */
test("training comes back from 100 losses of the WebGL context at random moments", async () => {
  const losses = Number(process.env.NAMI_LOSSES ?? 100);
  await using site = await openPage(`#/playground?backend=webgl&${quick}`);
  const { page, faults } = site;
  let moment = 12_345;
  for (let loss = 0; loss < losses; loss++) {
    await page.waitForFunction(() => document.querySelector('[data-phase="training"]'));
    if ((await computes(page))?.includes("WebAssembly"))
      await page.getByLabel("Backend").selectOption("webgl");
    await page.locator('[data-reading="backend"]', { hasText: "WebGL" }).waitFor();
    // A small linear congruence: other moments each time, the same at each run.
    moment = (moment * 1_103_515_245 + 12_345) % 2 ** 31;
    await page.waitForTimeout(moment % 3000);
    await loseDevice(page);
    await page.locator('[data-phase="recovering"], [data-phase="training"]').first().waitFor();
    await page.waitForTimeout(300);
    await page.waitForFunction(() => document.querySelector('[data-phase="training"]'));
    const from = await reading(page, "step");
    await untilReading(page, "step", (step) => step > from);
  }
  expect(faults).toEqual([]);
}, 7_200_000);
