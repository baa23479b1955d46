import { fileURLToPath } from "node:url";
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Tests open what the page exports with the sources of the packages.
const conditions = ["@nami/source", ...defaultServerConditions];
const deep = process.env.NAMI_DEEP === "1";

/**
 * `npm run test:demo`: the built site in headless Chromium, used as a person would. `npm run deep:demo` runs the long
 * form, on every backend. `CHROMIUM` names another binary than Debian's.
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: deep ? ["test/**/*.e2e.test.ts", "test/**/*.e2e.deep.test.ts"] : ["test/**/*.e2e.test.ts"],
    globalSetup: "test/serve-site.ts",
    fileParallelism: false,
    testTimeout: deep ? 900_000 : 90_000,
    hookTimeout: 60_000,
  },
});
