/** `node scripts/pnpm.mjs ARGS...` is `pnpm ARGS...` at the project's version, on a machine that has only npm. */
import "./setup/node-version.mjs";
import { pnpm } from "./setup/pnpm.mjs";

process.exitCode = await pnpm(process.argv.slice(2));
