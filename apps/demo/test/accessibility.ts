import axe from "axe-core";
import type { Page } from "playwright";

/** What axe-core finds wrong with a page: the rule, and where. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  // Through the debugger, which the security policy of the page does not bind.
  await page.evaluate(axe.source);
  // Colours on their way from light to dark are nobody's.
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
  const { violations } = await page.evaluate(() =>
    (globalThis as typeof globalThis & { readonly axe: typeof axe }).axe.run(document),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
};

/**
 * What is wrong with a page light and dark, on a desk, a tablet and a phone: what axe-core finds, and whether anything is
 * wider than the window.
 */
export const faultsEverywhere = async (page: Page): Promise<string[]> => {
  const faults: string[] = [];
  for (const [colorScheme, width] of [
    ["light", 1440],
    ["dark", 768],
    ["light", 360],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(200);
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${colorScheme} ${width}: ${fault}`));
    const reach = await page.evaluate(() => document.documentElement.scrollWidth);
    if (reach > width) faults.push(`${reach} pixels wide in a window of ${width}`);
  }
  return faults;
};
