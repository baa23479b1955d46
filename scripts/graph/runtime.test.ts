import { describe, expect, test } from "vitest";
import { member } from "./member.fixture.js";
import { checkNodeImports, checkRandom } from "./runtime.js";
import type { Member } from "./workspace.js";

describe("checkNodeImports", () => {
  const broken = (name: string, path: string, text = `import "node:fs";`): string[] =>
    checkNodeImports([member(name, { [path]: text })]);

  test("allows them in Node entries of the packages that have one, and in tests", () => {
    expect(broken("training", "src/node/index.ts")).toEqual([]);
    expect(broken("backend-tfjs", "src/runtime.node.ts")).toEqual([]);
    expect(broken("solvers", "src/a.test.ts")).toEqual([]);
    expect(checkNodeImports([member("cli", { "src/a.ts": `import "node:fs";` }, {}, "app")])).toEqual([]);
  });

  test.each([
    ["solvers", "src/a.ts", `import "node:fs";`],
    ["solvers", "src/node/a.ts", `import "node:fs";`],
    ["training", "src/a.ts", `import "node:fs";`],
    ["training", "src/a.ts", `import { readFile } from "fs/promises";`],
    ["training", "src/a.ts", `await import("node:fs");`],
    ["training", "src/a.ts", `import type { Stats } from "node:fs";`],
  ])("refuses them in %s %s: %s", (name, path, text) => {
    expect(broken(name, path, text)).toEqual([expect.stringContaining("packages must run in a browser")]);
  });

  test("takes a file that package.json chooses on the condition node for a Node entry", () => {
    const imports = {
      "#native": { node: { "@nami/source": "./src/native.ts" }, default: "./src/absent.ts" },
    };
    const files = (path: string): Member[] => [
      member("backend-tfjs", { [path]: `import "node:fs";` }, { imports }),
    ];
    expect(checkNodeImports(files("src/native.ts"))).toEqual([]);
    expect(checkNodeImports(files("src/absent.ts"))).toHaveLength(1);
  });

  test("refuses a Node entry that the main entry drags in", () => {
    expect(broken("training", "src/index.ts", `export * from "./node/index.js";`)).toHaveLength(1);
    expect(broken("training", "src/node/index.ts", `export * from "./file.js";`)).toEqual([]);
  });
});

describe("checkRandom", () => {
  const broken = (text: string, path = "src/a.ts"): string[] =>
    checkRandom([member("training", { [path]: text })]);

  test.each([
    "const x = Math.random();",
    `const x = Math["random"]();`,
    "const { random } = Math;",
    "const x = tf.randomNormal([2]);",
    "const x = tf.truncatedNormal([2]);",
    `import { randomUniform } from "@tensorflow/tfjs-core";`,
  ])("refuses %s", (text) => {
    expect(broken(text)).toEqual([expect.stringContaining("random numbers must come from a key")]);
  });

  test("allows other members, mentions in comments, and tests", () => {
    expect(
      broken(`// Math.random\nconst x = Math.round(1); const y = nami.random(); const z = "Math.random";`),
    ).toEqual([]);
    expect(broken("const x = Math.random();", "src/a.test.ts")).toEqual([]);
  });
});
