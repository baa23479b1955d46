import { describe, expect, test } from "vitest";
import { checkArrows, checkFiles, packageOf } from "./arrows.js";
import { checkCycles, findCycles } from "./cycles.js";
import { checkDependencies } from "./dependencies.js";
import { member, type Sources } from "./member.fixture.js";
import type { Manifest, Member } from "./workspace.js";

const workspace = (...changed: readonly Member[]): Member[] => {
  const rest = ["errors", "random", "tensor-backend", "schedules", "models", "backend-tfjs", "solvers"]
    .filter((name) => !changed.some(({ manifest }) => manifest.name === `@nami/${name}`))
    .map((name) => member(name, {}));
  return [...rest, ...changed];
};

describe("packageOf", () => {
  test("drops the subpath and keeps the scope", () => {
    expect(["@nami/x/y", "@nami/x", "a/b", "a"].map(packageOf)).toEqual(["@nami/x", "@nami/x", "a", "a"]);
  });
});

describe("checkArrows", () => {
  const broken = (...members: readonly Member[]): string[] => checkArrows(workspace(...members));

  test("accepts the arrows of the design, errors everywhere, and one's own name", () => {
    const text = `import "@nami/tensor-backend"; import "@nami/errors"; import "@nami/solvers"; import "@nami/models";`;
    expect(broken(member("models", { "src/index.ts": text }))).toEqual([]);
  });

  test.each([
    [`import { x } from "@nami/models";`],
    [`export * from "@nami/models";`],
    [`const m = await import("@nami/models/deep");`],
    [`import type { X } from "@nami/models";`],
  ])("refuses an arrow that is not in the table: %s", (text) => {
    expect(broken(member("solvers", { "src/a.ts": text }))).toEqual([
      expect.stringMatching(
        /^packages\/solvers\/src\/a\.ts:1: solvers must not import models, got .* import\. /,
      ),
    ]);
  });

  test("lets schedules import types of tensor-backend, and nothing else of it", () => {
    const types = { "src/a.ts": `import type { Tensor } from "@nami/tensor-backend";` };
    const values = { "src/a.ts": `import { add, type Tensor } from "@nami/tensor-backend";` };
    expect(broken(member("schedules", types))).toEqual([]);
    expect(broken(member("schedules", values))).toEqual([expect.stringContaining("write `import type`")]);
  });

  test("lets diagnostics import types of models, and plots types of anything", () => {
    expect(broken(member("diagnostics", { "src/a.ts": `import type { F } from "@nami/models";` }))).toEqual(
      [],
    );
    expect(broken(member("diagnostics", { "src/a.ts": `import { f } from "@nami/models";` }))).toHaveLength(
      1,
    );
    expect(broken(member("plots", { "src/a.ts": `import type { S } from "@nami/solvers";` }))).toEqual([]);
    expect(broken(member("plots", { "src/a.ts": `import { s } from "@nami/solvers";` }))).toHaveLength(1);
  });

  test("refuses a backend in a package, and allows it in a test, an app and a benchmark", () => {
    const text = `import { tfjsBackend } from "@nami/backend-tfjs";`;
    expect(broken(member("models", { "src/a.ts": text }))).toEqual([
      expect.stringContaining("pass the backend in"),
    ]);
    expect(broken(member("plots", { "src/a.ts": text.replace("import", "import type") }))).toHaveLength(1);
    expect(broken(member("models", { "src/a.test.ts": text }))).toEqual([]);
    expect(broken(member("cli", { "src/a.ts": text }, {}, "app"))).toEqual([]);
    expect(broken(member("speed", { "a.ts": text }, {}, "benchmark"))).toEqual([]);
  });

  test("refuses an app as a dependency, also in tests", () => {
    const app = member("cli", {}, {}, "app");
    const text = `import { main } from "@nami/cli";`;
    expect(broken(app, member("models", { "src/a.test.ts": text }))).toEqual([
      expect.stringContaining("nothing may import an app"),
    ]);
  });

  test("refuses a package that the table does not know", () => {
    expect(broken(member("stray", {}))).toEqual([expect.stringContaining('Add "stray"')]);
  });
});

