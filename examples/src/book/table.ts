import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hasResults, type Row, readResults, type SeedResults, showBar, showCell } from "./results.js";

const page = fileURLToPath(new URL("../../../docs/seeds.md", import.meta.url));

const escape = (cell: string): string => cell.replaceAll("|", "\\|");

const line = (row: Row): string => {
  const cells = [row.what, showCell(row.seed), showCell(row.exact), showCell(row.nami), showBar(row)];
  return `| ${cells.map(escape).join(" | ")} |`;
};

/** The table of one seed, with what it ran on. */
export const tableOf = ({ seed, machine, node, seconds, rows }: SeedResults): string =>
  [
    `*${machine}, Node ${node.replace("v", "")}, ${seconds.toLocaleString("en")} s: \`npm run examples -- ${seed}\`*`,
    "",
    "| what | the seed prints | exact | nami | bar |",
    "|---|---|---|---|---|",
    ...rows.map(line),
  ].join("\n");

/**
 * A page with the part between the marks of a seed replaced.
 *
 * @throws Error when the page has no such marks
 */
export const withTable = (text: string, seed: string, table: string): string => {
  const [start, end] = [`<!-- numbers of ${seed} -->`, `<!-- end of ${seed} -->`] as const;
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`docs/seeds.md must hold ${start} and ${end} in this order, got none. Put them back.`);
  return `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`;
};

/** Writes the recorded numbers of the seeds into docs/seeds.md. */
export const writeTable = (seeds: readonly string[]): void => {
  const before = readFileSync(page, "utf8");
  writeFileSync(
    page,
    seeds
      .filter(hasResults)
      .reduce((text, seed) => withTable(text, seed, tableOf(readResults(seed))), before),
  );
};
