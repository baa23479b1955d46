import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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

/** Makes one file of each contender on Node, as an application would be shipped. */
export async function bundle(): Promise<void> {
  const manifest = JSON.parse(readFileSync(here("package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  await build({
    entryPoints: Object.fromEntries(Object.entries(programs).map(([name, path]) => [name, here(path)])),
    outdir: here("dist"),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@nami/source"],
    external,
    minify: true,
    define: { JAX_JS_VERSION: JSON.stringify(manifest.dependencies["@jax-js/jax"]) },
    logLevel: "warning",
  });
}
