import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSource, type SourceFacts } from "./imports.js";

/** The fields of a package.json that the checks look at. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** The package's own aliases (`#name`), chosen by conditions such as `node`. */
  readonly imports?: Readonly<Record<string, unknown>>;
}

/** A source file: `path` is relative to its package, with forward slashes. */
export interface SourceFile extends SourceFacts {
  readonly path: string;
  /** A test, a type test or a fixture: not part of what is published. */
  readonly isTest: boolean;
}

/** A member of the workspace with all of its sources. */
export interface Member {
  readonly folder: string;
  readonly kind: "package" | "app" | "benchmark" | "example";
  readonly manifest: Manifest;
  readonly files: readonly SourceFile[];
}

/** Whether a path inside a package is a test, a type test, a fixture or a configuration of a tool. */
export const isTestPath = (path: string): boolean =>
  /\.(test|test-d|fixture|fixtures|bench)\.[cm]?tsx?$|(^|\/)(fixtures|testing|tests?)\/|^[\w.]+\.config\.ts$/.test(
    path,
  );

/** A source file from its text; the door that the unit tests use. */
export const sourceFile = (path: string, text: string): SourceFile => ({
  path,
  isTest: isTestPath(path),
  ...readSource(text),
});

const skipped = new Set(["node_modules", "dist", "runs", "coverage", "golden"]);

const hasManifest = (folder: string): boolean => existsSync(join(folder, "package.json"));

const sourcesUnder = (folder: string, path = ""): SourceFile[] =>
  readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      // A folder with a manifest of its own is no part of this package: a web example within the examples, say.
      const apart = skipped.has(entry.name) || entry.name.startsWith(".") || hasManifest(join(folder, inner));
      return apart ? [] : sourcesUnder(folder, inner);
    }
    return /\.[cm]?tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts")
      ? [sourceFile(inner, readFileSync(join(folder, inner), "utf8"))]
      : [];
  });

const member = (root: string, folder: string, kind: Member["kind"]): Member => ({
  folder,
  kind,
  manifest: JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest,
  files: sourcesUnder(join(root, folder)),
});

/**
 * Reads all packages, apps, benchmarks and examples of a workspace.
 *
 * @param root the folder that holds `packages/`, `apps/`, `benchmarks/` and `examples/`
 */
export const readWorkspace = (root: string): Member[] => {
  const inside = (parent: string, kind: Member["kind"]): Member[] =>
    existsSync(join(root, parent))
      ? readdirSync(join(root, parent))
          .filter((name) => existsSync(join(root, parent, name, "package.json")))
          .sort()
          .map((name) => member(root, `${parent}/${name}`, kind))
      : [];
  const alone = (folder: string, kind: Member["kind"]): Member[] =>
    existsSync(join(root, folder, "package.json")) ? [member(root, folder, kind)] : [];
  return [
    ...inside("packages", "package"),
    ...inside("apps", "app"),
    ...alone("benchmarks", "benchmark"),
    ...alone("examples", "example"),
  ];
};
