import { DataError } from "@nami/errors";

/** Longest line that is read, in bytes: no amount of text without a line break is gathered before it is refused. */
const longestLine = 2 ** 20;
/** Bytes that are decoded at a time. */
const block = 4 * longestLine;

/** A line of a file, counted from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * The lines of a text in UTF-8, whatever ends them (LF, CR LF, CR), without those that hold nothing but spaces.
 *
 * Blocks are decoded one after another, so that a file may be longer than the longest string.
 *
 * @throws DataError for bytes that are not UTF-8, or a line of more than 1 MiB
 */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let number = 0;
  for (let at = isMarked ? 3 : 0; at < bytes.length; ) {
    const end = endOfBlock(bytes, at);
    for (const text of decode(bytes.subarray(at, end), number + 1).split(/\r\n|\n|\r/)) {
      number++;
      if (text.length > longestLine) throw tooLong(number);
      if (/[^ \t]/.test(text)) yield { text, number };
    }
    at = end;
    // The split of a block that ends with a line break has an empty text behind it.
    if (at < bytes.length) number--;
  }
}

/** Behind the last line break of a block; never between CR and LF. */
function endOfBlock(bytes: Uint8Array, start: number): number {
  const end = start + block;
  if (end >= bytes.length) return bytes.length;
  const feed = bytes.subarray(start, end).lastIndexOf(0x0a);
  const at = feed >= 0 ? feed : bytes.subarray(start, end - 1).lastIndexOf(0x0d);
  if (at < 0) throw tooLong();
  return start + at + 1;
}

function decode(bytes: Uint8Array, number: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DataError(
      `readCsv: the file must be text in UTF-8, got other bytes in line ${number} or after. Save it as UTF-8.`,
      { cause },
    );
  }
}

const tooLong = (number?: number): DataError =>
  new DataError(
    `readCsv: a line must have at most ${longestLine} bytes, got more${number === undefined ? "" : ` in line ${number}`}. Is it a csv file?`,
  );
