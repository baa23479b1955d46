import { CapabilityError } from "@nami/errors";
import type { Program } from "../backend.js";
import type { BufferLedger } from "../buffer-ledger.js";
import { allocate } from "../dtype.js";
import { checkInputs, type Graph, type GraphNode, lastUses } from "../graph.js";
import type { PrimitiveName } from "../primitives.js";
import { sizeOf } from "../shape.js";
import type { Operand } from "./kernel.js";
import { kernels } from "./kernels.js";

/** The result of one node, given all earlier values. */
function runNode<P extends PrimitiveName>(
  node: GraphNode<P>,
  values: readonly (Operand | undefined)[],
): Operand {
  const { shape, dtype, primitive, attributes, inputs } = node;
  const output = { shape, dtype, values: allocate(dtype, sizeOf(shape)) };
  const operands = inputs.map((value) => values[value]!);
  kernels[primitive](output, operands, attributes);
  return output;
}

/**
 * The outputs of a graph, computed at once: kernels in the order of the nodes, each intermediate dropped at its last
 * use.
 *
 * @param inputs one for each graph input, of its shape and dtype
 */
export function computeGraph(
  graph: Graph,
  inputs: readonly Operand[],
  dead: number[][] = lastUses(graph),
): Operand[] {
  const values: (Operand | undefined)[] = [...inputs];
  graph.nodes.forEach((node, index) => {
    values.push(runNode(node, values));
    for (const value of dead[index]!) values[value] = undefined;
  });
  return graph.outputs.map((value) => values[value]!);
}

/**
 * A program that interprets a graph: kernels in the order of the nodes, each intermediate dropped at its last use.
 *
 * When a kernel throws, no buffer has been made yet, and all that was computed is dropped.
 *
 * @param graph checked before: every primitive and dtype is one that the backend has
 * @param ledger opens the inputs and owns the outputs
 */
export function interpret(graph: Graph, ledger: BufferLedger<Operand>): Program {
  const dead = lastUses(graph);
  let disposed = false;
  return Object.freeze({
    async run(inputs) {
      if (disposed)
        throw new CapabilityError(
          "run: a program must not be disposed, got one that is. Compile the graph again.",
        );
      const operands = inputs.map((buffer) => ledger.open("run", buffer));
      checkInputs(graph, operands);
      return computeGraph(graph, operands, dead).map((output) => ledger.add(output, output));
    },
    dispose() {
      disposed = true;
    },
  } satisfies Program);
}
