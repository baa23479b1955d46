import { isBuiltin } from "node:module";
import { type Arrows, allowed } from "./allowed.js";
import type { Violation } from "./arrows.js";
import type { Member } from "./workspace.js";

const isNodePath = (path: string): boolean => /(^|\/)node\/|(^|\/)([\w-]+\.)?node\.ts$/.test(path);

/** The files that an `imports` map hands out on the condition `node` only. */
const chosenForNode = (entry: unknown, onNode = false): string[] => {
  if (typeof entry === "string") return onNode ? [entry.replace(/^\.\//, "")] : [];
  if (entry === null || typeof entry !== "object") return [];
  return Object.entries(entry).flatMap(([condition, inner]) =>
    chosenForNode(inner, onNode || condition === "node"),
  );
};

/** Node's own modules are imported by apps, benchmarks, tests and the Node entries of a few packages only. */
export const checkNodeImports = (
  members: readonly Member[],
  table: Readonly<Record<string, Arrows>> = allowed,
): Violation[] =>
  members
    .filter(({ kind }) => kind === "package")
    .flatMap(({ folder, manifest, files }) => {
      const chosen = chosenForNode(manifest.imports);
      const isNodeEntry = (path: string): boolean => isNodePath(path) || chosen.includes(path);
      const mayUseNode = table[manifest.name.replace(/^@nami\//, "")]?.node === true;
      return files
        .filter(({ isTest, path }) => !isTest && !(mayUseNode && isNodeEntry(path)))
        .flatMap(({ path, imports }) =>
          imports.flatMap(({ specifier, line, kind }) => {
            if (isBuiltin(specifier) || specifier.startsWith("node:"))
              return [
                `${folder}/${path}:${line}: packages must run in a browser, got "${specifier}". Take and return bytes; only src/node/ of ${nodePackages(table)} may touch Node.`,
              ];
            return kind === "value" && specifier.startsWith(".") && /(^|\/)node(\/|\.js$)/.test(specifier)
              ? [
                  `${folder}/${path}:${line}: a Node entry must stay an entry of its own, got "${specifier}" in a file for every runtime. Choose it by a subpath or an imports condition.`,
                ]
              : [];
          }),
        );
    });

const nodePackages = (table: Readonly<Record<string, Arrows>>): string =>
  Object.keys(table)
    .filter((name) => table[name]?.node === true)
    .join(", ");

/** Random numbers come from a key: `Math.random` and TF.js's own draws are banned outside tests and benchmarks. */
export const checkRandom = (members: readonly Member[]): Violation[] =>
  members
    .filter(({ kind }) => kind !== "benchmark")
    .flatMap(({ folder, files }) =>
      files
        .filter(({ isTest }) => !isTest)
        .flatMap(({ path, unkeyedRandom }) =>
          unkeyedRandom.map(
            ({ name, line }) =>
              `${folder}/${path}:${line}: random numbers must come from a key, got ${name}. Draw with @nami/random or the draws of @nami/tensor-backend.`,
          ),
        ),
    );
