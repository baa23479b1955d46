import { beginLineRun } from "./line-run.js";
import { serveRuns } from "./serve-runs.js";

serveRuns(beginLineRun);
