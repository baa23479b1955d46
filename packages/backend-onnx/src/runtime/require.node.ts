import { createRequire } from "node:module";
import { cwd } from "node:process";

/**
 * Loads packages as CommonJS does. onnxruntime-node is CommonJS: an import would read it twice, once to find the names of its
 * exports. And an import of node:fs would load its streams, which take longer than what is read of it.
 *
 * Packages are looked for from where this file lies. In a bundle that is CommonJS itself it has no address, and they are looked for
 * from where the process was started.
 */
export const require: NodeJS.Require = createRequire((import.meta as Partial<ImportMeta>).url ?? `${cwd()}/`);
