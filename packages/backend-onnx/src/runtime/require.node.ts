import { createRequire } from "node:module";

/**
 * Loads packages as CommonJS does. onnxruntime-node is CommonJS: an import would read it twice, once to find the names of its
 * exports. And an import of node:fs or node:process would load their streams, which take longer than what is read of them.
 *
 * Packages are looked for from where this file lies. In a bundle that is CommonJS itself it has no address, but a name.
 */
export const require: NodeJS.Require = createRequire((import.meta as Partial<ImportMeta>).url ?? __filename);
