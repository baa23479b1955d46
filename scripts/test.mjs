/** `npm test`: installs everything, then runs all tests of all packages and apps in one vitest. Arguments go to vitest. */
import "./setup/node-version.mjs";
import { install } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

await install();
process.exitCode = await run(process.execPath, [
  "node_modules/vitest/vitest.mjs",
  "run",
  ...process.argv.slice(2),
]);
