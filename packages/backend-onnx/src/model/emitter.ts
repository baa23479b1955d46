import { computeInBranches } from "./branches.js";
import type { Name, OnnxAttribute, OnnxConstant, OnnxGraph, OnnxNode, OnnxType } from "./model.js";
import { readBy, renamedNode } from "./renaming.js";

/** Writes the nodes of a graph, one operator after another. */
export interface Emitter {
  /**
   * Applies an operator of ONNX.
   *
   * @returns the name of its one result
   */
  op(operator: string, inputs: readonly Name[], attributes?: Readonly<Record<string, OnnxAttribute>>): Name;
  /** The same with an operator that only ONNX Runtime has. */
  contrib(
    operator: string,
    inputs: readonly Name[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): Name;
  /** One of two values, by a truth value of one element: nothing is copied but the one. */
  either(condition: Name, a: Name, b: Name, type: OnnxType): Name;
  /** A constant; equal ones are stored once. A scalar unless a shape is given. */
  constant(type: OnnxType, values: ArrayLike<number>, shape?: readonly number[]): Name;
  /** A vector of whole numbers, as shapes and axes are given to operators. */
  ints(values: readonly number[]): Name;
}

/** An emitter with what it has written. */
export interface GraphWriter extends Emitter {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  /**
   * Gives values the names that they shall have outside, and drops what they don't need. A value that has a name
   * already, an input or a constant is copied.
   */
  publish(values: readonly Name[], names: readonly Name[]): void;
}

/**
 * An empty graph to write to.
 *
 * @param prefix of all names, so that the body of a loop has names of its own
 */
export function graphWriter(prefix = ""): GraphWriter {
  const nodes: OnnxNode[] = [];
  const constants: OnnxConstant[] = [];
  const known = new Map<string, Name>();
  /** What a value is another shape of. */
  const reshaped = new Map<Name, Name>();

  const emit = (
    domain: string,
    operator: string,
    inputs: readonly Name[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): Name => {
    const name = `${prefix}v${nodes.length}`;
    let read = inputs;
    // Two reshapes are one. The runtime joins them too, and computes the one node before others that it should follow.
    if (operator === "Reshape") {
      const [x, ...shape] = inputs;
      const first = reshaped.get(x!) ?? x!;
      reshaped.set(name, first);
      read = [first, ...shape];
    }
    nodes.push({ operator, domain, inputs: read, outputs: [name], attributes });
    return name;
  };
  const constant: Emitter["constant"] = (type, values, shape = []) => {
    const list = Array.from(values, (value) => (Object.is(value, -0) ? "-0" : String(value)));
    const key = `${type}[${shape}]${list}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const name = `${prefix}c${constants.length}`;
    constants.push({ name, type, shape, values });
    known.set(key, name);
    return name;
  };
  return {
    nodes,
    constants,
    op: (operator, inputs, attributes) => emit("", operator, inputs, attributes),
    contrib: (operator, inputs, attributes) => emit("com.microsoft", operator, inputs, attributes),
    either: (condition, a, b, type) =>
      emit("", "If", [condition], {
        then_branch: { graph: justThat(a, `${prefix}a${nodes.length}`, type) },
        else_branch: { graph: justThat(b, `${prefix}b${nodes.length}`, type) },
      }),
    constant,
    ints: (values) => constant("int64", values, [values.length]),
    publish: (values, names) => {
      const renamed = new Map<Name, Name>();
      const made = new Set(nodes.flatMap(({ outputs }) => outputs));
      const copies: [Name, Name][] = [];
      for (const [i, value] of values.entries()) {
        if (made.has(value) && !renamed.has(value)) renamed.set(value, names[i]!);
        else copies.push([value, names[i]!]);
      }
      const needed = new Set(values);
      for (let i = nodes.length - 1; i >= 0; i--)
        if (nodes[i]!.outputs.some((name) => needed.has(name)))
          for (const input of readBy(nodes[i]!)) needed.add(input);
        else nodes.splice(i, 1);
      const rename = (name: Name): Name => renamed.get(name) ?? name;
      for (const [i, node] of nodes.entries()) nodes[i] = renamedNode(node, rename);
      for (const [from, to] of copies) nodes.push(identity(rename(from), to));
      nodes.splice(0, nodes.length, ...computeInBranches(nodes, names));
    },
  };
}

function identity(from: Name, to: Name): OnnxNode {
  return { operator: "Identity", domain: "", inputs: [from], outputs: [to], attributes: {} };
}

/** A branch that gives a value from around it. */
function justThat(value: Name, name: Name, type: OnnxType): OnnxGraph {
  return { name, inputs: [], outputs: [{ name, type }], constants: [], nodes: [identity(value, name)] };
}
