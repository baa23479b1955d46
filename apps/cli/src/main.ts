#!/usr/bin/env node
import { runProgram } from "./program.js";
import { processTerminal } from "./terminal.js";

// A reader that closes the pipe early (`nami train … | head -1`) has read enough: the rest is not printed, the work goes on.
let untold = false;
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE" || untold) return;
  untold = true;
  process.exitCode ||= 1;
  process.stderr.write(
    `nami: stdout must take what is printed, got ${code ?? message}. The work goes on; free space or send it elsewhere.\n`,
  );
});
process.stderr.on("error", () => {});
const code = await runProgram(process.argv.slice(2), processTerminal());
process.exitCode = code === 0 && untold ? 1 : code;
