import { isBuiltin } from "node:module";
import { type Arrows, allowed } from "./allowed.js";
import { isBare, packageOf, type Violation } from "./arrows.js";
import type { Manifest, Member, SourceFile } from "./workspace.js";

/** Tools that the root of the repository provides to every test and configuration. */
const ofTheRoot = new Set(["vitest", "vite", "tsup", "typescript"]);

const packagesIn = (files: readonly SourceFile[]): Map<string, string> => {
  const seen = new Map<string, string>();
  for (const { path, imports } of files)
    for (const { specifier, line } of imports)
      if (isBare(specifier) && !isBuiltin(specifier) && !seen.has(packageOf(specifier)))
        seen.set(packageOf(specifier), `${path}:${line}`);
  return seen;
};

const mentions = (files: readonly SourceFile[], name: string): boolean =>
  files.some(({ strings }) => [...strings].some((text) => text === name || text.startsWith(`${name}/`)));

const names = (record: Readonly<Record<string, string>> | undefined): string[] => Object.keys(record ?? {});

const missing = (
  member: Member,
  files: readonly SourceFile[],
  declared: ReadonlySet<string>,
  field: string,
): Violation[] =>
  [...packagesIn(files)]
    .filter(([name]) => name !== member.manifest.name && !declared.has(name))
    .map(
      ([name, at]) =>
        `${member.folder}/${at}: imports must be declared, got ${name}. Add it to ${field} of ${member.folder}/package.json.`,
    );

const unused = (
  { folder }: Member,
  files: readonly SourceFile[],
  declared: readonly string[],
  field: string,
): Violation[] =>
  declared
    .filter((name) => !name.startsWith("@types/") && !mentions(files, name))
    .map(
      (name) =>
        `${folder}/package.json: ${field} must be used, got ${name} which no file imports. Remove it.`,
    );

const isOutsideAllowed = (name: string, { outside = [] }: Arrows): boolean =>
  outside.some((entry) => (entry.endsWith("*") ? name.startsWith(entry.slice(0, -1)) : entry === name));

const foreign = ({ folder }: Member, manifest: Manifest, rule: Arrows): Violation[] =>
  [
    ...names(manifest.dependencies),
    ...names(manifest.peerDependencies),
    ...names(manifest.optionalDependencies),
  ]
    .filter((name) => !name.startsWith("@nami/") && !isOutsideAllowed(name, rule))
    .map(
      (name) =>
        `${folder}/package.json: runtime dependencies must be of nami, got ${name}. Write the part that is needed, or list it in scripts/graph/allowed.ts.`,
    );

/**
 * Holds import lines against package.json: nothing missing, nothing unused, nothing from outside nami
 * where the table does not allow it. Sources need `dependencies` or `peerDependencies`; tests may also
 * use `devDependencies` and the tools of the root.
 */
export const checkDependencies = (
  members: readonly Member[],
  table: Readonly<Record<string, Arrows>> = allowed,
): Violation[] =>
  members.flatMap((member) => {
    const { manifest, files } = member;
    const sources = files.filter(({ isTest }) => !isTest);
    const tests = files.filter(({ isTest }) => isTest);
    const runtime = [
      ...names(manifest.dependencies),
      ...names(manifest.peerDependencies),
      ...names(manifest.optionalDependencies),
    ];
    const rule = table[manifest.name.replace(/^@nami\//, "")];
    return [
      ...missing(member, sources, new Set(runtime), "dependencies"),
      ...missing(
        member,
        tests,
        new Set([...runtime, ...names(manifest.devDependencies), ...ofTheRoot]),
        "devDependencies",
      ),
      ...unused(member, sources, runtime, "dependencies"),
      ...unused(
        member,
        files,
        names(manifest.devDependencies).filter((name) => !runtime.includes(name)),
        "devDependencies",
      ),
      ...(member.kind === "package" && rule !== undefined ? foreign(member, manifest, rule) : []),
    ];
  });
