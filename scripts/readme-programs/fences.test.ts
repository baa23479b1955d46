import { describe, expect, test } from "vitest";
import { programsIn } from "./fences.js";

const texts = (...lines: readonly string[]): string[] =>
  programsIn("docs/a/b.md", lines.join("\n")).map(({ text }) => text);

describe("programsIn", () => {
  test("takes ts fences in order, numbered, and names their files after the document", () => {
    expect(programsIn("docs/a/b.md", "# x\n```ts\na();\n```\n\n```ts\nb();\n```\n")).toEqual([
      { title: "docs/a/b.md:1", fileName: "docs-a-b-1.ts", text: "a();\n", runs: true },
      { title: "docs/a/b.md:2", fileName: "docs-a-b-2.ts", text: "b();\n", runs: true },
    ]);
  });

  test("leaves out other languages", () => {
    expect(texts("```sh", "rm", "```", "```tsx", "b", "```", "```", "c", "```")).toEqual([]);
  });

  test("marks a program that is checked and not run", () => {
    const [program] = programsIn("a.md", "```ts no-run\na\n```");
    expect(program).toMatchObject({ text: "a\n", runs: false });
  });

  test("joins the parts of a program that continues", () => {
    expect(
      texts(
        "```ts",
        "a",
        "```",
        "```ts continues",
        "b",
        "```",
        "```ts",
        "c",
        "```",
        "```ts continues",
        "d",
        "```",
      ),
    ).toEqual(["a\nb\n", "c\nd\n"]);
    expect(() => programsIn("a.md", "```ts continues\na\n```")).toThrow("must follow another");
  });

  test("keeps shorter fences inside longer ones", () => {
    expect(texts("````md", "```ts", "a", "```", "````", "```ts", "b", "```")).toEqual(["b\n"]);
  });

  test("refuses a fence that never closes", () => {
    expect(() => programsIn("a.md", "```ts\na();")).toThrow(
      "every fence must be closed, got an open one in a.md",
    );
  });
});
