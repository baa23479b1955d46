import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "nami-main-"));

interface Child {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** The program as `npm run quickstart` starts it: from source, in a process of its own. */
const start = (...argv: string[]): Child => {
  const child = spawn(
    process.execPath,
    ["--conditions=@nami/source", "--import", "tsx", "apps/cli/src/main.ts", ...argv],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  let [out, err] = ["", ""];
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    err += bytes.toString();
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stderr: err }));
  });
  return { process: child, output: () => out, ended };
};

const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe("the program in a process of its own", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("saves at %s and ends with code %i", { timeout: 60_000 }, async (signal, code) => {
    const config = join(home, "endless.yaml");
    writeFileSync(
      config,
      "dataset: { name: eightGaussians, points: 64 }\nfield: { hidden: 4, layers: 1 }\ntraining: { steps: 1000000, batchSize: 8 }\nbackend: reference:float32\n",
    );
    const folder = join(home, signal);
    const child = start("train", config, "--out", folder);
    await until(() => readdirSync(home).includes(signal) && readdirSync(folder).includes("metrics.jsonl"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.process.kill(signal);
    const { code: got, stderr } = await child.ended;
    expect(stderr).toBe("");
    expect(got).toBe(code);
    expect(child.output()).toMatch(new RegExp(`stopped by ${signal} and saved at step \\d+`));
    expect(readdirSync(join(folder, "checkpoints"))).toContain("latest.json");
  });

  test("writes one line to stderr and ends with code 2 for a file that is not there", {
    timeout: 60_000,
  }, async () => {
    const { ended, output } = start("train", "nowhere.yaml");
    expect(await ended).toEqual({
      code: 2,
      stderr:
        "nami: config: nowhere.yaml must be a file that can be read, got nothing there. Check the path.\n",
    });
    expect(output()).toBe("");
  });
});
