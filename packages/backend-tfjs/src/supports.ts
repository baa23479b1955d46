import { CapabilityError } from "@nami/errors";
import type { DType, Graph, PrimitiveName } from "@nami/tensor-backend";
import type { Device } from "./device.js";

const floatOnly: ReadonlySet<PrimitiveName> = new Set([
  "floor", "sqrt", "rsqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "sigmoid", "softplus", "erf",
  "matmul", "conv2d", "conv2dInputGradient", "conv2dFilterGradient", "meanPool2d",
]); // biome-ignore format: a list

const numbersOnly: ReadonlySet<PrimitiveName> = new Set([
  "neg", "abs", "sign", "add", "sub", "mul", "div", "pow", "maximum", "minimum", "sum", "max", "cumsum",
]); // biome-ignore format: a list

const boolOnly: ReadonlySet<PrimitiveName> = new Set(["logicalAnd", "logicalOr", "logicalNot"]);

/** Where there is no memory to loop over, and TF.js's int32 kernels answer with other numbers. */
const floatOnlyOnShaders: ReadonlySet<PrimitiveName> = new Set(["div", "pow", "upsample2d"]);

/**
 * Whether a device computes a primitive on values of a dtype.
 *
 * @param dtype one that TF.js has; for comparisons that of the operands or of the result, bool
 */
export function supports(device: Device, primitive: PrimitiveName, dtype: DType): boolean {
  if (dtype === "float32") return !boolOnly.has(primitive);
  if (floatOnly.has(primitive)) return false;
  if (dtype === "bool") return !numbersOnly.has(primitive);
  const inReach = device === "cpu" || device === "wasm";
  return !boolOnly.has(primitive) && (inReach || !floatOnlyOnShaders.has(primitive));
}

/** @throws CapabilityError naming the first node of a graph that a device does not compute */
export function checkSupport(device: Device, graph: Graph): void {
  for (const { primitive, dtype } of graph.nodes)
    if (dtype === "float64" || !supports(device, primitive, dtype))
      throw new CapabilityError(
        `compile: tfjs:${device} must support every primitive, got ${primitive} on ${dtype}. Cast to float32, or use referenceBackend, which supports all.`,
      );
}
