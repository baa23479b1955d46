import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import type { Contender } from "./contender.js";
import type { Answers, Request, Setting } from "./protocol.js";

/** A contender that is not installed, does not do what it was asked, or broke down. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/** A running contender. Between questions its process is stopped, so that no thread of it spins meanwhile. */
export interface Player {
  readonly pid: number;
  /**
   * @param kind of the answer that is due
   * @throws Missing when it does not do what it is asked
   */
  ask<Kind extends keyof Answers>(request: Request, kind: Kind): Promise<Answers[Kind]>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Processes that are running: none outlives this one. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

/** The last lines that a program wrote to its standard error. */
const keptLines = 40;

/** Starts a contender under one setting; it is stopped at once. */
export function play(contender: Contender, setting: Setting): Player {
  const [command, ...args] = contender.command;
  const env = { ...process.env, ...contender.environment?.(setting) };
  // A session of its own: when the shell of a group with stopped processes ends, the system hangs up on the group.
  const child = spawn(command!, args, { env, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    complaints.push(line);
    if (complaints.length > keptLines) complaints.shift();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      complaints.push(error.message);
      resolve();
    });
    child.once("close", () => {
      running.delete(child);
      resolve();
    });
  });
  child.stdin.on("error", () => undefined); // an ended program shows when its answer is missing
  running.add(child);
  pause(child);

  return {
    pid: child.pid ?? 0,
    ask: async (request, kind) => {
      child.kill("SIGCONT");
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      pause(child);
      if (done) {
        await ended;
        const reason =
          complaints.find((line) => /error|memory/i.test(line)) ?? complaints.at(-1) ?? "no word";
        throw new Missing(`ended with: ${reason.trim()}`);
      }
      const answer: unknown = JSON.parse(value);
      if (isAnswer(answer, kind)) return answer;
      throw new Missing(String((answer as { missing?: string }).missing));
    },
    close: async () => {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function isAnswer<Kind extends keyof Answers>(answer: unknown, kind: Kind): answer is Answers[Kind] {
  return typeof answer === "object" && answer !== null && kind in answer;
}

function pause(child: ChildProcess): void {
  child.kill("SIGSTOP");
}
