import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pnpm } from "./pnpm.mjs";
import { root } from "./run.mjs";

const stamp = join(root, "node_modules", ".nami-installed");

/** Every file that decides what an install puts in place: the lockfile, the workspace and the manifests. */
const manifests = () => {
  const members = ["packages", "apps"].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder)).map((name) => join(folder, name, "package.json"))
      : [],
  );
  return [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "package.json",
    "benchmarks/package.json",
    "docs/package.json",
    "examples/package.json",
    ...members.sort(),
  ]
    .map((path) => join(root, path))
    .filter((path) => existsSync(path));
};

/** A digest of the manifests, and of the folder itself: pnpm's links are relative, its scripts are not. */
const digest = (paths) => {
  const hash = createHash("sha256").update(root).update(process.version);
  for (const path of paths) hash.update(readFileSync(path)).update("\0");
  return hash.digest("hex");
};

const isInstalled = (paths) =>
  existsSync(stamp) &&
  readFileSync(stamp, "utf8") === digest(paths) &&
  paths
    .filter(
      (path) => path.endsWith("package.json") && /"(d|devD)ependencies"/.test(readFileSync(path, "utf8")),
    )
    .every((path) => existsSync(join(dirname(path), "node_modules")));

/**
 * Installs the dependencies of the whole workspace as the lockfile says, without running any install
 * script of any package. Returns at once when nothing has changed since the last time.
 *
 * A lockfile that is behind the manifests is an error in CI; elsewhere it is brought up to date.
 *
 * @returns {Promise<void>} when everything is in place; ends the process with a message when it fails
 */
export const install = async () => {
  const paths = manifests();
  if (isInstalled(paths)) return;
  const started = Date.now();
  console.log("nami: installing dependencies (the first time takes a minute or two) ...");
  const args = ["install", "--prefer-offline", "--ignore-scripts"];
  let isOutdated = false;
  const watch = (text) => {
    isOutdated ||= text.includes("ERR_PNPM_OUTDATED_LOCKFILE");
  };
  let code = await pnpm([...args, "--frozen-lockfile"], { watch });
  if (code !== 0 && isOutdated && !process.env.CI) {
    console.error("nami: bringing the lockfile up to date with the manifests ...");
    code = await pnpm([...args, "--no-frozen-lockfile"]);
  }
  if (code !== 0) {
    console.error(
      `nami: dependencies must install, got exit code ${code} from pnpm. See its message above; check the network and the npm registry, then run the command again.`,
    );
    process.exit(code);
  }
  writeFileSync(stamp, digest(manifests()));
  console.log(`nami: dependencies are in place after ${((Date.now() - started) / 1000).toFixed(0)} s`);
};
