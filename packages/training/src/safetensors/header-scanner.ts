import { DataError } from "@nami/errors";
import { isWellFormed } from "./names.js";

/** Reads the small part of JSON that a safetensors header may hold, one token at a time. */
export interface HeaderScanner {
  /** Skips white space, then takes this character or fails. */
  expect(character: string): void;
  /** Skips white space, then takes this character if it is next. */
  take(character: string): boolean;
  /** A string. */
  string(what: string): string;
  /** An integer of 0 or more without sign, fraction, exponent or leading zero, at most 2⁵³ − 1. */
  integer(what: string): number;
  /** Fails unless only white space is left. */
  end(): void;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** @throws DataError from every method, naming the place */
export function headerScanner(text: string): HeaderScanner {
  let at = 0;
  const fail = (rule: string): never => {
    const found = at < text.length ? JSON.stringify(text[at]) : "its end";
    throw new DataError(
      `readSafetensors: the header must have ${rule} at character ${at}, got ${found}. The file is damaged or not a safetensors file.`,
    );
  };
  const skip = (): void => {
    while (at < text.length && " \t\r\n".includes(text[at]!)) at++;
  };
  const take = (character: string): boolean => {
    skip();
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const expect = (character: string): void => {
    if (!take(character)) fail(JSON.stringify(character));
  };
  const escaped = (): string => {
    const letter = text[at] ?? "";
    if (letter === "u") {
      const code = text.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(code)) fail("four hexadecimal digits after \\u");
      at += 5;
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    const value = Object.hasOwn(escapes, letter) ? escapes[letter]! : fail("an escape that JSON knows");
    at++;
    return value;
  };
  const string = (what: string): string => {
    skip();
    if (text[at] !== '"') fail(`${what}, a string,`);
    at++;
    let value = "";
    for (let start = at; ; start = at) {
      while (at < text.length && text[at] !== '"' && text[at] !== "\\" && text[at]! >= " ") at++;
      value += text.slice(start, at);
      const stop = text[at++];
      if (stop === '"') return isWellFormed(value) ? value : fail(`well-formed Unicode in ${what}`);
      if (stop !== "\\") {
        at--;
        fail(`the end of ${what}`);
      }
      value += escaped();
    }
  };
  const integer = (what: string): number => {
    skip();
    const digits = /(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
    digits.lastIndex = at;
    const [found] = digits.exec(text) ?? fail(`${what}, an integer of 0 or more,`);
    const value = Number(found);
    if (!Number.isSafeInteger(value)) fail(`${what} of at most 2^53 - 1`);
    at += found.length;
    return value;
  };
  const end = (): void => {
    skip();
    if (at < text.length) fail("nothing but white space");
  };
  return Object.freeze({ expect, take, string, integer, end });
}
