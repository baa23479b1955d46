import { type Arrows, allowed } from "./allowed.js";
import type { Import } from "./imports.js";
import type { Member, SourceFile } from "./workspace.js";

/** One broken rule, in the form `where: rule, got value. remedy`. */
export type Violation = string;

/** The name of the npm package that a bare specifier belongs to: `@nami/x/y` → `@nami/x`, `a/b` → `a`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Whether a specifier names another package, not a file (`./x.js`), an alias (`#x`) or a URL (`node:fs`). */
export const isBare = (specifier: string): boolean => !/^([./#]|[a-z][a-z+.-]+:)/.test(specifier);

const short = (name: string): string => name.replace(/^@nami\//, "");

const judge = (from: string, rule: Arrows, to: string, { kind }: Import): string | undefined => {
  if (to === "errors" || to === from || rule.values.includes(to)) return undefined;
  if (to.startsWith("backend-")) return "Let whoever runs the program pass the backend in.";
  const typesAllowed = rule.types === "any" || rule.types?.includes(to) === true;
  if (typesAllowed) return kind === "type" ? undefined : "Only types may be imported: write `import type`.";
  return "Move the code, or change the design and then scripts/graph/allowed.ts.";
};

const where = ({ folder }: Member, file: SourceFile, line: number): string =>
  `${folder}/${file.path}:${line}`;

/**
 * Holds every import of another member against the table of allowed arrows.
 *
 * Tests are free to import packages, apps and benchmarks to import anything; nothing imports an app.
 */
export const checkArrows = (
  members: readonly Member[],
  table: Readonly<Record<string, Arrows>> = allowed,
): Violation[] => {
  const kinds = new Map(members.map(({ manifest, kind }) => [manifest.name, kind]));
  return members.flatMap((member) => {
    const from = short(member.manifest.name);
    const rule = table[from];
    if (member.kind === "package" && rule === undefined)
      return [
        `${member.folder}: every package must have its arrows listed, got none. Add "${from}" to scripts/graph/allowed.ts.`,
      ];
    return member.files.flatMap((file) =>
      file.imports.flatMap((line) => {
        const to = packageOf(line.specifier);
        const kind = kinds.get(to);
        if (kind === undefined || to === member.manifest.name) return [];
        const at = where(member, file, line.line);
        if (kind !== "package" && member.kind !== "benchmark")
          return [
            `${at}: nothing may import an app or a benchmark, got ${to}. Move what is shared into a package.`,
          ];
        if (member.kind !== "package" || file.isTest || rule === undefined) return [];
        const remedy = judge(from, rule, short(to), line);
        return remedy === undefined
          ? []
          : [`${at}: ${from} must not import ${short(to)}, got ${line.kind} import. ${remedy}`];
      }),
    );
  });
};

/** Files stay inside their package, and what is published imports no test. */
export const checkFiles = (members: readonly Member[]): Violation[] =>
  members.flatMap((member) =>
    member.files.flatMap((file) =>
      file.imports.flatMap(({ specifier, line }) => {
        if (!specifier.startsWith(".")) return [];
        const at = where(member, file, line);
        const depth = file.path.split("/").length - 1;
        const up = specifier.split("/").filter((part) => part === "..").length;
        if (up > depth && !file.isTest)
          return [
            `${at}: relative imports must stay inside the package, got "${specifier}". Import the package by its name.`,
          ];
        return !file.isTest &&
          /\.(test|test-d|fixture|fixtures)\.js$|\/(fixtures|testing|tests?)\//.test(specifier)
          ? [
              `${at}: sources must not import tests, got "${specifier}". Move what is shared into a source file.`,
            ]
          : [];
      }),
    ),
  );
