import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/** The root folder of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Runs a program in the root folder with the terminal attached, and waits for it.
 *
 * Ctrl-C reaches the child from the terminal itself; it decides when to stop (a training run saves first),
 * so this process only waits. Without a terminal the first interrupt is passed on, as is every SIGTERM.
 *
 * @param {string} command program to run
 * @param {readonly string[]} args its arguments
 * @param {import("node:child_process").SpawnOptions & { watch?: (text: string) => void }} [options] overrides
 *   for `spawn`; `watch` sees all that the program prints
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it
 */
export const run = (command, args, { watch, ...options } = {}) =>
  new Promise((resolve, reject) => {
    const stdio = watch === undefined ? "inherit" : ["inherit", "pipe", "pipe"];
    const child = spawn(command, args, { cwd: root, stdio, ...options });
    for (const name of watch === undefined ? [] : ["stdout", "stderr"])
      child[name].on("data", (bytes) => {
        process[name].write(bytes);
        watch(String(bytes));
      });
    let interrupts = 0;
    const onInterrupt = () => {
      interrupts += 1;
      if (!process.stdin.isTTY && interrupts === 1) child.kill("SIGINT");
    };
    const onTerminate = () => child.kill("SIGTERM");
    process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
