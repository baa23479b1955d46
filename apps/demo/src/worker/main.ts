import { beginRun } from "./run.js";
import { serveRuns } from "./serve-runs.js";

serveRuns(beginRun);
