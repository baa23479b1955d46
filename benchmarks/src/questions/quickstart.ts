import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { residentBytes } from "../contenders/memory.js";
import type { Question } from "./question.js";

const cli = (path: string): string => fileURLToPath(new URL(`../../../apps/cli/${path}`, import.meta.url));

/** What a run of the quickstart leaves in `summary.json`, as far as it is judged here. */
interface Summary {
  readonly loss: number;
  readonly logDensity: number;
  readonly densityIntegral: number;
}

interface Run {
  readonly seconds: number;
  readonly peakMegabytes: number | undefined;
  readonly backend: string;
  readonly summary: Summary;
}

/** Trains by the command line, as `npm run quickstart` does. */
async function run(): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "nami-bench-"));
  const out = join(folder, "run");
  const start = performance.now();
  const program = ["--conditions=@nami/source", "--import", "tsx", cli("src/main.ts")];
  const child = spawn(process.execPath, [...program, "train", cli("quickstart.yaml"), "--out", out], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: cli("../.."),
  });
  let peak: number | undefined;
  const watch = setInterval(() => {
    peak = residentBytes(child.pid ?? 0)?.peak || peak;
  }, 100);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearInterval(watch);
  const seconds = (performance.now() - start) / 1000;
  try {
    if (code !== 0) throw new Error(`quickstart: must end with 0, got ${code}.`);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(out, name), "utf8"));
    const { backend } = read("run.json") as { backend: string };
    const summary = read("summary.json") as Summary;
    return { seconds, peakMegabytes: peak === undefined ? undefined : peak / 1e6, backend, summary };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const quickstart: Question = {
  title: "the quickstart: two moons by the command line, 3,000 steps, figures and report",
  asks: "Does it learn, how long does it take, and how much memory? The mean loss of the last 200 steps (optimum 0.940), the mean log-density of 2,000 fresh points (truth −0.289), and the integral of the density.",
  unit: "run",
  measure: async () => {
    const { seconds, peakMegabytes, backend, summary } = await run();
    const { loss, logDensity, densityIntegral } = summary;
    return {
      outcomes: [],
      verdicts: [
        { what: `for all of it on ${backend}`, value: seconds, unit: "s", atMost: 60 },
        { what: "of resident memory at its peak", value: peakMegabytes, unit: "MB" },
        { what: "mean loss", value: loss, unit: "", atLeast: 0.92, atMost: 0.96 },
        { what: "mean log-density", value: logDensity, unit: "", atLeast: -0.6 },
        { what: "integral of the density", value: densityIntegral, unit: "", atLeast: 0.99, atMost: 1.01 },
      ],
      details: { backend, summary },
    };
  },
};
