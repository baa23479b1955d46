import { defineConfig } from "tsup";

/**
 * The one build of every package: ESM with declarations, one output an entry.
 *
 * An entry `src/node/index.ts` becomes `dist/node/index.js`, named by the subpath `./node` in `exports`.
 * Aliases of `imports` (`#name`) stay in the output, for the runtime to choose by its conditions; the
 * files behind them are entries too.
 */
export const library = (entry: string[] = ["src/index.ts"]): ReturnType<typeof defineConfig> =>
  defineConfig({
    // A second entry outside `src/` can't exist, so names in `dist/` mirror those in `src/`.
    entry: Object.fromEntries(entry.map((path) => [path.replace(/^src\//, "").replace(/\.ts$/, ""), path])),
    format: ["esm"],
    platform: "neutral",
    removeNodeProtocol: false,
    target: "es2022",
    external: [/^#/, /^node:/],
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = [];
    },
  });
