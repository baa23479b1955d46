import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/**
 * Runs the pnpm that `packageManager` names, fetched by npx when it isn't there yet, and puts it on the
 * PATH of what it runs (turbo looks for it there). Nothing but Node and npm has to be installed.
 *
 * @param {readonly string[]} args arguments of pnpm
 * @param {{ watch?: (text: string) => void }} [options] `watch` sees all that pnpm prints
 * @returns {Promise<number>} its exit code
 */
export const pnpm = (args, options = {}) => {
  // Through npm's own npx, so that a `pnpm` of another version on the PATH is not picked up.
  // `npm --silent` would silence pnpm as well, its errors included.
  const { npm_config_loglevel: _, ...env } = process.env;
  const windows = process.platform === "win32";
  return run(windows ? "npx.cmd" : "npx", ["--yes", "--prefer-offline", packageManager, ...args], {
    env: { ...env, TURBO_TELEMETRY_DISABLED: "1", npm_config_update_notifier: "false" },
    shell: windows,
    ...options,
  });
};
