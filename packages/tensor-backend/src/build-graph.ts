import type { DType } from "./dtype.js";
import type { Graph, GraphNode, ValueType } from "./graph.js";
import { shapeRules } from "./shape-rules.js";
import { type Builder, shrinkOperands, simplify } from "./simplify.js";

/** A graph under construction: equal values are one value, and algebraic identities are applied as it grows. */
export interface GraphBuilder extends Builder {
  /** A new graph input. */
  input(type: ValueType): number;
  /**
   * The graph of what the outputs need.
   *
   * @returns the graph, and for each of its inputs its place in the order of `input` calls
   */
  finish(outputs: readonly number[]): { graph: Graph; used: readonly number[] };
}

const encoded = new WeakMap<object, string>();

/** Attributes as JSON that tells −0, NaN and infinities from other numbers. Remembered: most nodes share theirs. */
function encode(attributes: object): string {
  const known = encoded.get(attributes);
  if (known !== undefined) return known;
  const text = JSON.stringify(attributes, (_, item: unknown) => {
    const unusual = typeof item === "number" && (Object.is(item, -0) || !Number.isFinite(item));
    return unusual ? `#${Object.is(item, -0) ? "-0" : item}` : item;
  });
  encoded.set(attributes, text);
  return text;
}

/** @param widen replace float32 by float64 everywhere, for a backend without float32 */
export function graphBuilder({ widen = false }: { readonly widen?: boolean } = {}): GraphBuilder {
  const types: ValueType[] = [];
  const nodes: (GraphNode | undefined)[] = [];
  const known = new Map<string, number>();
  const inputs: number[] = [];

  const wide = (dtype: DType): DType => (widen && dtype === "float32" ? "float64" : dtype);

  /** Attributes in the dtype of this graph; a float32 constant is the number that a kernel would see. */
  const typed = <A extends object>(attributes: A): A => {
    if (!("dtype" in attributes)) return attributes;
    const dtype = wide(attributes.dtype as DType);
    if (dtype !== "float32" || !("value" in attributes)) return { ...attributes, dtype };
    return { ...attributes, dtype, value: Math.fround(attributes.value as number) };
  };

  const builder: GraphBuilder = {
    typeOf: (value) => types[value]!,
    nodeOf: (value) => nodes[value],
    input: ({ shape, dtype }) => {
      types.push({ shape, dtype: wide(dtype) });
      nodes.push(undefined);
      inputs.push(types.length - 1);
      return types.length - 1;
    },
    emit: (primitive, attributes, operands) => {
      const own = typed(attributes);
      const shrunk = shrinkOperands(builder, primitive, operands);
      const simpler = simplify(builder, primitive, own, shrunk);
      if (simpler !== undefined) return simpler;
      const key = `${primitive}${shrunk.join()}${encode(own)}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const type = shapeRules[primitive](
        own,
        shrunk.map((value) => types[value]!),
      );
      types.push(type);
      nodes.push({ primitive, attributes: own, inputs: shrunk, ...type } as GraphNode);
      known.set(key, types.length - 1);
      return types.length - 1;
    },
    finish: (outputs) => {
      const seen = new Set<number>();
      // A value that is an input, or an output already, gets a copy of its own.
      const owned = outputs.map((value) => {
        const fresh = nodes[value] !== undefined && !seen.has(value);
        seen.add(value);
        if (fresh) return value;
        types.push(types[value]!);
        nodes.push({ primitive: "identity", attributes: {}, inputs: [value], ...types[value]! });
        return types.length - 1;
      });
      const live = new Set(owned);
      for (let value = types.length - 1; value >= 0; value--)
        if (live.has(value)) for (const input of nodes[value]?.inputs ?? []) live.add(input);
      const used = inputs.flatMap((value, place) => (live.has(value) ? [place] : []));
      const place = new Map(used.map((at, i) => [inputs[at]!, i]));
      const kept: GraphNode[] = [];
      for (let value = 0; value < types.length; value++) {
        const node = nodes[value];
        if (!node || !live.has(value)) continue;
        place.set(value, used.length + kept.length);
        kept.push({ ...node, inputs: node.inputs.map((input) => place.get(input)!) } as GraphNode);
      }
      const graph = {
        inputs: used.map((at) => types[inputs[at]!]!),
        nodes: kept,
        outputs: owned.map((value) => place.get(value)!),
      };
      return { graph: { ...graph, fingerprint: fingerprintOf(graph) }, used };
    },
  };
  return builder;
}

function fingerprintOf({ inputs, nodes, outputs }: Omit<Graph, "fingerprint">): string {
  return [
    inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(),
    ...nodes.map((node) => `${node.primitive}(${node.inputs})${encode(node.attributes)}`),
    outputs.join(),
  ].join("\n");
}
