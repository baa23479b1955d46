import { readFileSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { DataError, OptionError } from "@nami/errors";
import { LineCounter, parseDocument } from "yaml";
import type { Config } from "./config.js";
import { explainIssue, foremost } from "./explain-issue.js";
import { configSchema } from "./schema.js";

/** A document as it was read, and where its parts stand. */
interface ReadDocument {
  readonly value: unknown;
  /** `" line 3"` for the value at a path, or nothing where it can't be told. */
  readonly lineOf: (path: readonly PropertyKey[]) => string;
}

/** YAML 1.2 without custom tags, merge keys or floods of aliases; JSON is a part of it. */
const readDocument = (text: string, name: string): ReadDocument => {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
  });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new DataError(
      `config: ${name} must be YAML or JSON, got "${error.message.split("\n")[0]}" at line ${line}, column ${col}. Mend that line.`,
    );
  }
  const lineOf = (path: readonly PropertyKey[]): string => {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      const range = (node as { readonly range?: readonly number[] } | undefined)?.range;
      if (range?.[0] !== undefined) return ` line ${lines.linePos(range[0]).line}`;
    }
    return "";
  };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    // Throws for a value that holds itself.
    JSON.stringify(value);
    return { value, lineOf };
  } catch (cause) {
    throw new DataError(
      `config: ${name} must not repeat itself through aliases, got too many of them, or one of itself. Write the values out.`,
      { cause },
    );
  }
};

/** How a file could not be read, in words. */
const readText = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const got =
      code === "ENOENT"
        ? "nothing there"
        : code === "EISDIR"
          ? "a folder"
          : `an error (${code ?? String(cause)})`;
    throw new DataError(`config: ${path} must be a file that can be read, got ${got}. Check the path.`, {
      cause,
    });
  }
};

/**
 * Checks a config and fills in every default.
 *
 * @param text YAML or JSON
 * @param name for error messages
 * @param defaultName what the run is called if the config does not say
 * @throws DataError when it is not YAML or JSON
 * @throws OptionError for the first key that is not known or value out of range, with a suggestion
 */
export const parseConfig = (text: string, name: string, defaultName = "run"): Config => {
  const { value, lineOf } = readDocument(text, name);
  const result = configSchema.safeParse(value ?? {});
  if (result.success) return { ...result.data, name: result.data.name ?? defaultName };
  const issues = result.error.issues;
  const { path, rule, got, remedy } = explainIssue(configSchema, value, foremost(issues)!);
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  throw new OptionError(`config: ${rule}, got ${got} in ${name}${lineOf(path)}${more}. ${remedy}`);
};

/**
 * Reads a config file; a relative path of a data file is taken from the config's folder.
 *
 * @throws DataError when the file can't be read or is not YAML or JSON
 * @throws OptionError as {@link parseConfig} does
 */
export const readConfig = (path: string): Config => {
  const text = readText(path);
  const defaultName =
    basename(path, extname(path))
      .replace(/[^\w.-]+/g, "-")
      .slice(0, 80) || "run";
  const config = parseConfig(text, path, defaultName);
  if (!("file" in config.dataset)) return config;
  const at = (name: string): string => resolve(dirname(path), name);
  const { file, labels } = config.dataset;
  return { ...config, dataset: { file: at(file), ...(labels !== undefined && { labels: at(labels) }) } };
};
