import { DataError } from "@nami/errors";

/** Longest name of a column. */
const longest = 256;

/** @throws DataError for a name that is empty, repeated, too long, or one that every object has */
export function checkNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  for (const [column, name] of names.entries()) {
    const fault =
      name === ""
        ? "must not be empty"
        : name.length > longest
          ? `must have at most ${longest} characters`
          : name in Object.prototype
            ? "must not be a name that every object has"
            : seen.has(name)
              ? "must be distinct"
              : undefined;
    if (fault !== undefined)
      throw new DataError(
        `readCsv: names of columns ${fault}, got ${JSON.stringify(name.slice(0, 40))} in column ${column + 1}. Rename or remove the column.`,
      );
    seen.add(name);
  }
  return names;
}
