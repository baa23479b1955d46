import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Programs on Node, by the name of what they become in `dist`. */
const programs = {
  nami: "src/workers/nami/main.ts",
  stock: "src/workers/stock/main.ts",
  jax: "src/workers/jax/main.ts",
  "cold-start-onnx": "src/workers/cold-start/onnx.ts",
  "cold-start-tfjs-wasm": "src/workers/cold-start/tfjs-wasm.ts",
  heap: "src/workers/heap.ts",
  "ode-solve": "src/workers/ode/solve.ts",
  "ode-rows": "src/workers/ode/rows.ts",
};

/** Packages that stay outside: they look for their binaries beside themselves. */
const external = ["onnxruntime-*", "@tensorflow/*", "@jax-js/*"];

/** Those whose start is measured, which may be shipped as CommonJS too. */
const started = Object.entries(programs).filter(([name]) => name.startsWith("cold-start"));

/** Makes one file of each contender on Node, as an application would be shipped. */
export async function bundle(): Promise<void> {
  const manifest = JSON.parse(readFileSync(here("package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const filesOf = (entries: readonly (readonly [string, string])[]): Record<string, string> =>
    Object.fromEntries(entries.map(([name, path]) => [name, here(path)]));
  const options = {
    outdir: here("dist"),
    bundle: true,
    platform: "node",
    target: "node20",
    conditions: ["@nami/source"],
    external,
    minify: true,
    define: { JAX_JS_VERSION: JSON.stringify(manifest.dependencies["@jax-js/jax"]) },
    logLevel: "warning",
    // Of a file in a bundle that is CommonJS, which is known by its name there.
    logOverride: { "empty-import-meta": "silent" },
  } satisfies BuildOptions;
  await build({ ...options, entryPoints: filesOf(Object.entries(programs)), format: "esm" });
  await build({
    ...options,
    entryPoints: filesOf(started),
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    // Code that V8 has kept has no import().
    supported: { "dynamic-import": false },
  });
}
