/** 10⁴ rows in one solve, or as many solves, in a process of its own: `ode-rows.js together|apart`. */
import { type WayOfRows, waysOfRows } from "./many-rows.js";
import type { RowsReady } from "./protocol.js";
import { takeTurns } from "./turns.js";

const run = waysOfRows[process.argv[2] as WayOfRows];
takeTurns(run, { end: Array.from(run()) } satisfies RowsReady);
