/** `npm run quickstart`: installs everything, then trains the example of the README from source. Arguments go to `nami train`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import "./setup/node-version.mjs";
import { install } from "./setup/install.mjs";
import { root, run } from "./setup/run.mjs";

const program = "apps/cli/src/main.ts";
const config = "apps/cli/quickstart.yaml";

for (const path of [program, config]) {
  if (!existsSync(join(root, path))) {
    console.error(`quickstart: ${path} must exist, got nothing there. Check out the whole repository.`);
    process.exit(2);
  }
}
await install();
process.exitCode = await run(process.execPath, [
  "--conditions=@nami/source",
  "--import",
  "tsx",
  program,
  "train",
  config,
  ...process.argv.slice(2),
]);
