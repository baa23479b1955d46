/**
 * `npm run docs`: installs everything, builds the documentation site, and serves it; the address is printed.
 * `npm run docs -- build` stops after the build.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import "./setup/node-version.mjs";
import { install } from "./setup/install.mjs";
import { root, run } from "./setup/run.mjs";

const vitepress = "docs/node_modules/vitepress/bin/vitepress.js";
const steps = [
  ["--import", "tsx", "docs/site/pages.ts"],
  [vitepress, "build", "docs"],
  ...(process.argv[2] === "build" ? [] : [[vitepress, "preview", "docs"]]),
];

await install();
rmSync(join(root, "docs/.vitepress/dist"), { recursive: true, force: true });
for (const step of steps) {
  process.exitCode = await run(process.execPath, step);
  if (process.exitCode !== 0) break;
}
