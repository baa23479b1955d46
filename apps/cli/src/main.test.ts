import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readNpy } from "@nami/datasets";
import { beforeAll, describe, expect, test } from "vitest";
import { nami, tinyRun } from "./tiny-run.fixture.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "nami-main-"));

interface Child {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/**
 * The program as `npm run quickstart` starts it: from source, in a process of its own.
 *
 * @param stdout where it prints; a pipe by default
 */
const startOn = (stdout: number | "pipe", ...argv: string[]): Child => {
  const child = spawn(
    process.execPath,
    ["--conditions=@nami/source", "--import", "tsx", "apps/cli/src/main.ts", ...argv],
    { cwd: root, stdio: ["ignore", stdout, "pipe"] },
  );
  let [out, err] = ["", ""];
  child.stdout?.on("data", (bytes: Buffer) => {
    out += bytes.toString();
  });
  child.stderr?.on("data", (bytes: Buffer) => {
    err += bytes.toString();
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stderr: err }));
  });
  return { process: child, output: () => out, ended };
};

const start = (...argv: string[]): Child => startOn("pipe", ...argv);

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

  describe("with a stdout of its own", () => {
    const { at, config, run, train } = tinyRun();
    beforeAll(async () => {
      expect((await train()).errors).toEqual([]);
    });

    test("does all its work though its reader has gone", { timeout: 60_000 }, async () => {
      const { process, ended } = start("train", config, "--out", at("unread"));
      process.stdout!.destroy();
      expect(await ended).toEqual({ code: 0, stderr: "" });
      expect(existsSync(at("unread", "report.html"))).toBe(true);
    });

    test("saves at a signal that its reader died of", { timeout: 60_000 }, async () => {
      const child = start("train", config, "--steps", "1000000", "--out", at("torn"));
      await until(() => existsSync(at("torn", "metrics.jsonl")));
      child.process.stdout!.destroy();
      child.process.kill("SIGINT");
      expect(await child.ended).toEqual({ code: 130, stderr: "" });
      expect(readdirSync(at("torn", "checkpoints"))).toContain("latest.json");
    });

    test.skipIf(!existsSync("/dev/full"))(
      "says that nothing more fits, and works on",
      {
        timeout: 60_000,
      },
      async () => {
        const { ended } = startOn(openSync("/dev/full", "w"), "train", config, "--out", at("full"));
        const { code, stderr } = await ended;
        expect(code).toBe(1);
        expect(stderr).toMatch(/^nami: stdout must take what is printed, got ENOSPC\. [^\n]+\n$/);
        expect(existsSync(at("full", "report.html"))).toBe(true);
      },
    );

    test("holds the array alone where the array goes there, after what a file has", {
      timeout: 60_000,
    }, async () => {
      writeFileSync(at("all.npy"), "before");
      const argv = ["sample", run, "-n", "5", "--out", "/dev/stdout"];
      const { code, stderr } = await startOn(openSync(at("all.npy"), "a"), ...argv).ended;
      expect([code, stderr]).toEqual([0, "/dev/stdout: 5 samples of 2 coordinates\n"]);
      await nami(["sample", run, "-n", "5", "--out", at("five.npy")]);
      const bytes = readFileSync(at("all.npy"));
      expect(bytes.subarray(0, 6).toString()).toBe("before");
      expect(bytes.subarray(6).equals(readFileSync(at("five.npy")))).toBe(true);
      const child = start("log-prob", run, "--data", at("five.npy"), "--out", "/dev/stdout");
      const parts: Buffer[] = [];
      child.process.stdout!.on("data", (part: Buffer) => parts.push(part));
      expect((await child.ended).code).toBe(0);
      expect(readNpy(Buffer.concat(parts)).shape).toEqual([5]);
    });
  });
});
