import { describe, expect, test } from "vitest";
import { readSource } from "./imports.js";

describe("readSource", () => {
  test.each([
    [`import { a } from "p";`, "value"],
    [`import "p";`, "value"],
    [`import { a, type B } from "p";`, "value"],
    [`import d, { type B } from "p";`, "value"],
    [`import {} from "p";`, "value"],
    [`export * from "p";`, "value"],
    [`export { a } from "p";`, "value"],
    [`const p = require("p");`, "value"],
    [`import type { A } from "p";`, "type"],
    [`import { type A, type B } from "p";`, "type"],
    [`export type { A } from "p";`, "type"],
    [`export { type A } from "p";`, "type"],
    [`export type * from "p";`, "type"],
    [`let a: import("p").A;`, "type"],
    [`const p = await import("p");`, "dynamic"],
  ])("reads %s as a %s import", (text, kind) => {
    expect(readSource(text).imports).toEqual([{ specifier: "p", kind, line: 1 }]);
  });

  test("sees no import in comments, strings and calls of other functions", () => {
    const text = `// import "a"\n/* import "b" */\nconst s = \`import "c"\`; load("d"); x.import("e");`;
    expect(readSource(text).imports).toEqual([]);
  });

  test("counts lines from 1", () => {
    expect(readSource(`\n\nimport "p";`).imports[0]?.line).toBe(3);
  });
});
