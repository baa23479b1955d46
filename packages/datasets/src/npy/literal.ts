import { DataError } from "@nami/errors";

/** A value of a header: a string, a boolean, or a tuple of non-negative integers. */
export type Literal = string | boolean | readonly number[];

/** Most axes that an array may have. */
const mostAxes = 32;

/**
 * Reads a header of an npy file: a Python dictionary of string keys. Nothing is evaluated; what the grammar does not
 * name is an error that says where.
 *
 * ```text
 * dictionary = "{" [ pair { "," pair } [ "," ] ] "}"        pair    = string ":" value
 * value      = string | "True" | "False" | tuple            string  = quote { printable, no quote or "\" } quote
 * tuple      = "(" [ integer "," [ integer { "," integer } [ "," ] ] ] ")"
 * integer    = "0" | nonzero { digit }, below 2^53          (spaces between tokens; at the end also one newline)
 * ```
 *
 * @throws DataError for anything else, a repeated key, or more than 32 axes
 */
export function parseHeader(text: string): ReadonlyMap<string, Literal> {
  let at = 0;
  const fail = (rule: string): never => {
    const found =
      at < text.length ? `${JSON.stringify(text.slice(at, at + 16))} at character ${at}` : "its end";
    throw new DataError(`readNpy: ${rule}, got ${found}. The file is damaged or was not written by NumPy.`);
  };
  const skip = (): void => {
    while (text[at] === " ") at++;
  };
  const take = (token: string): boolean => {
    skip();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  };
  const expect = (token: string): void => {
    if (!take(token)) fail(`the header must have ${JSON.stringify(token)} here`);
  };
  const quoted = (): string => {
    const quote = text[at++];
    const start = at;
    while (at < text.length && text[at] !== quote) {
      if (text[at] === "\\" || !/[\x20-\x7e]/.test(text[at]!))
        fail("header strings must be printable ASCII without escapes");
      at++;
    }
    if (at === text.length) fail("header strings must end");
    return text.slice(start, at++);
  };
  const isQuote = (): boolean => {
    skip();
    return text[at] === "'" || text[at] === '"';
  };
  const integer = (): number => {
    skip();
    const start = at;
    while (text[at]! >= "0" && text[at]! <= "9") at++;
    const digits = text.slice(start, at);
    if (digits === "" || (digits.length > 1 && digits[0] === "0") || !Number.isSafeInteger(Number(digits))) {
      at = start;
      fail("an axis must be an integer from 0 to 2^53 - 1");
    }
    return Number(digits);
  };
  const tuple = (): readonly number[] => {
    if (take(")")) return [];
    const items = [integer()];
    expect(",");
    while (!take(")")) {
      if (items.length === mostAxes) fail(`an array must have at most ${mostAxes} axes`);
      items.push(integer());
      if (take(")")) break;
      expect(",");
    }
    return items;
  };
  const value = (): Literal => {
    if (isQuote()) return quoted();
    if (take("(")) return tuple();
    if (take("True")) return true;
    if (take("False")) return false;
    return fail("a header value must be a string, True, False or a tuple of integers");
  };

  const entries = new Map<string, Literal>();
  expect("{");
  while (!take("}")) {
    if (!isQuote()) fail("a header key must be a string");
    const start = at;
    const key = quoted();
    if (entries.has(key)) {
      at = start;
      fail("header keys must not repeat");
    }
    expect(":");
    entries.set(key, value());
    if (take("}")) break;
    expect(",");
  }
  skip();
  if (text[at] === "\n") at++;
  if (at < text.length) fail("nothing may follow the header's dictionary");
  return entries;
}
