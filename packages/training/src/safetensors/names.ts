/** The longest name of a tensor, in bytes of UTF-8. */
export const maxNameBytes = 4096;

/** The most axes of a tensor. */
export const maxRank = 32;

/** The most tensors of a file. */
export const maxTensors = 1_000_000;

// Control characters, and those that turn the direction of text: they make a name look like another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Whether text has no half of a surrogate pair alone: such text has no UTF-8. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/**
 * What is wrong with the name of a tensor, as the end of "must …, got …"; undefined when nothing is.
 *
 * Names that every JavaScript object has (`__proto__`, `constructor`, `toString`, …) are refused although results
 * here are Maps: whoever copies them into an object would be in for a surprise.
 */
export function faultOfName(name: string): string | undefined {
  if (name === "") return "must not be empty";
  if (new TextEncoder().encode(name).length > maxNameBytes) return `must have at most ${maxNameBytes} bytes`;
  if (!isWellFormed(name)) return "must be well-formed Unicode";
  if (hidden.test(name)) return "must not hold control or direction characters";
  if (name in Object.prototype) return "must not be a name that every object has";
  return undefined;
}
