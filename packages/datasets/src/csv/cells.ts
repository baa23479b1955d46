import { DataError } from "@nami/errors";
import type { Line } from "./lines.js";

/** What may stand between the values of a line. */
export const delimiters = ["\t", ";", ","] as const;
export type Delimiter = (typeof delimiters)[number];

/** The delimiter of a first line: the first of tab, semicolon and comma that it has outside of quotes. */
export const delimiterOf = (text: string): Delimiter => {
  const bare = text.replaceAll(/"[^"]*"/g, "");
  return delimiters.find((delimiter) => bare.includes(delimiter)) ?? ",";
};

/**
 * The values of a line, without spaces around them and without their quotes. A doubled quote within quotes is one.
 *
 * @throws DataError for a quote that does not end in its line, or ends before its value does
 */
export function cellsOf({ text, number }: Line, delimiter: Delimiter): string[] {
  if (!text.includes('"')) return text.split(delimiter).map(trimmed);
  const cells: string[] = [];
  for (let at = 0; at <= text.length; ) {
    const rest = text.slice(at);
    const quoted = /^[ \t]*"((?:[^"]|"")*)"[ \t]*/.exec(rest);
    if (quoted) {
      cells.push(quoted[1]!.replaceAll('""', '"'));
      at += quoted[0].length;
    } else {
      const end = rest.indexOf(delimiter);
      const cell = end < 0 ? rest : rest.slice(0, end);
      if (cell.includes('"')) throw loose(cells.length + 1, number);
      cells.push(trimmed(cell));
      at += cell.length;
    }
    if (at < text.length && text[at] !== delimiter) throw loose(cells.length, number);
    at++;
  }
  return cells;
}

/** By index: a pattern for spaces at the end tries every run of spaces within, in its length squared. */
const trimmed = (cell: string): string => {
  let [start, end] = [0, cell.length];
  while (start < end && isBlank(cell[start]!)) start++;
  while (end > start && isBlank(cell[end - 1]!)) end--;
  return cell.slice(start, end);
};

const isBlank = (character: string): boolean => character === " " || character === "\t";

const loose = (column: number, number: number): DataError =>
  new DataError(
    `readCsv: a quote must enclose a whole value within its line, got another in line ${number}, column ${column}. Mend the line.`,
  );
