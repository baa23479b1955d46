import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";

const url = new URL("./run.mjs", import.meta.url).href;

/** A process that runs `program` through `run` and leaves with the code that `run` gives. */
const wrapped = (program: string): ChildProcess => {
  const script = `import { run } from ${JSON.stringify(url)};
    process.exitCode = await run(process.execPath, ["-e", ${JSON.stringify(program)}]);`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
};

const exitCode = async (process: ChildProcess): Promise<number | null> => (await once(process, "close"))[0];

describe("run", () => {
  test("passes the exit code through", async () => {
    expect(await exitCode(wrapped("process.exit(3)"))).toBe(3);
  });

  test("gives 128 + the number of the signal that ended the program", async () => {
    expect(await exitCode(wrapped(`process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 1e4)`))).toBe(
      137,
    );
  });

  test.each(["SIGINT", "SIGTERM"] as const)("lets the program finish its work on %s", async (signal) => {
    const saving = `process.once("${signal}", () => setTimeout(() => process.exit(9), 100));
      setTimeout(() => process.exit(1), 1e4); console.log("ready");`;
    const outer = wrapped(saving);
    const code = exitCode(outer);
    if (outer.stdout) await once(outer.stdout, "data");
    outer.kill(signal);
    expect(await code).toBe(9);
  });
});
