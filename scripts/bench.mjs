/** `npm run bench -- [QUESTION…]`: installs everything, then runs the benchmarks. `npm run bench -- --table` rewrites the table of their README. */
import "./setup/node-version.mjs";
import { install } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

await install();
process.exitCode = await run(process.execPath, [
  "--conditions=@nami/source",
  "--import",
  "tsx",
  "benchmarks/src/main.ts",
  ...process.argv.slice(2),
]);
