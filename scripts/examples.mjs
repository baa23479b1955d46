/** `npm run examples -- [SEED…]`: installs everything, then runs the programs of `examples/`. `npm run examples -- --table` rewrites docs/seeds.md. */
import "./setup/node-version.mjs";
import { install } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

await install();
process.exitCode = await run(process.execPath, [
  "--conditions=@nami/source",
  "--import",
  "tsx",
  "examples/src/main.ts",
  ...process.argv.slice(2),
]);
