import type { Violation } from "./arrows.js";
import { packageOf } from "./arrows.js";
import type { Member } from "./workspace.js";

/** Who points at whom, by package name. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The arrows that the import lines of published sources draw, types included. */
export const importGraph = (members: readonly Member[]): Graph => {
  const names = new Set(members.map(({ manifest }) => manifest.name));
  return new Map(
    members.map(({ manifest, files }) => [
      manifest.name,
      new Set(
        files
          .filter(({ isTest }) => !isTest)
          .flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier)))
          .filter((name) => names.has(name) && name !== manifest.name),
      ),
    ]),
  );
};

/** The arrows that package.json files declare, those of tests included: turbo builds in this order. */
export const manifestGraph = (members: readonly Member[]): Graph => {
  const names = new Set(members.map(({ manifest }) => manifest.name));
  return new Map(
    members.map(({ manifest }) => [
      manifest.name,
      new Set(
        Object.keys({
          ...manifest.dependencies,
          ...manifest.devDependencies,
          ...manifest.peerDependencies,
        }).filter((name) => names.has(name)),
      ),
    ]),
  );
};

/**
 * Every cycle that a depth-first walk closes, each as the path that returns to its start.
 *
 * @example findCycles(new Map([["a", new Set(["b"])], ["b", new Set(["a"])]])) // [["a", "b", "a"]]
 */
export const findCycles = (graph: Graph): string[][] => {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) cycles.push([...path.slice(start), name]);
    if (start >= 0 || done.has(name)) return;
    for (const next of graph.get(name) ?? []) walk(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) walk(name, []);
  return cycles;
};

/** No cycle in the import lines, and none in the manifests. */
export const checkCycles = (members: readonly Member[]): Violation[] =>
  (
    [
      ["import lines", importGraph(members)],
      ["package.json files", manifestGraph(members)],
    ] as const
  ).flatMap(([place, graph]) =>
    findCycles(graph).map(
      (cycle) =>
        `graph: ${place} must form no cycle, got ${cycle.join(" → ")}. Move the shared part below both, or test it from the upper package.`,
    ),
  );
