import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Program, programsIn } from "./fences.js";

/** The root folder of the repository. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** Where the programs lie while they are checked and run: inside the workspace, so that packages resolve. */
export const folder: string = join(root, ".programs");

/** The documents whose programs must run. */
export const documents = (): string[] => {
  const readmes = ["packages", "apps"].flatMap((parent) =>
    existsSync(join(root, parent))
      ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}/README.md`)
      : [],
  );
  const docs = existsSync(join(root, "docs"))
    ? readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    : [];
  const pages = docs
    // `docs/api` and two pages beside it are made from the packages' own.
    .filter(
      (path) => path.endsWith(".md") && !/node_modules|^(api\/|benchmarks\.md|command-line\.md)/.test(path),
    )
    .map((path) => `docs/${path.replaceAll("\\", "/")}`);
  return ["README.md", ...readmes, ...pages].filter((path) => existsSync(join(root, path))).sort();
};

/** All programs of all documents. */
export const allPrograms = (): Program[] =>
  documents().flatMap((path) => programsIn(path, readFileSync(join(root, path), "utf8")));

/** Writes each program to its file under `.programs/`, which is emptied first. */
export const writePrograms = (programs: readonly Program[]): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // `export {}` makes a module of a program without imports, so that names don't clash between programs.
  for (const { fileName, text } of programs) writeFileSync(join(folder, fileName), `${text}export {};\n`);
};
