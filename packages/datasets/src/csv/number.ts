// In each form a text matches in one way at most: else a long one that does not match takes its length squared.
const pattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** Digits with whatever people put between them. */
const meant = /^[+-]?[.,_' ]*\d[\d.,_' ]*(?:e[+-]?\d*)?$/i;
const absent = /^(?:|na|n\/a|nan|null)$/i;
const unbounded = /^[+-]?inf(?:inity)?$/i;

/** Whether a value is one of the words for a value that is missing, or nothing at all. */
export const isMissing = (cell: string): boolean => absent.test(cell);

/** Whether a value is several numbers with spaces between them. */
export const isSpaced = (cell: string): boolean => {
  const parts = cell.split(/[ \t]+/);
  const isOne = (part: string): boolean => pattern.test(part);
  return parts.length > 1 && parts.some(isOne) && parts.every((part) => isOne(part) || isMissing(part));
};

/** Whether a value is meant as a number or several, if only as an infinite one: then its line holds no names. */
const isNumeric = (cell: string): boolean =>
  [pattern, meant, unbounded].some((form) => form.test(cell)) || isSpaced(cell);

/** Whether a line holds names of columns: no number, and a word that does not stand for a missing one. */
export const holdsNames = (cells: readonly string[]): boolean =>
  !cells.some(isNumeric) && !cells.every(isMissing);

/**
 * A decimal number: digits with a point, and an exponent after `e`. No other base, no group of digits, no comma.
 *
 * @returns NaN for what is no finite number
 */
export const numberOf = (cell: string): number => {
  const value = pattern.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
};
