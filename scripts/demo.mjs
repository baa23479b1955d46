/** `npm run demo`: installs everything, builds the demo site and serves it on localhost. `--port 4173` chooses the port. */
import { join } from "node:path";
import "./setup/node-version.mjs";
import { install } from "./setup/install.mjs";
import { root, run } from "./setup/run.mjs";

await install();
const vite = join(root, "apps/demo/node_modules/vite/bin/vite.js");
const options = { cwd: join(root, "apps/demo") };
const built = await run(process.execPath, [vite, "build", "--logLevel", "warn"], options);
process.exitCode =
  built === 0 ? await run(process.execPath, [vite, "preview", ...process.argv.slice(2)], options) : built;
