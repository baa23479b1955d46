import tseslint from "typescript-eslint";

/**
 * Biome formats and lints everything; this adds the one rule that needs types. A forgotten `await` is the
 * likeliest bug of a library whose values are read with `await`.
 */
export default tseslint.config({
  files: ["{packages,apps}/*/{src,test}/**/*.{ts,tsx}", "{benchmarks,examples,scripts}/**/*.ts"],
  ignores: ["**/node_modules/**", "**/dist/**"],
  languageOptions: {
    parser: tseslint.parser,
    // One program over the whole repository: a tenth of the time of one for each package.
    parserOptions: { project: ["./tsconfig.json"], tsconfigRootDir: import.meta.dirname },
  },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  plugins: { "@typescript-eslint": tseslint.plugin },
  rules: { "@typescript-eslint/no-floating-promises": "error" },
});
