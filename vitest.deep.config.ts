import { defineConfig } from "vitest/config";
import shared from "./vitest.config.js";

// The projects of the short tests have files of their own.
const { projects: _, ...test } = shared.test!;

/** `npm run deep`: the long checks that are run by hand, one file at a time, with no hurry. */
export default defineConfig({
  ...shared,
  test: {
    ...test,
    include: ["{packages,apps}/*/src/**/*.deep.test.ts", "benchmarks/**/*.deep.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.browser.deep.test.ts"],
    maxWorkers: 1,
    testTimeout: 1_800_000,
  },
});
