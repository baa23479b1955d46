import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Sources, not builds: every package resolves to its TypeScript, in vite and in what Node loads itself.
const conditions = ["@nami/source", ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      "{packages,apps}/*/src/**/*.test.ts",
      "{benchmarks,examples,scripts}/**/*.test.ts",
      "docs/{site,live}/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.browser.test.ts", "**/*.deep.test.ts"],
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 30_000,
  },
});
