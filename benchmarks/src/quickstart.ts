/** Does the quickstart learn two moons? Records the summary of a run folder that `npm run quickstart` has left. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { report } from "./report.js";

const folder = process.argv[2];
if (!folder) throw new Error("quickstart: pass the run folder that npm run quickstart printed, got none.");
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));
report("quickstart", {
  question:
    "two moons: mean loss of the last 200 steps, mean log-density of 2,000 fresh points and integral of the density, each beside its truth",
  summary: read("summary.json"),
  run: read("run.json"),
});
