const pattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Digits with whatever people put between them. */
const meant = /^[+-]?[\d.,_' ]*\d[\d.,_' ]*(?:e[+-]?\d*)?$/i;
const absent = /^(?:|na|n\/a|nan|null)$/i;
const unbounded = /^[+-]?inf(?:inity)?$/i;

/** Whether a value is one of the words for a value that is missing, or nothing at all. */
export const isMissing = (cell: string): boolean => absent.test(cell);

/** Whether a value is meant as a number, if only as a missing or an infinite one: then its line holds no names. */
export const isNumeric = (cell: string): boolean =>
  cell !== "" && [pattern, meant, absent, unbounded].some((form) => form.test(cell));

/**
 * A decimal number: digits with a point, and an exponent after `e`. No other base, no group of digits, no comma.
 *
 * @returns NaN for what is no finite number
 */
export const numberOf = (cell: string): number => {
  const value = pattern.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
};
