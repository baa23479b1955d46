/**
 * A value in a few words, for messages about arguments of the wrong kind.
 *
 * @returns for example `"run"`, `an array`, `a function`, `a Promise`, `nothing`
 */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (typeof value === "function") return "a function";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return "an array";
  const name = value.constructor?.name ?? "Object";
  return name === "Object" ? "another record" : `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

/** Whether a value has a function at each of these names. */
export const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  (typeof value === "object" || typeof value === "function") &&
  value !== null &&
  names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === "function");
