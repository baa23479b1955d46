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
