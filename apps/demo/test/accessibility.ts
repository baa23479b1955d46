import axe from "axe-core";
import type { Page } from "playwright";

/** What axe-core finds wrong with a page: the rule, and where. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  // Through the debugger, which the security policy of the page does not bind.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as typeof globalThis & { readonly axe: typeof axe }).axe.run(document),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
};
