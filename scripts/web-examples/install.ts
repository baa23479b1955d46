import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Packed, root } from "../packages/pack.js";

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Runs npm in a folder. Its output is shown only when it fails. */
const npm = (folder: string, ...args: readonly string[]): void => {
  const windows = process.platform === "win32";
  const { status, stdout, stderr } = spawnSync(windows ? "npm.cmd" : "npm", args, {
    cwd: folder,
    shell: windows,
    encoding: "utf8",
  });
  if (status === 0) return;
  console.error(`${stdout}${stderr}`);
  throw new Error(`install: npm ${args[0]} must succeed in ${folder}, got ${status}. See its output above.`);
};

/**
 * Copies an example out of the repository, installs it with npm as a stranger would, and builds it when
 * it has something to build. All `@nami` packages, those of other packages too, come from the tarballs.
 *
 * @param name folder in `examples/web`
 * @param packed the packages as they would be published
 * @param folder where to put it
 */
export const install = (name: string, packed: readonly Packed[], folder: string): void => {
  cpSync(join(root, "examples/web", name), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const overrides = Object.fromEntries(packed.map((each) => [each.name, `file:${each.tarball}`]));
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).map(([each, version]) => [each, overrides[each] ?? version]),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, dependencies, overrides }));
  npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline");
  if (manifest.scripts?.build !== undefined) npm(folder, "run", "build");
};
