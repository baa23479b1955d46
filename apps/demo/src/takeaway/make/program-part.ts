import type { Target } from "../../session/settings.js";
import { toyOptions } from "../../session/toy-options.js";

/** A piece of a program, and what it needs: names by package. */
export interface Part {
  readonly code: string;
  readonly imports: Readonly<Record<string, readonly string[]>>;
}

export const objectText = (value: object): string =>
  `{ ${Object.entries(value)
    .map(([key, text]) => `${key}: ${String(text)}`)
    .join(", ")} }`;

export const pairsText = (flat: readonly number[]): string => {
  const pairs: string[] = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push(`[${flat[i]}, ${flat[i + 1]}]`);
  return `[${pairs.join(", ")}]`;
};

/** A toy with the options of the site. */
export const toyText = ({ name }: Extract<Target, { readonly kind: "toy" }>): string => {
  const options = toyOptions[name];
  return `${name}(${options ? objectText(options) : ""})`;
};

/** Imports of all parts, one line for each package; types and values that only some programs need are left out. */
export const importsOf = (parts: readonly Part[]): string => {
  const names = new Map<string, Set<string>>();
  for (const { imports } of parts)
    for (const [from, found] of Object.entries(imports))
      names.set(from, new Set([...(names.get(from) ?? []), ...found]));
  return [...names]
    .sort(([a], [b]) => (order(a) < order(b) ? -1 : 1))
    .map(([from, found]) => `import { ${[...found].sort().join(", ")} } from "${from}";`)
    .join("\n");
};

/** Node's own modules come first. */
const order = (from: string): string => (from.startsWith("node:") ? `0${from}` : `1${from}`);

/** What is to be installed for some imports. */
export const packagesOf = (imports: string): string =>
  [...imports.matchAll(/"(@nami\/[\w-]+)"/g)].map(([, name]) => name).join(" ");
