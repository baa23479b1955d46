import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin, preview } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the built site is served. */
    readonly siteUrl: string;
  }
}

const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));

/** Builds the site into a folder. @param plugins that change something of it */
export const buildSite = async (outDir: string, plugins: readonly Plugin[] = []): Promise<void> => {
  // The runner has set another one, with which the page would be one for development.
  process.env.NODE_ENV = "production";
  await build({ configFile, logLevel: "warn", plugins: [...plugins], build: { outDir, emptyOutDir: true } });
};

/** Builds the site once, into a folder of this run, and serves it while the tests run. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const outDir = mkdtempSync(join(tmpdir(), "nami-site-"));
  await buildSite(outDir);
  const server = await preview({ configFile, preview: { port: 0 }, build: { outDir } });
  project.provide("siteUrl", server.resolvedUrls!.local[0]!);
  return async () => {
    await server.close();
    rmSync(outDir, { recursive: true });
  };
};
