import { createRequire } from "node:module";
import { cwd } from "node:process";

/**
 * Loads packages as CommonJS does, from where this file lies. In a bundle that is CommonJS itself this file has no address, and
 * packages are looked for from where the process was started.
 */
export const require: NodeJS.Require = createRequire((import.meta as Partial<ImportMeta>).url ?? `${cwd()}/`);