describe("checkFiles", () => {
  test("keeps relative imports inside the package", () => {
    const files = {
      "src/a/b.ts": `import "../c.js"; import "../../package.json";`,
      "src/d.ts": `import "../../models/src/e.js";`,
    };
    expect(checkFiles([member("solvers", files)])).toEqual([
      expect.stringMatching(/src\/d\.ts:1: relative imports must stay/),
    ]);
  });

  test("keeps tests out of sources", () => {
    expect(checkFiles([member("solvers", { "src/a.ts": `import "./b.test.js";` })])).toHaveLength(1);
    expect(checkFiles([member("solvers", { "src/a.test.ts": `import "./b.fixture.js";` })])).toEqual([]);
  });
});

describe("checkCycles", () => {
  test("finds each cycle and nothing in a diamond", () => {
    const graph = (text: string): Map<string, Set<string>> =>
      new Map(text.split(" ").map((line) => [line.charAt(0), new Set(line.slice(1))] as const));
    expect(findCycles(graph("abc bd cd d"))).toEqual([]);
    expect(findCycles(graph("ab bc ca d"))).toEqual([["a", "b", "c", "a"]]);
    expect(findCycles(graph("aa"))).toEqual([["a", "a"]]);
  });

  test("refuses a cycle of import lines, made of types only", () => {
    const a = member("random", { "src/a.ts": `import type { X } from "@nami/errors";` });
    const b = member("errors", { "src/b.ts": `import type { Y } from "@nami/random";` });
    expect(checkCycles([a, b])).toEqual([expect.stringContaining("import lines must form no cycle")]);
  });

  test("refuses a cycle that a test's devDependency closes, for turbo would", () => {
    const a = member("random", {}, { devDependencies: { "@nami/solvers": "workspace:*" } });
    const b = member("solvers", {}, { dependencies: { "@nami/random": "workspace:*" } });
    expect(checkCycles([a, b])).toEqual([expect.stringContaining("package.json files must form no cycle")]);
  });
});

describe("checkDependencies", () => {
  const broken = (sources: Sources, fields: Partial<Manifest>): string[] =>
    checkDependencies([member("datasets", sources, fields)]);
  const wildcard = { fflate: "1" };

  test("accepts what is declared where it is needed", () => {
    const sources = {
      "src/a.ts": `import "fflate/browser"; import "node:fs"; import "fs"; import "./b.js"; import "#runtime"; import "@nami/datasets";`,
      "src/a.test.ts": `import "vitest"; import "fast-check";`,
    };
    expect(
      broken(sources, {
        dependencies: wildcard,
        devDependencies: { "fast-check": "4", "@types/node": "20" },
      }),
    ).toEqual([]);
  });

  test("refuses an import that is not declared, of types as well", () => {
    expect(broken({ "src/a.ts": `import "fflate";` }, {})).toEqual([
      expect.stringContaining("imports must be declared, got fflate"),
    ]);
    expect(broken({ "src/a.ts": `import type { F } from "fflate";` }, {})).toHaveLength(1);
    expect(broken({ "src/a.test.ts": `import "fast-check";` }, {})).toHaveLength(1);
  });

  test("refuses a source that leans on a devDependency", () => {
    expect(broken({ "src/a.ts": `import "fflate";` }, { devDependencies: wildcard })).toEqual([
      expect.stringContaining("Add it to dependencies"),
    ]);
  });

  test("refuses what no file uses, and what only tests use under dependencies", () => {
    expect(broken({}, { dependencies: wildcard })).toEqual([
      expect.stringContaining("dependencies must be used, got fflate"),
    ]);
    expect(broken({ "src/a.test.ts": `import "fflate";` }, { dependencies: wildcard })).toHaveLength(1);
    expect(broken({}, { devDependencies: { "fast-check": "4" } })).toHaveLength(1);
  });

  test("counts a name in a string as use, and a longer name as another package", () => {
    expect(
      broken({ "src/a.ts": `const url = resolve("fflate/worker");` }, { dependencies: wildcard }),
    ).toEqual([]);
    expect(
      broken({ "src/a.ts": `const url = resolve("fflate-more");` }, { dependencies: wildcard }),
    ).toHaveLength(1);
  });

  test("refuses runtime dependencies from outside nami where the table names none", () => {
    const sources = { "src/a.ts": `import "fflate";` };
    expect(checkDependencies([member("solvers", sources, { dependencies: wildcard })])).toEqual([
      expect.stringContaining("runtime dependencies must be of nami, got fflate"),
    ]);
  });
});
