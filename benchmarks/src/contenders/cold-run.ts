import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Missing } from "./player.js";

/** A process from its start to its first line. */
export interface ColdRun {
  readonly milliseconds: number;
  readonly line: string;
}

/**
 * Starts a program and waits for its first line, then for its end.
 *
 * @throws Missing when it ends without one
 */
export async function coldRun(
  [command, ...args]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ColdRun> {
  const start = performance.now();
  const child = spawn(command!, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (bytes) => {
    complaints += bytes;
  });
  const ended = new Promise<void>((resolve) => {
    child.once("error", ({ message }) => {
      complaints += message;
      resolve();
    });
    child.once("close", () => resolve());
  });
  let found: ColdRun | undefined;
  createInterface({ input: child.stdout }).once("line", (line) => {
    found = { milliseconds: performance.now() - start, line };
  });
  await ended;
  if (!found) throw new Missing(`ended with: ${complaints.trim().split("\n").at(-1)}`);
  return found;
}
