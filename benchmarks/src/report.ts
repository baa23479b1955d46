import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

/** Times of one contender, in ms, in the order in which they were taken. */
export type Times = Readonly<Record<string, readonly number[]>>;

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Runs contenders in turn, `rounds` times each, after one round that is not counted. */
export async function inTurn(
  contenders: Readonly<Record<string, () => Promise<void>>>,
  rounds: number,
): Promise<Times> {
  const times: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round++)
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      const elapsed = performance.now() - start;
      times[name] ??= [];
      if (round >= 0) times[name].push(elapsed);
    }
  return times;
}

/** Prints a result and writes it to `results/NAME.json`, with machine and versions. */
export function report(name: string, result: Readonly<Record<string, unknown>>): void {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const versions = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([, v]) => !v.startsWith("workspace")),
  );
  const json = JSON.stringify({ name, ...result, machine, versions }, null, 2);
  console.log(json);
  writeFileSync(new URL(`../results/${name}.json`, import.meta.url), `${json}\n`);
}
