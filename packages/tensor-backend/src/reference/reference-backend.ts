import { CapabilityError, checkOptions, OptionError, ShapeError } from "@nami/errors";
import type { TensorBackend } from "../backend.js";
import { bufferLedger } from "../buffer-ledger.js";
import { allocate, type DType } from "../dtype.js";
import type { Graph } from "../graph.js";
import type { PrimitiveName } from "../primitives.js";
import { checkShape, showShape, sizeOf } from "../shape.js";
import { castValues } from "./creation.js";
import type { Operand } from "./kernel.js";
import { kernels } from "./kernels.js";
import { interpret } from "./program.js";

/** The reference backend: a TensorBackend that also counts. */
export interface ReferenceBackend extends TensorBackend {
  /** Live buffers: uploads and outputs less those freed. For leak tests. */
  numBuffers(): number;
}

/** Options of {@link referenceBackend}. */
export interface ReferenceOptions {
  /** The float type it computes in; `"float32"` unless told. */
  readonly dtype?: "float32" | "float64";
}

/**
 * A backend of plain loops over typed arrays: no dependency, runs anywhere, and right before fast.
 *
 * It is the oracle of the tests. Every kernel computes in double precision, sums are compensated, and a result is
 * rounded once when it is stored. Special values are IEEE 754's, with what each family of kernels states beside.
 *
 * @param options.dtype the float type: the float32 backend has no float64 and the other way round
 * @returns a backend with dtypes `dtype`, int32 and bool, and every primitive on each
 * @throws OptionError for another dtype
 * @example
 * const backend = referenceBackend({ dtype: "float64" });
 * const buffer = await backend.upload(Float64Array.of(1, 2), [2], "float64");
 * await backend.read(buffer); // Float64Array [1, 2]
 * backend.free(buffer);
 * backend.numBuffers(); // 0
 */
export function referenceBackend(options: ReferenceOptions = {}): ReferenceBackend {
  checkOptions<ReferenceOptions>("referenceBackend", options, { dtype: true });
  const { dtype = "float32" } = options;
  if (dtype !== "float32" && dtype !== "float64")
    throw new OptionError(
      `referenceBackend: dtype must be "float32" or "float64", got ${JSON.stringify(dtype)}. Pass one of the two.`,
    );
  const name = `reference:${dtype}`;
  const dtypes: ReadonlySet<DType> = new Set<DType>([dtype, "int32", "bool"]);
  const ledger = bufferLedger<Operand>(name);
  let disposed = false;

  const ready = (action: string): void => {
    if (disposed)
      throw new CapabilityError(
        `${action}: ${name} must not be disposed, got one that is. Make a new backend.`,
      );
  };
  const checkDType = (action: string, wanted: DType): void => {
    if (!dtypes.has(wanted))
      throw new CapabilityError(
        `${action}: ${name} computes in ${[...dtypes].join(", ")}, got ${wanted}. Cast, or use a backend with ${wanted}.`,
      );
  };
  const supports = (primitive: PrimitiveName, wanted: DType): boolean =>
    Object.hasOwn(kernels, primitive) && dtypes.has(wanted);
  const check = (graph: Graph): void => {
    for (const input of graph.inputs) checkDType("compile", input.dtype);
    for (const { primitive, dtype: wanted } of graph.nodes) {
      checkDType(`compile: ${primitive}`, wanted);
      if (!supports(primitive, wanted))
        throw new CapabilityError(
          `compile: ${name} runs the primitives of nami, got ${primitive}. Compose it from those.`,
        );
    }
  };

  return Object.freeze({
    name,
    dtypes,
    supports,
    async compile(graph) {
      ready("compile");
      check(graph);
      return interpret(graph, ledger);
    },
    upload(values, shape, wanted) {
      ready("upload");
      checkDType("upload", wanted);
      checkShape("upload", shape);
      if (values.length !== sizeOf(shape))
        throw new ShapeError(
          `upload: shape ${showShape(shape)} has ${sizeOf(shape)} elements, got ${values.length} values. Pass one value for each.`,
        );
      const copy = allocate(wanted, values.length);
      castValues(copy, values, wanted);
      const type = { shape: [...shape], dtype: wanted };
      return ledger.add(type, { ...type, values: copy });
    },
    async read(buffer) {
      return ledger.open("read", buffer).values.slice();
    },
    free: ledger.free,
    numBuffers: ledger.count,
    dispose() {
      disposed = true;
    },
  } satisfies ReferenceBackend);
}
