import { describe, expect, test } from "vitest";
import { programsIn } from "./fences.js";

const texts = (...lines: readonly string[]): string[] =>
  programsIn("docs/a/b.md", lines.join("\n")).map(({ text }) => text);

describe("programsIn", () => {
  test("takes ts fences in order, numbered, and names their files after the document", () => {
    expect(programsIn("docs/a/b.md", "# x\n```ts\na();\n```\n\n```ts\nb();\n```\n")).toEqual([
      { title: "docs/a/b.md:1", fileName: "docs-a-b-1.ts", text: "a();\n" },
      { title: "docs/a/b.md:2", fileName: "docs-a-b-2.ts", text: "b();\n" },
    ]);
  });

  test("leaves out other languages and fences marked no-run", () => {
    expect(
      texts("```sh", "rm", "```", "```ts no-run", "a", "```", "```tsx", "b", "```", "```", "c", "```"),
    ).toEqual([]);
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
