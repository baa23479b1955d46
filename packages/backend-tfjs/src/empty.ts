import { type DType, type GraphNode, type PrimitiveName, sizeOf } from "@nami/tensor-backend";
import { checkIndices } from "./host/indexing.js";
import type { PlainKernel } from "./kernel.js";
import { portableKernels } from "./portable/kernels.js";
import type { Scope } from "./scope.js";
import type { Value } from "./tfjs.js";

/** What has a result of its own although an input is empty, and no trouble with that. */
const indifferent: ReadonlySet<PrimitiveName> = new Set(["concat", "gather", "full", "iota"]);

/** Below or equal to every number of a dtype: the largest of nothing. */
function lowest(dtype: DType): number {
  return dtype === "int32" ? -2147483648 : Number.NEGATIVE_INFINITY;
}

/** @throws DataError for a wrong index, although nothing is there to be moved; on the host, as in a kernel */
function checkPlaces(
  scope: Scope,
  { primitive, attributes }: GraphNode,
  [x, indices]: readonly Value[],
): void {
  if ((primitive !== "gather" && primitive !== "scatterAdd") || !scope.hasHost) return;
  if (sizeOf(indices!.shape) === 0) return;
  const size = primitive === "gather" ? x!.shape[attributes.axis]! : attributes.size;
  checkIndices(primitive, scope.host.view(indices!), size);
}

/**
 * The kernel of a node that has nothing to compute: an empty result, or the sum or maximum of nothing.
 *
 * TF.js's kernels are not made for empty values; wasm's gather leaks their data, others divide by their size.
 *
 * @returns undefined when there is something to compute
 */
export function kernelOfNothing(node: GraphNode, inputs: readonly Value[]): PlainKernel | undefined {
  const { shape, dtype, primitive } = node;
  const empty = sizeOf(shape) === 0;
  if (!empty && (indifferent.has(primitive) || inputs.every((x) => sizeOf(x.shape) > 0))) return undefined;
  const value = !empty && primitive === "max" ? lowest(dtype) : 0;
  const full: GraphNode<"full"> = {
    primitive: "full",
    attributes: { value, shape, dtype },
    inputs: [],
    shape,
    dtype,
  };
  return (scope) => {
    checkPlaces(scope, node, inputs);
    return portableKernels.full(scope, full);
  };
}
