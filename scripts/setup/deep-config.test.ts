import { expect, test } from "vitest";
import deep from "../../vitest.deep.config.js";

test("the long checks run the files named deep, and no project of the short tests", () => {
  expect(deep.test!.projects).toBeUndefined();
  expect(deep.test!.include!.every((pattern) => pattern.endsWith(".deep.test.ts"))).toBe(true);
});
