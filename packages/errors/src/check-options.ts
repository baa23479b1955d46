import { OptionError } from "./kinds.js";
import { nearestWord } from "./nearest-word.js";

/** What somebody passed for options, for messages. */
const shown = (options: unknown): string => {
  if (options === undefined) return "nothing";
  return Array.isArray(options) ? "an array" : String(options);
};

/**
 * Refuses options that nobody reads: a slip of the pen would otherwise leave the default in place without a word.
 *
 * @param name of the function, as messages say it
 * @param options what was passed
 * @param known all keys of the options; the compiler finds one that is left out
 * @throws OptionError when the options are no record, or have a key that is not known, with the key that was likely meant
 * @example
 * const options: object = { keepdims: true };
 * checkOptions<{ axis?: number; keepDims?: boolean }>("sum", options, { axis: true, keepDims: true });
 * // sum: options must be among axis, keepDims, got keepdims. Did you mean keepDims?
 */
export const checkOptions = <O extends object>(
  name: string,
  options: O,
  known: { readonly [Key in keyof O]-?: true },
): void => {
  const words = Object.keys(known);
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new OptionError(
      `${name}: options must be a record, got ${shown(options)}. Pass { ${words.join(", ")} }.`,
    );
  const stray = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (stray === undefined) return;
  const near = nearestWord(stray, words);
  throw new OptionError(
    `${name}: options must be among ${words.join(", ")}, got ${stray}. ${near ? `Did you mean ${near}?` : "Leave it out."}`,
  );
};
