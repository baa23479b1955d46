import { nearestWord } from "@nami/errors";
import type { z } from "zod";
import { knownKeys, knownWords } from "./known-keys.js";

/** What is wrong at one place of a config: the parts of an error message. */
export interface Problem {
  /** Keys from the root to the value, or to the key that is not known. */
  readonly path: readonly PropertyKey[];
  readonly rule: string;
  readonly got: string;
  readonly remedy: string;
}

type Issue = z.core.$ZodIssue;

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    root,
  );

const show = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const dotted = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? "the config" : path.map(String).join(".");

const kinds: Readonly<Record<string, string>> = {
  object: "a group of keys",
  string: "a text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list of two numbers",
};

/** The only lists of a config. */
const listOfTwo = (name: string): { rule: string; remedy: string } => ({
  rule: `${name} must be ${kinds.tuple}`,
  remedy: "Change the value.",
});

const oneOf = (name: string, words: readonly string[], got: unknown): { rule: string; remedy: string } => {
  const near = typeof got === "string" ? nearestWord(got, words) : undefined;
  return {
    rule: `${name} must be ${words.length === 1 ? "" : "one of "}${words.join(", ")}`,
    remedy: near === undefined ? "Choose one of these." : `Did you mean ${near}?`,
  };
};

/** What issues with a value itself say of its kind. */
const offKind: ReadonlySet<string> = new Set(["invalid_type", "invalid_value"]);

/** The issue that explains best: a key that is not known is often why another is missing. */
export const foremost = (issues: readonly Issue[]): Issue | undefined =>
  issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];

/**
 * The alternative of a union that was meant: the one with the fewest keys missing or not known, and for a group of keys
 * one that is such a group.
 */
const meantBranch = (branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] => {
  const distance = (issues: readonly Issue[]): number =>
    issues.filter(({ code }) => code === "unrecognized_keys").length * 2 +
    issues.filter(({ path }) => path.length > 0 && valueAt(value, path) === undefined).length * 3;
  const isGroup = typeof value === "object" && value !== null;
  const ofKind = branches.filter((issues) =>
    issues.every(({ code, path }) => path.length > 0 || !offKind.has(code)),
  );
  return (
    [...(isGroup && ofKind.length > 0 ? ofKind : branches)].sort((a, b) => distance(a) - distance(b))[0] ?? []
  );
};

const unknownKey = (schema: z.ZodType, path: readonly PropertyKey[], key: string): Problem => {
  const known = knownKeys(schema, path);
  const near = nearestWord(key, known);
  const remedy = known.includes(key)
    ? `It does not go with its neighbours: see nami schema.`
    : near === undefined
      ? `Known are ${known.join(", ")}.`
      : `Did you mean ${near}?`;
  return { path: [...path, key], rule: `keys of ${dotted(path)} must be known ones`, got: show(key), remedy };
};

/**
 * Says in the words of a config what a validation issue means.
 *
 * @param schema the schema that was broken, for the keys and words that it knows
 * @param input the whole config as it was read
 */
export const explainIssue = (schema: z.ZodType, input: unknown, issue: Issue): Problem => {
  const value = valueAt(input, issue.path);
  const at = { path: issue.path, got: show(value) };
  const name = dotted(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKey(schema, issue.path, issue.keys[0] ?? "");
    case "invalid_union": {
      const inner = foremost(meantBranch(issue.errors, value));
      return inner === undefined
        ? { ...at, ...oneOf(name, knownWords(schema, issue.path), value) }
        : explainIssue(schema, input, { ...inner, path: [...issue.path, ...inner.path] });
    }
    case "invalid_value":
      return { ...at, ...oneOf(name, issue.values.map(String), value) };
    case "invalid_type":
      return value === undefined
        ? {
            ...at,
            rule: `${name} must be given`,
            remedy: `Add it: ${kinds[issue.expected] ?? issue.expected}.`,
          }
        : {
            ...at,
            rule: `${name} must be ${kinds[issue.expected] ?? issue.expected}`,
            remedy: "Change the value.",
          };
    case "too_small":
      if (issue.origin === "array") return { ...at, ...listOfTwo(name) };
      return {
        ...at,
        rule: `${name} must be ${issue.inclusive === false ? "above" : "at least"} ${issue.minimum}`,
        remedy: "Raise it.",
      };
    case "too_big":
      if (issue.origin === "array") return { ...at, ...listOfTwo(name) };
      return {
        ...at,
        rule: `${name} must be ${issue.inclusive === false ? "below" : "at most"} ${issue.maximum}`,
        remedy: "Lower it.",
      };
    case "invalid_format":
      return {
        ...at,
        rule: `${name} must be 1 to 80 letters, digits, dots, hyphens or underscores`,
        remedy: "Change the value.",
      };
    default:
      return { ...at, rule: `${name} ${issue.message}`, remedy: "Change the value." };
  }
};
