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

/** @throws OptionError unless `value` is one of those allowed. */
export const requireOneOf = <V>(caller: string, option: string, value: V, allowed: readonly V[]): void =>
  requireThat(
    allowed.includes(value),
    `${caller}: ${option} must be one of ${allowed.join(", ")}`,
    value,
    "Pass one of them.",
  );

/** @throws OptionError unless `value` is a function. */
export const requireFunction = (what: string, value: unknown): void =>
  requireThat(typeof value === "function", `${what} must be a function`, value, "Pass a function.");

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
    `${caller}: ${option} must be a finite number ${rule}`,
    value,
    "Pass one.",
  );

/** @throws OptionError when there are options left that are unknown, or mean nothing beside the others. */
export const requireNone = (caller: string, left: object): void => {
  const names = Object.keys(left).join();
  requireThat(!names, `${caller}: options must all have a use`, names, "Leave them out.");
};

/** A tolerance as a list. */
export const eachOf = (tolerance: number | ArrayLike<number>): readonly number[] =>
  typeof tolerance === "object" && tolerance ? Array.from(tolerance) : [tolerance];
