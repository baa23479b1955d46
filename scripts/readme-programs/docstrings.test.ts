import { describe, expect, test } from "vitest";
import { allExamples, examplesIn } from "./docstrings.js";

const found = (...lines: readonly string[]): string[] =>
  examplesIn("a.ts", lines.join("\n")).map(({ text }) => text);

describe("examplesIn", () => {
  test("takes what follows the tag, up to the next tag or the end, and says where it stands", () => {
    const source = ["/**", " * Words.", " * @example", " * a();", " *   b();", " * @see there", " */"].join(
      "\n",
    );
    expect(examplesIn("a.ts", source)).toEqual([{ title: "a.ts:3", text: "\na();\n  b();\n" }]);
    expect(found("  /**", "   * @example c();", "   * d();", "   */", "e();")).toEqual(["c();\nd();\n"]);
  });

  test("takes a docstring of one line, several examples, and no captions", () => {
    expect(found("/** @example f(1) */", "g();")).toEqual(["f(1)\n"]);
    expect(found("/**", " * @example Two of them:", " * a();", " * @example", " * b();", " */")).toEqual([
      "\na();\n",
      "\nb();\n",
    ]);
  });
});

test("examples import what their package exports, and take the rest for granted", () => {
  const all = allExamples();
  expect(all.length).toBeGreaterThan(150);
  expect(new Set(all.map(({ fileName }) => fileName)).size).toBe(all.length);
  const event = all.find(({ title }) => title.startsWith("packages/solvers/src/event.ts"))!;
  for (const name of ["event", "solve", "dopri5"])
    expect(event.text).toMatch(new RegExp(`^import \\{ ${name} \\} from "`, "m"));
  expect(all.some(({ text }) => text.includes("declare const y0: any;"))).toBe(true);
});
