import { graphBuilder } from "./build-graph.js";
import type { DType } from "./dtype.js";
import type { Feed } from "./feed.js";
import { type GraphNode, valueType } from "./graph.js";
import { scalarFunctions } from "./scalar-functions.js";
import type { LoweredGraph } from "./trace.js";

/** A number of a run, from its arguments and the numbers before it. */
type Step = (leaves: readonly unknown[], numbers: readonly number[]) => number;

/** A value that the host knows: a constant, or a formula of numbers among the arguments. */
interface Known {
  readonly compute: Step;
  readonly constant: boolean;
}

/** A number as a kernel of the dtype would have it. */
function rounded(compute: Step, dtype: DType): Step {
  return dtype === "float32" ? (leaves, numbers) => Math.fround(compute(leaves, numbers)) : compute;
}

function knownInput(feed: Feed, dtype: DType): Known | undefined {
  if (feed.kind !== "number") return undefined;
  const { argument } = feed;
  return { compute: rounded((leaves) => leaves[argument] as number, dtype), constant: false };
}

/** @param places where the numbers of a run have each value that is known */
function knownNode(
  { primitive, attributes, inputs, shape, dtype }: GraphNode,
  known: readonly (Known | undefined)[],
  places: readonly number[],
): Known | undefined {
  if (shape.length > 0 || dtype === "int32") return undefined;
  if (primitive === "full") return { compute: () => attributes.value, constant: true };
  const f = scalarFunctions[primitive];
  if (!f || !inputs.every((input) => known[input])) return undefined;
  // What a function does not have is the first again.
  const [a = 0, b = a, c = a] = inputs.map((input) => places[input]!);
  return {
    compute: rounded((_, numbers) => f(numbers[a]!, numbers[b]!, numbers[c]!), dtype),
    constant: inputs.every((input) => known[input]!.constant),
  };
}

/** The numbers of a run: each is computed once, whoever asks, and however many others are made of it. */
function once(steps: readonly Step[]): (leaves: readonly unknown[]) => readonly number[] {
  const runs = new WeakMap<readonly unknown[], number[]>();
  return (leaves) => {
    const found = runs.get(leaves);
    if (found) return found;
    const numbers: number[] = [];
    for (const step of steps) numbers.push(step(leaves, numbers));
    runs.set(leaves, numbers);
    return numbers;
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
  const known: (Known | undefined)[] = [];
  const steps: Step[] = [];
  const numberOf: number[] = [];
  const note = (value: Known | undefined): void => {
    known.push(value);
    numberOf.push(value ? steps.push(value.compute) - 1 : -1);
  };
  graph.inputs.forEach(({ dtype }, i) => {
    note(knownInput(feeds[i]!, dtype));
  });
  for (const node of graph.nodes) note(knownNode(node, known, numberOf));
  const count = graph.inputs.length;
  const fed = (value: number): boolean => value >= count && known[value]?.constant === false;
  if (!graph.nodes.some((_, i) => fed(count + i))) return { graph, feeds };

  const numbers = once(steps);
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
        ? input(value, { kind: "formula", compute: (leaves) => numbers(leaves)[numberOf[value]!]! })
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
