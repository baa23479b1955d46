import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { inject } from "vitest";
import { launchOptions } from "../../../scripts/browser/launch.js";

/** A page of the site, with all that went wrong on it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors on the console, uncaught errors, violations of the security policy, requests to other origins. */
  readonly faults: string[];
}

let browser: Promise<Browser> | undefined;

/** Milliseconds until something must have come. GPUs of the long form may be simulated, and are slow then. */
const patience = process.env.NAMI_DEEP === "1" ? 600_000 : 60_000;

/** Headless Chromium, one for all tests of a file. */
const browserOf = (): Promise<Browser> => {
  browser ??= chromium.launch(launchOptions());
  return browser;
};

/** Ends the browser of a test file. */
export const closeBrowser = async (): Promise<void> => {
  await (await browser)?.close();
  browser = undefined;
};

/**
 * Opens a page of the site in a fresh profile.
 *
 * @param address after the root, e.g. `#/playground?target=rings`
 * @param options of the profile, and as its `baseURL` another site than that of the tests
 */
export const openPage = async (address = "", options: BrowserContextOptions = {}): Promise<OpenPage> => {
  const siteUrl = options.baseURL ?? inject("siteUrl");
  const context = await (await browserOf()).newContext({
    viewport: { width: 1440, height: 1000 },
    ...options,
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(siteUrl) && !url.startsWith("data:") && !url.startsWith("blob:"))
      faults.push(`foreign request: ${url}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  await page.goto(siteUrl + address);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
};

/** The number that a reading shows, or NaN while it shows none. */
export const reading = async (page: Page, name: string): Promise<number> => {
  const text = await page.locator(`[data-reading="${name}"]`).textContent();
  return numberIn(text);
};

/** A number as the site writes it: with a true minus, and commas for thousands. */
export const numberIn = (text: string | null): number =>
  Number.parseFloat((text ?? "").replaceAll(",", "").replace("−", "-"));

/** What a page says of itself, for messages: where training is, what it tells the visitor, and its workers. */
const stateOf = async (page: Page): Promise<string> => {
  const texts = await page.locator(".phase, .notice").allTextContents();
  const workers = page.workers().length;
  return `${texts.filter((text) => text !== "").join(", ")}; ${workers} ${workers === 1 ? "worker" : "workers"}`;
};

/** Waits until a reading meets a condition. */
export const untilReading = async (
  page: Page,
  name: string,
  meets: (value: number) => boolean,
  { timeout = patience }: { readonly timeout?: number } = {},
): Promise<number> => {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await reading(page, name);
    if (meets(value)) return value;
    if (Date.now() > end) throw new Error(`${name} is ${value} after ${timeout} ms: ${await stateOf(page)}`);
    await page.waitForTimeout(100);
  }
};
