import { readFileSync, writeFileSync } from "node:fs";
import { machine, resultsFolder } from "./record.js";

/** Prints the result of a question with a command of its own, and writes it to `results/NAME.json`, with machine and versions. */
export function report(name: string, result: Readonly<Record<string, unknown>>): void {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const versions = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([, version]) => !version.startsWith("workspace")),
  );
  const json = JSON.stringify({ name, ...result, machine: machine(), versions }, null, 2);
  console.log(json);
  writeFileSync(new URL(`${name}.json`, resultsFolder), `${json}\n`);
}
