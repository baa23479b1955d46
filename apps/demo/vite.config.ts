import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig } from "vite";
import { offlineFiles } from "./build/offline-files.js";
import { securityPolicy } from "./build/security-policy.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  resolve: { conditions: ["@nami/source", ...defaultClientConditions] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // Reports of the build are for whoever works on it.
  clearScreen: false,
  plugins: [securityPolicy(), offlineFiles(here("public"))],
  worker: {
    format: "es",
    rollupOptions: {
      output: {
        // Told apart by name from what every visitor loads.
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => /@tensorflow|onnxruntime|packages\/backend-/.test(id))
            ? "assets/backend-[name]-[hash].js"
            : "assets/[name]-[hash].js",
      },
    },
  },
  build: {
    target: "es2022",
    outDir: here("dist"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: { index: here("index.html"), "service-worker": here("src/service-worker.ts") },
      output: {
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
  server: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
});
