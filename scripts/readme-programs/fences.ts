/** One program of a document: where it stands and what it says. */
export interface Program {
  /** Document and number of the fence, such as `packages/random/README.md:1`. */
  readonly title: string;
  /** The name of its file under `.programs/`, such as `packages-random-README-1.ts`. */
  readonly fileName: string;
  readonly text: string;
  /** False for one that is only type-checked. */
  readonly runs: boolean;
}

/**
 * The ```` ```ts ```` fences of one Markdown document, in order. A fence marked `ts continues` is the next part of the
 * program before it; a program with a fence marked `ts no-run` is type-checked and not run.
 *
 * @param path the document's path in the repository
 * @param markdown its text
 * @throws Error when a fence is not closed: the rest of the document would be lost in it; when one continues no program
 * @example programsIn("README.md", "```ts\nconsole.log(1);\n```")
 * // [{ title: "README.md:1", fileName: "README-1.ts", text: "console.log(1);\n", runs: true }]
 */
export const programsIn = (path: string, markdown: string): Program[] => {
  const programs: Program[] = [];
  let open:
    | { readonly marker: string; readonly words: readonly string[]; readonly lines: string[] }
    | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    const [, marker = "", info = ""] = /^\s*(`{3,}|~{3,})\s*(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (marker !== "") open = { marker, words: info.trim().split(/\s+/), lines: [] };
    } else if (marker.startsWith(open.marker) && info.trim() === "") {
      if (open.words[0] === "ts") add(programs, path, open.words, `${open.lines.join("\n")}\n`);
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined)
    throw new Error(
      `programsIn: every fence must be closed, got an open one in ${path}. Add the closing ${open.marker}.`,
    );
  return programs;
};

const add = (programs: Program[], path: string, words: readonly string[], text: string): void => {
  const runs = !words.includes("no-run");
  if (words.includes("continues")) {
    const before = programs.pop();
    if (before === undefined)
      throw new Error(
        `programsIn: a fence that continues must follow another, got the first in ${path}. Write "ts".`,
      );
    programs.push({ ...before, text: before.text + text, runs: before.runs && runs });
    return;
  }
  const number = programs.length + 1;
  const slug = path.replace(/\.md$/, "").replace(/[^\w.-]+/g, "-");
  programs.push({ title: `${path}:${number}`, fileName: `${slug}-${number}.ts`, text, runs });
};
