import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./documents.js";
import type { Program } from "./fences.js";

/** An example of a docstring: where it stands, and what it says. */
export interface Example {
  /** File and line. */
  readonly title: string;
  readonly text: string;
}

/**
 * The `@example` blocks of the docstrings of a source file, in order. Words that end with a colon after the tag are a caption.
 *
 * @param path the file's path in the repository
 * @example examplesIn("a.ts", "/**\n * @example Two:\n * f(2);\n *\u002f"); // [{ title: "a.ts:2", text: "\nf(2);\n" }]
 */
export const examplesIn = (path: string, source: string): Example[] => {
  const examples: Example[] = [];
  let open: string[] | undefined;
  for (const [i, line] of source.split(/\r?\n/).entries()) {
    const isEnd = /\*\/\s*$/.test(line);
    const text = line.replace(/\s*\*\/\s*$/, "").replace(/^\s*(?:\/\*)?\*+ ?/, "");
    const [, tag, rest = ""] = /^@(\w+)\s*(.*)$/.exec(text) ?? [];
    if (tag !== undefined) open = undefined;
    if (tag === "example") {
      open = [rest.endsWith(":") ? "" : rest];
      examples.push({ title: `${path}:${i + 1}`, text: "" });
    } else if (!isEnd || text !== "") open?.push(text);
    if (open) examples.push({ ...examples.pop()!, text: `${open.join("\n")}\n` });
    if (isEnd) open = undefined;
  }
  return examples;
};

/** What a module exports by name, with the import that it takes from `specifier`. */
const exportsOf = (path: string, specifier: string): readonly (readonly [name: string, line: string])[] => {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext);
  const lineOf = (name: string, isType: boolean): readonly [string, string] => [
    name,
    `import ${isType ? "type " : ""}{ ${name} } from "${specifier}";`,
  ];
  return file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, isTypeOnly } = statement;
      if (exportClause && ts.isNamedExports(exportClause))
        return exportClause.elements.map((each) => lineOf(each.name.text, isTypeOnly || each.isTypeOnly));
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      return from.startsWith(".") ? exportsOf(join(path, "..", from.replace(/\.js$/, ".ts")), specifier) : [];
    }
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => lineOf(name.getText(file), false));
    const { name } = statement as ts.DeclarationStatement;
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return name ? [lineOf(name.getText(file), isType)] : [];
  });
};

/** What all entries of a package export. */
const exportsOfPackage = (name: string): ReturnType<typeof exportsOf> => {
  const folder = join(root, "packages", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly exports: Record<string, string | { readonly "@nami/source"?: string }>;
  };
  // The main entry comes last.
  return Object.entries(manifest.exports)
    .reverse()
    .flatMap(([entry, targets]) => {
      const source = typeof targets === "string" ? undefined : targets["@nami/source"];
      return source?.endsWith(".ts") ? exportsOf(join(folder, source), `@nami/${name}${entry.slice(1)}`) : [];
    });
};

/** Codes of "Cannot find name", with and without a guess at what is meant. */
const unknownName: ReadonlySet<number> = new Set([2304, 2503, 2552, 2580, 2582, 2584, 2591, 2593, 18004]);

/** Names that each text uses and does not declare, beside those of the language. */
const freeNames = (texts: readonly string[]): Set<string>[] => {
  const names = texts.map((_, i) => join(root, `.programs/free-${i}.ts`));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    noResolve: true,
    types: [],
    // Without the names of a browser: some packages export the same ones, and the others may be anything.
    lib: ["lib.esnext.d.ts"],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => {
    const text = texts[names.indexOf(name)];
    return text === undefined
      ? read(name, version)
      : ts.createSourceFile(name, `${text}export {};\n`, version);
  };
  const program = ts.createProgram(names, options, host);
  return names.map((name) => {
    const file = program.getSourceFile(name)!;
    const unknown = program.getSemanticDiagnostics(file).filter(({ code }) => unknownName.has(code));
    return new Set(unknown.map(({ start = 0, length = 0 }) => file.text.slice(start, start + length)));
  });
};

/** What examples take for granted: data, models and settings of the reader's own. A name that is not here must be one of nami's. */
const granted: ReadonlySet<string> = new Set(
  (
    "Params alpha b backend base batch bias bytes condition config console coupling data drawn element eps f field flow " +
    "grid lengths loss lossCotangent lossOf mask method model myBackend n noise options others params paths points " +
    "problem px readFile samples score series sigma solver source step steps t table target test train updates velocity w " +
    "weight x y0"
  ).split(" "),
);

/** A text with what its free names stand for before it; a name that nobody knows is left for the type check to find. */
const completed = (text: string, names: ReadonlySet<string>, known: ReadonlyMap<string, string>): string => {
  const lines = Array.from(
    names,
    (name) =>
      known.get(name) ?? (granted.has(name) ? `declare const ${name}: any;\ntype ${name} = any;` : ""),
  );
  return `${lines.join("\n")}\n${text}`;
};

/**
 * The examples of all docstrings of all packages, each as a program that is only type-checked: what its file, its package or another
 * one exports is imported.
 */
export const allExamples = (): Program[] => {
  const packages = readdirSync(join(root, "packages")).sort();
  const offered = new Map(packages.map((name) => [name, exportsOfPackage(name)]));
  const examples = packages.flatMap((name) =>
    readdirSync(join(root, "packages", name, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|(^|\/)testing\//.test(path))
      .sort()
      .flatMap((path) => {
        const place = `packages/${name}/src/${path}`;
        return examplesIn(place, readFileSync(join(root, place), "utf8")).map((each) => ({
          ...each,
          name,
          place,
        }));
      }),
  );
  const free = freeNames(examples.map(({ text }) => text));
  return examples.map(({ title, text, name, place }, i) => {
    const own = exportsOf(join(root, place), `../${place.replace(/\.ts$/, ".js")}`);
    // Of equal names the last one counts.
    const known = new Map([...[...offered.values()].reverse().flat(), ...offered.get(name)!, ...own]);
    return {
      title,
      fileName: `${title.replace(/[^\w.-]+/g, "-").replace(".ts-", "-")}.ts`,
      text: completed(text, free[i]!, known),
      runs: false,
    };
  });
};
