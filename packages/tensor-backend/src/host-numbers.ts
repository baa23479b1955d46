import { graphBuilder } from "./build-graph.js";
import type { DType } from "./dtype.js";
import type { Feed } from "./feed.js";
import { type GraphNode, valueType } from "./graph.js";
import { scalarFunctions } from "./scalar-functions.js";
import type { LoweredGraph } from "./trace.js";

/** A number from the arguments of a run. */
type NumberOfRun = (leaves: readonly unknown[]) => number;

/** A value that the host knows: a constant, or a formula of numbers among the arguments. */
interface Known {
  readonly compute: NumberOfRun;
  readonly constant: boolean;
}

/** For the operands that a function does not have. */
const absent: NumberOfRun = () => 0;

/** A number as a kernel of the dtype would have it. */
function rounded(compute: NumberOfRun, dtype: DType): NumberOfRun {
  return dtype === "float32" ? (leaves) => Math.fround(compute(leaves)) : compute;
}

function knownInput(feed: Feed, dtype: DType): Known | undefined {
  if (feed.kind !== "number") return undefined;
  const { argument } = feed;
  return { compute: rounded((leaves) => leaves[argument] as number, dtype), constant: false };
}

function knownNode(
  { primitive, attributes, inputs, shape, dtype }: GraphNode,
  known: readonly (Known | undefined)[],
): Known | undefined {
  if (shape.length > 0 || dtype === "int32") return undefined;
  if (primitive === "full") return { compute: () => attributes.value, constant: true };
  const f = scalarFunctions[primitive];
  const operands = inputs.map((input) => known[input]);
  if (!f || !operands.every((operand) => operand !== undefined)) return undefined;
  const [a = absent, b = absent, c = absent] = operands.map(({ compute }) => compute);
  return {
    compute: rounded((leaves) => f(a(leaves), b(leaves), c(leaves)), dtype),
    constant: operands.every(({ constant }) => constant),
  };
}

/**
 * A graph in which nothing is computed from numbers among the arguments alone: the host does that, and feeds what comes
 * of it. A kernel for one number costs as much as one for thousands, and the corrections of Adam, for example, are
 * functions of the step alone.
 *
 * @returns an equal graph, its scalars rounded as kernels of their dtype would round them
 */
export function numbersOnHost({ graph, feeds }: LoweredGraph): LoweredGraph {
  const known = graph.inputs.map(({ dtype }, i) => knownInput(feeds[i]!, dtype));
  for (const node of graph.nodes) known.push(knownNode(node, known));
  const count = graph.inputs.length;
  const fed = (value: number): boolean => value >= count && known[value]?.constant === false;
  if (!graph.nodes.some((_, i) => fed(count + i))) return { graph, feeds };

  const builder = graphBuilder();
  const origins: Feed[] = [];
  const input = (value: number, feed: Feed): number => {
    origins.push(feed);
    return builder.input(valueType(graph, value));
  };
  const places: number[] = feeds.map((feed, i) => input(i, feed));
  for (const [i, { primitive, attributes, inputs }] of graph.nodes.entries()) {
    const value = count + i;
    places.push(
      fed(value)
        ? input(value, { kind: "formula", compute: known[value]!.compute })
        : builder.emit(
            primitive,
            attributes,
            inputs.map((operand) => places[operand]!),
          ),
    );
  }
  const { graph: lean, used } = builder.finish(graph.outputs.map((value) => places[value]!));
  return { graph: lean, feeds: used.map((place) => origins[place]!) };
}
