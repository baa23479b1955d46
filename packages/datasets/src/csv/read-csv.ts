import { checkOptions, DataError, OptionError } from "@nami/errors";
import { cellsOf, type Delimiter, delimiterOf, delimiters } from "./cells.js";
import { checkNames } from "./column-names.js";
import { growingArray } from "./growing-array.js";
import { type Line, linesOf } from "./lines.js";
import { holdsNames, isMissing, isSpaced, numberOf } from "./number.js";

/** A table of numbers read from a csv file: `tensor(data, shape)` makes a tensor of it. */
export interface CsvTable {
  /** Values row by row. An array of its own. */
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
  readonly dtype: "float64";
  /** Of the columns, where the first line names them. */
  readonly names?: readonly string[];
  /** Rows that were left out since a value is missing. */
  readonly dropped: number;
}

/** Options of {@link readCsv}. */
export interface CsvOptions {
  /** What separates the values. Default: the first of tab, semicolon and comma that the first line has. */
  readonly delimiter?: Delimiter;
  /** What becomes of a row with an empty value, `NA`, `N/A`, `NaN` or `null`: an error (the default), or left out. */
  readonly missing?: "error" | "drop";
  /** Whether the first line names the columns. Default: it does when it has no number, and words other than those for missing values. */
  readonly header?: boolean;
}

/** Most columns that a file may have. */
const mostColumns = 16_384;

/**
 * Reads a csv file of numbers, trusting nothing in it.
 *
 * The first line may name the columns; names that are numbers (`0,1`) take `header: true`. Values stand between commas,
 * semicolons or tabs, in quotes or not, and are decimal numbers with a point; lines without text are passed over. Every
 * row has as many values as the first. What is read takes at most four times the memory of the file.
 *
 * @param file the bytes of a file in UTF-8, or its text
 * @returns `data` of shape `[rows, columns]`
 * @throws DataError that names line and column of the first value that is no finite number, a row of another length, a
 * quote that does not end in its line, a line of more than 1 MiB, names that are empty or repeated, a file without rows
 * @throws OptionError for options that are none
 * @example
 * const { data, shape, names } = readCsv("x,y\n1,2\n3,4\n"); // [1, 2, 3, 4], [2, 2], ["x", "y"]
 * @see RFC 4180; a line break within quotes is refused here
 */
export function readCsv(file: Uint8Array | string, options: CsvOptions = {}): CsvTable {
  checkOptions<CsvOptions>("readCsv", options, { delimiter: true, missing: true, header: true });
  checkChoices(options);
  const { missing = "error" } = options;
  let delimiter = options.delimiter;
  let names: readonly string[] | undefined;
  let columns = 0;
  let dropped = 0;
  let openEnded = 0;
  const values = growingArray();
  for (const line of linesOf(bytesOf(file))) {
    delimiter ??= delimiterOf(line.text);
    const cells = cellsOf(line, delimiter);
    if (columns === 0) {
      columns = columnsOf(cells);
      if (options.header ?? holdsNames(cells)) {
        names = checkNames(cells);
        continue;
      }
    }
    if (cells.length !== columns)
      throw new DataError(
        `readCsv: every line must have ${columns} values, got ${cells.length} in line ${line.number}. Mend the line.`,
      );
    if (missing === "drop" && cells.some(isMissing)) {
      dropped++;
      if (cells.at(-1) === "") openEnded++;
    } else for (let column = 0; column < columns; column++) values.push(valueOf(cells, line, column));
  }
  if (values.length === 0)
    throw new DataError(
      dropped === 0
        ? "readCsv: a file must hold at least one row of numbers, got none. Is it a csv file?"
        : `readCsv: a file must hold at least one row without missing values, got none of ${dropped}. ${openEnded === dropped ? "Every row ends with a delimiter: remove those" : 'Mend the rows, or leave out missing: "drop" to see the first fault'}.`,
    );
  return {
    data: values.taken(),
    shape: [values.length / columns, columns],
    dtype: "float64",
    ...(names && { names }),
    dropped,
  };
}

function bytesOf(file: Uint8Array | string): Uint8Array {
  if (typeof file === "string") return new TextEncoder().encode(file);
  if (file instanceof Uint8Array) return file;
  throw new DataError(
    `readCsv: a file is a Uint8Array or a text, got ${typeof file}. Pass new Uint8Array(await file.arrayBuffer()).`,
  );
}

function columnsOf(cells: readonly string[]): number {
  if (cells.length <= mostColumns) return cells.length;
  throw new DataError(
    `readCsv: a file must have at most ${mostColumns} columns, got ${cells.length}. Save it as npy.`,
  );
}

function valueOf(cells: readonly string[], { number }: Line, column: number): number {
  const cell = cells[column]!;
  const value = numberOf(cell);
  if (!Number.isNaN(value)) return value;
  throw new DataError(
    `readCsv: values must be finite numbers, got ${JSON.stringify(cell.slice(0, 40))} in line ${number}, column ${column + 1}. ${remedyOf(cells, column, number)}.`,
  );
}

function remedyOf(cells: readonly string[], column: number, number: number): string {
  const cell = cells[column]!;
  if (cells.length === 1 && isSpaced(cell))
    return "Values seem to be separated by spaces: save them with commas, as numpy.savetxt does with delimiter=','";
  if (isMissing(cell)) {
    const isEnd = number === 1 && cell === "" && column > 0 && column === cells.length - 1;
    return `${isEnd ? "Remove the delimiter at the end of rows if each has one. " : ""}Mend the row, or pass missing: "drop"`;
  }
  const mend = "Remove the column or mend the row";
  return number === 1 ? `${mend}, or pass header: true if the line holds names` : mend;
}

function checkChoices({ delimiter, missing, header }: CsvOptions): void {
  if (delimiter !== undefined && !delimiters.includes(delimiter))
    throw new OptionError(
      `readCsv: delimiter must be a comma, a semicolon or a tab, got ${JSON.stringify(delimiter)}. Leave it out to have it found.`,
    );
  if (missing !== undefined && missing !== "error" && missing !== "drop")
    throw new OptionError(
      `readCsv: missing must be "error" or "drop", got ${JSON.stringify(missing)}. Choose one of them.`,
    );
  if (header !== undefined && typeof header !== "boolean")
    throw new OptionError(
      `readCsv: header must be true or false, got ${JSON.stringify(header)}. Leave it out to have names found.`,
    );
}
