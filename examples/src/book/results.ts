import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

/** One number of a seed: as it prints it, as it is exactly, and as nami finds it. */
export interface Row {
  readonly what: string;
  /** As the seed prints it; left out where it prints none. */
  readonly seed?: number | string | undefined;
  /** From a closed form or a quadrature; left out where there is none. */
  readonly exact?: number | string | undefined;
  readonly nami: number | string;
  /** Where nami's number should lie; left out where nothing is promised. */
  readonly bar?: readonly [low: number, high: number] | undefined;
}

/** What a full run of a program leaves behind. */
export interface SeedResults {
  readonly seed: string;
  readonly machine: string;
  readonly node: string;
  readonly seconds: number;
  readonly rows: readonly Row[];
}

const fileOf = (seed: string): string =>
  fileURLToPath(new URL(`../../results/${seed}.json`, import.meta.url));

/** A cell of a table: numbers with four significant digits. */
export const showCell = (value: number | string | undefined): string => {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 1e-3 || value === 0
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(2);
};

/** Whether a row keeps what it promises; undefined where it promises nothing. */
export const keepsBar = ({ nami, bar }: Row): boolean | undefined =>
  bar === undefined || typeof nami === "string" ? undefined : nami >= bar[0] && nami <= bar[1];

/** Whether a row keeps its bar, as a cell. */
export const showBar = (row: Row): string => {
  const kept = keepsBar(row);
  if (kept === undefined || row.bar === undefined) return "";
  const [low, high] = row.bar;
  const ends = Number.isFinite(low) ? `${showCell(low)} … ${showCell(high)}` : `at most ${showCell(high)}`;
  return `${ends} ${kept ? "✓" : "✗"}`;
};

/** Prints the numbers of a seed as a table. */
export const printRows = (seed: string, rows: readonly Row[]): void => {
  console.log(`\nseed ${seed}`);
  console.table(
    rows.map((row) => ({
      what: row.what,
      seed: showCell(row.seed),
      exact: showCell(row.exact),
      nami: showCell(row.nami),
      bar: showBar(row),
    })),
  );
};

/** Keeps the numbers of a full run. */
export const recordRows = (seed: string, rows: readonly Row[], seconds: number): void => {
  const file = fileOf(seed);
  mkdirSync(fileURLToPath(new URL("../../results/", import.meta.url)), { recursive: true });
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}`;
  const results: SeedResults = { seed, machine, node: process.version, seconds: Math.round(seconds), rows };
  // An end that is not there is no number in JSON.
  const text = JSON.stringify(
    results,
    (_, value: unknown) => (value === Number.NEGATIVE_INFINITY ? "-Infinity" : value),
    2,
  );
  writeFileSync(file, `${text}\n`);
};

/** Whether a program was run in full. */
export const hasResults = (seed: string): boolean => existsSync(fileOf(seed));

/** The numbers of the last full run. */
export const readResults = (seed: string): SeedResults =>
  JSON.parse(readFileSync(fileOf(seed), "utf8"), (_, value: unknown) =>
    value === "-Infinity" ? Number.NEGATIVE_INFINITY : value,
  ) as SeedResults;
