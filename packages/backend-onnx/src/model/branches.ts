import { graphsWithin } from "./graphs-within.js";
import type { Name, OnnxGraph, OnnxNode } from "./model.js";
import { readBy, renamedNode } from "./renaming.js";

/** A graph within a node that gives values from around it. */
type Branch = "then_branch" | "else_branch";
const branches: readonly Branch[] = ["then_branch", "else_branch"];

/**
 * Choices with one condition as one, in which what only one side needs is computed: there or not at all, and not copied.
 *
 * @param nodes a choice gives values from around it
 * @param kept results that are read from outside
 */
export function computeInBranches(nodes: readonly OnnxNode[], kept: readonly Name[]): OnnxNode[] {
  const left = joined(nodes);
  const inside = new Map<OnnxNode, Record<Branch, OnnxNode[]>>();
  /** Who reads a value: the branches of choices, and the graph itself. */
  const readers = new Map<Name, (OnnxNode[] | "graph")[]>();
  const read = (names: readonly Name[], by: OnnxNode[] | "graph"): void => {
    for (const name of names) readers.set(name, [...(readers.get(name) ?? []), by]);
  };
  read(kept, "graph");
  const stay: OnnxNode[] = [];
  // From the last node on: whoever reads a value has its place already.
  for (const node of [...left].reverse()) {
    const places = node.outputs.flatMap((name) => readers.get(name) ?? []);
    const [place] = places;
    if (
      place &&
      place !== "graph" &&
      graphsWithin(node).length === 0 &&
      places.every((other) => other === place)
    ) {
      place.unshift(node);
      read(node.inputs, place);
      continue;
    }
    stay.unshift(node);
    if (!isChoice(node)) read(readBy(node), "graph");
    else {
      read(node.inputs, "graph");
      const sides = {
        then_branch: [...graphOf(node, "then_branch").nodes],
        else_branch: [...graphOf(node, "else_branch").nodes],
      };
      inside.set(node, sides);
      for (const branch of branches) read(sides[branch].flatMap(readBy), sides[branch]);
    }
  }
  return stay.map((node) => {
    const sides = inside.get(node);
    return sides
      ? choice(node, (branch) => withoutCopies({ ...graphOf(node, branch), nodes: sides[branch] }))
      : node;
  });
}

const isChoice = ({ operator }: OnnxNode): boolean => operator === "If";
const graphOf = ({ attributes }: OnnxNode, branch: Branch): OnnxGraph =>
  (attributes[branch] as { readonly graph: OnnxGraph }).graph;
const choice = (node: OnnxNode, graph: (branch: Branch) => OnnxGraph): OnnxNode => ({
  ...node,
  attributes: Object.fromEntries(branches.map((branch) => [branch, { graph: graph(branch) }])),
});

/** Choices with one condition at the place of the last of them, unless somebody reads one before. */
function joined(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const groups = new Map<Name, OnnxNode[]>();
  for (const node of nodes.filter(isChoice))
    groups.set(node.inputs[0]!, [...(groups.get(node.inputs[0]!) ?? []), node]);
  let result = nodes;
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const outputs = group.flatMap((node) => node.outputs);
    const last = result.indexOf(group.at(-1)!);
    const early = result
      .slice(0, last + 1)
      .some((node) => readBy(node).some((name) => outputs.includes(name)));
    if (early) continue;
    const all = choice({ ...group.at(-1)!, outputs }, (branch) => {
      const graphs = group.map((node) => graphOf(node, branch));
      return {
        ...graphs[0]!,
        outputs: graphs.flatMap((one) => one.outputs),
        nodes: graphs.flatMap((one) => one.nodes),
      };
    });
    result = result.flatMap((node, i) => (i === last ? [all] : group.includes(node) ? [] : [node]));
  }
  return result;
}

/** A graph that computes its outputs in place of copying them from what it computes. */
function withoutCopies(graph: OnnxGraph): OnnxGraph {
  const made = new Set(
    graph.nodes.filter(({ operator }) => operator !== "Identity").flatMap(({ outputs }) => outputs),
  );
  const names = new Map<Name, Name>();
  const nodes = graph.nodes.filter(({ operator, inputs: [value], outputs: [output] }) => {
    if (operator !== "Identity" || !made.has(value!) || names.has(value!)) return true;
    names.set(value!, output!);
    return false;
  });
  return { ...graph, nodes: nodes.map((node) => renamedNode(node, (name) => names.get(name) ?? name)) };
}
