import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root folder of the repository. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** A package as it would be published. */
export interface Packed {
  readonly name: string;
  readonly folder: string;
  readonly tarball: string;
}

/**
 * Packs every public package, built before, into a new temporary folder.
 *
 * @returns the packages with their tarballs, by name
 */
export const packAll = (): Packed[] => {
  const target = mkdtempSync(join(tmpdir(), "nami-packed-"));
  const args = [
    "scripts/pnpm.mjs",
    "--recursive",
    "--filter",
    "./packages/*",
    "pack",
    "--pack-destination",
    target,
  ];
  execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const tarballs = readdirSync(target);
  return readdirSync(join(root, "packages")).map((folder) => {
    const { name, version } = JSON.parse(
      readFileSync(join(root, "packages", folder, "package.json"), "utf8"),
    ) as {
      name: string;
      version: string;
    };
    const file = `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`;
    if (!tarballs.includes(file))
      throw new Error(`packAll: every package must pack, got none for ${name}. Build it first.`);
    return { name, folder: join(root, "packages", folder), tarball: join(target, file) };
  });
};
