import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import type { Plugin } from "vite";

/** Written in the service worker where the list of files belongs. */
const place = "__OFFLINE_FILES__";

/** ONNX Runtime is large and seldom chosen: it is kept when it is first loaded. */
const isLate = (name: string): boolean => /\bort\b/.test(name);

/**
 * Tells the service worker which files make up the page, and names its cache after their contents, so that a new
 * build replaces the old one as a whole.
 *
 * @param publicFolder files that are served as they are
 */
export const offlineFiles = (publicFolder: string): Plugin => ({
  name: "nami-offline-files",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const worker = bundle["service-worker.js"];
      if (worker?.type !== "chunk") return;
      const hash = createHash("sha256");
      const names = Object.keys(bundle).filter((name) => name !== "service-worker.js" && !isLate(name));
      for (const name of names.sort()) {
        const file = bundle[name]!;
        hash.update(name).update(file.type === "chunk" ? file.code : file.source);
      }
      const files = ["./", ...names.filter((name) => name !== "index.html"), ...readdirSync(publicFolder)];
      const list = JSON.stringify({ version: hash.digest("hex").slice(0, 12), files });
      worker.code = worker.code.replace(place, list);
    },
  },
});
