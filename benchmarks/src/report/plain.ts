import { writeFileSync } from "node:fs";
import { machine, resultsFolder, versions } from "./record.js";

/** Prints the result of a question with a command of its own, and writes it to `results/NAME.json`, with machine and versions. */
export function report(name: string, result: Readonly<Record<string, unknown>>): void {
  const json = JSON.stringify({ name, ...result, machine: machine(), versions: versions() }, null, 2);
  console.log(json);
  writeFileSync(new URL(`${name}.json`, resultsFolder), `${json}\n`);
}
