/**
 * `npm run docs:pages`: writes the pages of the site that are made from elsewhere: the reference of every package, from
 * its README and its docstrings, the command line, and the benchmarks with their results.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application, Converter, ReflectionKind, TSConfigReader } from "typedoc";
import { root } from "../../scripts/packages/pack.js";
import { withSiteLinks } from "./links.js";

/** A page made from a README of the repository. */
const readme = (path: string): string => withSiteLinks(path, readFileSync(join(root, path), "utf8"));

const packages = readdirSync(join(root, "packages")).sort();

/** The sources of all that a package exports: its root and its subpaths. */
const entriesOf = (name: string): string[] => {
  const { exports } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly "@nami/source": string }>>;
  };
  return Object.values(exports).map((conditions) => join(root, "packages", name, conditions["@nami/source"]));
};

const target = join(root, "docs/api");
rmSync(target, { recursive: true, force: true });

// Options of typedoc-plugin-markdown, which typedoc's own types do not know.
const markdown = {
  plugin: ["typedoc-plugin-markdown"],
  hidePageHeader: true,
  hidePageTitle: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  // Its anchors and those of VitePress count equal names in different ways.
  useHTMLAnchors: true,
  router: "module",
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
};
const app = await Application.bootstrapWithPlugins(
  {
    ...markdown,
    entryPoints: packages.flatMap(entriesOf),
    tsconfig: join(root, "tsconfig.json"),
    out: target,
    readme: "none",
    excludeInternal: true,
    disableSources: true,
    // `npm run typecheck` does that.
    skipErrorChecking: true,
    logLevel: "Error",
  },
  [new TSConfigReader()],
);
// Modules are named by their folders: `training/src/node` is `@nami/training/node`.
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const module of project.getChildrenByKind(ReflectionKind.Module))
    module.name = module.name.replace(/\/src$/, "").replace("/src/", "-");
});
const project = await app.convert();
if (project === undefined) throw new Error("api: the sources must convert, got errors. See them above.");
await app.generateOutputs(project);
// Its list of modules; the one below says more.
rmSync(join(target, "README.md"));

for (const name of packages) {
  const page = join(target, `${name}.md`);
  // The README opens the page; a title in the reference is one level below those of the README.
  const reference = readFileSync(page, "utf8");
  writeFileSync(page, `${readme(`packages/${name}/README.md`)}\n# Reference\n\n${reference}`);
}
// A subpath has no README: its page opens with its name.
for (const page of readdirSync(target)) {
  const name = packages.find((name) => page.startsWith(`${name}-`) && !packages.includes(page.slice(0, -3)));
  if (name === undefined) continue;
  const path = join(target, page);
  writeFileSync(path, `# @nami/${name}/${page.slice(name.length + 1, -3)}\n\n${readFileSync(path, "utf8")}`);
}
const list = packages.map((name) => {
  const [, sentence = ""] = readFileSync(join(root, "packages", name, "README.md"), "utf8").split("\n\n");
  return `| [\`@nami/${name}\`](/api/${name}) | ${sentence.replaceAll("\n", " ")} |`;
});
writeFileSync(
  join(target, "index.md"),
  `# Reference\n\nEvery package, with its README and all that it exports.\n\n| | |\n|---|---|\n${list.join("\n")}\n`,
);
writeFileSync(join(root, "docs/command-line.md"), readme("apps/cli/README.md"));
writeFileSync(join(root, "docs/benchmarks.md"), readme("benchmarks/README.md"));
cpSync(join(root, "benchmarks/results"), join(root, "docs/public/results"), { recursive: true });
console.log(`docs: ${readdirSync(target).length + 2} pages made from packages, apps and benchmarks`);
