/** Whom a package may import: `values` as code, `types` in type positions only. */
export interface Arrows {
  readonly values: readonly string[];
  readonly types?: readonly string[] | "any";
  /** Runtime dependencies from outside nami, as package names or prefixes ending in `*`. Everything else is a violation. */
  readonly outside?: readonly string[];
  /** May have Node entries: files under `src/node/`, named `node.ts` or `*.node.ts`,
   * or chosen by an `imports` condition `node`, may import `node:*`. */
  readonly node?: boolean;
}

/**
 * The import graph of the design. Every package may also import `errors`, which imports nothing.
 * Apps, benchmarks and tests may import anything, and nothing imports an app.
 */
export const allowed: Readonly<Record<string, Arrows>> = {
  errors: { values: [] },
  random: { values: [] },
  transport: { values: [] },
  solvers: { values: ["random"] },
  "tensor-backend": { values: ["random"] },
  schedules: { values: [], types: ["tensor-backend"] },
  "backend-tfjs": { values: ["tensor-backend"], outside: ["@tensorflow/*"], node: true },
  "backend-onnx": {
    values: ["tensor-backend"],
    outside: ["onnxruntime-common", "onnxruntime-node", "onnxruntime-web", "pbf"],
    node: true,
  },
  divergence: { values: ["tensor-backend"] },
  training: { values: ["tensor-backend"], node: true },
  networks: { values: ["tensor-backend"] },
  distributions: { values: ["tensor-backend", "schedules"] },
  paths: { values: ["tensor-backend", "schedules", "distributions", "transport"] },
  flows: { values: ["tensor-backend", "networks", "distributions", "divergence", "solvers"] },
  models: {
    values: ["tensor-backend", "networks", "schedules", "distributions", "paths", "solvers", "divergence"],
  },
  datasets: { values: ["tensor-backend", "distributions"], outside: ["hyparquet", "fflate"], node: true },
  diagnostics: {
    values: ["tensor-backend", "networks", "transport", "solvers", "divergence"],
    types: ["models"],
  },
  plots: { values: [], types: "any", outside: ["d3-*", "fast-png"] },
};
