import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Sources, not builds: every package resolves to its TypeScript, in vite and in what Node loads itself.
const conditions = ["@nami/source", ...defaultServerConditions];

/** TF.js has one registry for all that import it, which its tests look at. */
const own = "packages/backend-tfjs/src/**/*.test.ts";
const exclude = ["**/node_modules/**", "**/dist/**", "**/*.browser.test.ts", "**/*.deep.test.ts"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: 2,
    maxConcurrency: 2,
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: [
            "{packages,apps}/*/src/**/*.test.ts",
            "{benchmarks,examples,scripts}/**/*.test.ts",
            "docs/{site,live}/*.test.ts",
          ],
          exclude: [...exclude, own],
          // Modules are loaded once for all files of a worker, which takes half of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: "alone", include: [own], exclude } },
    ],
  },
});
