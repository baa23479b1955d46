import { CapabilityError, NamiError } from "@nami/errors";
import {
  type Buffer,
  type BufferLedger,
  checkInputs,
  type Graph,
  type Program,
  showShape,
} from "@nami/tensor-backend";
import { kernelOfNothing } from "./empty.js";
import type { PlainKernel } from "./kernel.js";
import type { DeviceKernels } from "./kernels-of.js";
import { type LoweredGraph, type LoweredNode, lower } from "./lower.js";
import { Scope } from "./scope.js";
import { type Runtime, typeOf, type Value } from "./tfjs.js";

/** One node run to its end: everything but its result is freed, also when a kernel throws. */
function runNode(
  runtime: Runtime,
  { table, matmulBias }: DeviceKernels,
  node: LoweredNode,
  inputs: Value[],
): Value {
  const scope = new Scope(runtime);
  try {
    const nothing = kernelOfNothing(node, inputs);
    if (nothing) return scope.finish(nothing(scope, node, ...inputs));
    const [x, w, bias] = inputs;
    if (node.fused && matmulBias) return scope.finish(matmulBias(scope, node.shape, x!, w!, bias!));
    return scope.finish((table[node.primitive] as PlainKernel)(scope, node, ...inputs));
  } catch (cause) {
    scope.abort();
    if (cause instanceof NamiError) throw cause;
    throw new CapabilityError(
      `run: a kernel of ${runtime.name} failed in ${node.primitive} ${showShape(node.shape)}, got ${JSON.stringify(cause instanceof Error ? cause.message : String(cause))}. Check the shapes, or compare with referenceBackend.`,
      { cause },
    );
  }
}

/** Values of nodes without inputs, made once. */
function makeConstants(runtime: Runtime, kernels: DeviceKernels, graph: LoweredGraph): Map<number, Value> {
  const constants = new Map<number, Value>();
  try {
    for (const [index, node] of graph.nodes.entries())
      if (node.inputs.length === 0)
        constants.set(graph.inputs.length + index, runNode(runtime, kernels, node, []));
    return constants;
  } catch (error) {
    for (const { dataId } of constants.values()) runtime.storage.disposeData(dataId);
    throw error;
  }
}

/**
 * A program that calls the kernels of a graph in order.
 *
 * Constants are made once and live as long as the program. Every other intermediate is freed after its last use; when
 * a kernel throws, all of them are.
 */
export function makeProgram(
  runtime: Runtime,
  kernels: DeviceKernels,
  ledger: BufferLedger<Value>,
  source: Graph,
): Program {
  const graph = lower(source, { fuse: kernels.matmulBias !== undefined });
  const first = graph.inputs.length;
  const constants = makeConstants(runtime, kernels, graph);
  const { storage } = runtime;
  let disposed = false;

  const share = (value: Value): Value => {
    storage.incRef(value.dataId);
    return { ...value };
  };
  const runAll = (inputs: readonly Value[]): Value[] => {
    const values: (Value | undefined)[] = [...inputs];
    const free = (index: number): void => {
      const value = values[index];
      values[index] = undefined;
      if (value && !constants.has(index)) storage.disposeData(value.dataId);
    };
    try {
      for (const [index, node] of graph.nodes.entries()) {
        values.push(
          constants.get(first + index) ??
            runNode(
              runtime,
              kernels,
              node,
              node.inputs.map((value) => values[value]!),
            ),
        );
        for (const value of graph.dead[index]!) free(value);
      }
      return graph.outputs.map((value) => {
        const result = values[value]!;
        return constants.has(value) ? share(result) : result;
      });
    } catch (error) {
      for (let index = first; index < values.length; index++) free(index);
      throw error;
    }
  };

  return Object.freeze({
    async run(buffers: readonly Buffer[]) {
      if (disposed)
        throw new CapabilityError(
          "run: a program must not be disposed, got one that is. Compile the graph again.",
        );
      const inputs = buffers.map((buffer) => ledger.open("run", buffer));
      checkInputs(graph, buffers);
      return runAll(inputs).map((value) => ledger.add(typeOf(value), value));
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const { dataId } of constants.values()) storage.disposeData(dataId);
    },
  } satisfies Program);
}
