import type { DType, TypedArray } from "./dtype.js";
import type { Graph } from "./graph.js";
import type { PrimitiveName } from "./primitives.js";
import type { Shape } from "./shape.js";

/** Storage of one value on a backend: opaque to everybody else. */
export interface Buffer {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A graph made ready to run. */
export interface Program {
  /**
   * Runs once.
   *
   * @param inputs one buffer for each graph input, borrowed: they are neither changed nor freed
   * @returns one new buffer for each graph output, owned by the caller
   */
  run(inputs: readonly Buffer[]): Promise<Buffer[]>;
  /** Frees what the program holds. Runs under way finish first. */
  dispose(): void;
}

/** Where a graph that runs round after round has one of its inputs from. */
export type ScanInput =
  /** From output `output` of the round before; at first, from the caller. */
  | { readonly kind: "carried"; readonly output: number }
  /** From the caller, another one for each round: all of them stacked along a new leading axis. */
  | { readonly kind: "stacked" }
  /** From the caller, the same for all rounds. */
  | { readonly kind: "fixed" };

/** A graph that runs round after round. */
export interface ScanProgram extends Program {
  /** How many rounds a run should have at most, so that others need not wait for it long; 2 or more. A run of more is no error. */
  readonly rounds: number;
}

/**
 * What runs graphs. A backend knows kernels and memory, and nothing of gradients, networks or solvers.
 *
 * Factories return at once; what must be awaited (a wasm file, an adapter) waits in `compile` and in `read`.
 */
export interface TensorBackend {
  /** For people and error messages, e.g. `"tfjs:wasm"`. */
  readonly name: string;
  /** The dtypes it computes in. A backend without float32 gets graphs with every float widened to float64. */
  readonly dtypes: ReadonlySet<DType>;
  /** Whether a primitive can run on values of a dtype: what a user learns before a long run. */
  supports(primitive: PrimitiveName, dtype: DType): boolean;
  /** Prepares a graph. Intermediates of its runs are freed at their last use, also when a kernel throws. */
  compile(graph: Graph): Promise<Program>;
  /**
   * Prepares a graph as a program that runs it once for each index of the stacked inputs; its outputs are those of the last
   * round. Undefined for a graph whose rounds had better be a call each, since they take long or use more of the hardware so;
   * left out where calls cost nothing to speak of.
   *
   * @param inputs one for each graph input, at least one of them stacked
   */
  compileScan?(graph: Graph, inputs: readonly ScanInput[]): Promise<ScanProgram | undefined>;
  /** Copies host values to a new buffer. May be called before the first `compile` has finished. */
  upload(values: TypedArray, shape: Shape, dtype: DType): Buffer | Promise<Buffer>;
  /** Copies a buffer to the host. */
  read(buffer: Buffer): Promise<TypedArray>;
  /** Frees a buffer; twice is an error of the caller. After `dispose` it does nothing, so that tensors may outlive it. */
  free(buffer: Buffer): void;
  /**
   * Backends of the same kind that compute beside each other, for work that falls apart into independent rows; they are
   * disposed with this one. Left out, or empty, where one program at a time makes the best of the hardware.
   */
  readonly lanes?: readonly TensorBackend[];
  /** Frees the backend's own resources. */
  dispose(): void;
}
