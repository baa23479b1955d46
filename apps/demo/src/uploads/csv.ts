import { DataError } from "@nami/errors";

/** Rows of numbers from a text. */
export interface CsvRows {
  /** Row by row. */
  readonly values: Float32Array;
  readonly columns: number;
  /** The names in the first line, where it has some. */
  readonly names?: readonly string[];
}

const separators = /[,;\t]/;
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads comma, semicolon or tab separated numbers, with or without a line of names. Quotes and dates are refused.
 *
 * @throws DataError that names the first line that is not like the others, or holds something else than numbers
 */
export const readCsvRows = (text: string): CsvRows => {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const separator = lines[0]?.match(separators)?.[0] ?? ",";
  const cellsOf = (line: string): string[] => line.split(separator).map((cell) => cell.trim());
  const first = cellsOf(lines[0] ?? "");
  const hasNames = first.some((cell) => !number.test(cell));
  const values: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "" || (hasNames && i === 0)) continue;
    const cells = cellsOf(line);
    if (cells.length !== first.length)
      throw new DataError(
        `readCsvRows: every line must have ${first.length} values, got ${cells.length} in line ${i + 1}. Mend the line.`,
      );
    for (const cell of cells) {
      if (!number.test(cell))
        throw new DataError(
          `readCsvRows: values must be numbers, got ${JSON.stringify(cell.slice(0, 40))} in line ${i + 1}. Remove the column or mend the line.`,
        );
      values.push(Number(cell));
    }
  }
  return { values: Float32Array.from(values), columns: first.length, ...(hasNames && { names: first }) };
};
