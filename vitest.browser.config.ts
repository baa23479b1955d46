import { playwright } from "@vitest/browser-playwright";
import { defaultClientConditions } from "vite";
import { defineConfig } from "vitest/config";
import { launchOptions } from "./scripts/browser/launch.js";

const deep = process.env.NAMI_DEEP === "1";

/**
 * `npm run test:browser`: tests in headless Chromium, with WebGL2 and WebGPU in software where there is no GPU.
 * `CHROMIUM` names another binary than Debian's. `npm run deep:browser` runs the long form instead.
 */
export default defineConfig({
  resolve: { conditions: ["@nami/source", ...defaultClientConditions] },
  // Already bundles of one file each; bundled once more they do not find their wasm files.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  // An isolated page may share memory among threads.
  server: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
  test: {
    include: deep
      ? ["{packages,apps}/*/src/**/*.browser.deep.test.ts"]
      : ["{packages,apps}/*/src/**/*.browser.test.ts", "scripts/browser/*.browser.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 120_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: launchOptions(),
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
