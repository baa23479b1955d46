import { OptionError } from "@nami/errors";

/** Writes a value for an error message: an object by the name of its type, anything else as it is. */
export const show = (value: unknown): string =>
  String((typeof value === "object" && value?.constructor?.name) || value);

/**
 * Checks an argument.
 *
 * @param rule function and rule, `"rk4: steps must be a whole number"`
 * @param remedy a sentence that says what to do
 * @throws OptionError `<rule>, got <value>. <remedy>` unless `holds`
 */
export const requireThat = (holds: unknown, rule: string, value: unknown, remedy: string): void => {
  if (!holds) throw new OptionError(`${rule}, got ${show(value)}. ${remedy}`);
};

/** @throws OptionError unless `value` is a whole number of at least 1. */
export const requireCount = (caller: string, option: string, value: number): void =>
  requireThat(
    Number.isSafeInteger(value) && value > 0,
    `${caller}: ${option} must be a whole number of at least 1`,
    value,
    `Pass for example { ${option}: 100 }.`,
  );

/** @throws OptionError unless `value` is a finite number and obeys the rule. */
export const requireNumber = (
  caller: string,
  option: string,
  value: number,
  holds: boolean,
  rule: string,
): void =>
  requireThat(
    Number.isFinite(value) && holds,
    `${caller}: ${option} must be ${rule}`,
    value,
    `Pass ${option} as such a number.`,
  );

/** A tolerance as a list. */
export const eachOf = (tolerance: number | ArrayLike<number>): readonly number[] =>
  typeof tolerance === "object" ? Array.from(tolerance) : [tolerance];
