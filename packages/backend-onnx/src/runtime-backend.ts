import { CapabilityError, ShapeError } from "@nami/errors";
import {
  allocate,
  type Buffer,
  bufferLedger,
  type DType,
  type Graph,
  type Program,
  showShape,
  sizeOf,
  type TensorBackend,
  type TypedArray,
} from "@nami/tensor-backend";
import { scannedGraph, wholeGraph } from "./engine.js";
import { dividedGraph, splitForLanes } from "./lanes/divided-graph.js";
import { workOf } from "./lower/work.js";
import { makeProgram } from "./program.js";
import type { LaneRuntime, Runtime } from "./runtime/runtime.js";

/** A backend with a count of its live buffers. */
export interface CountingBackend extends TensorBackend {
  /** Live buffers: uploads and outputs less those freed. For leak tests. */
  numBuffers(): number;
}

/** What a backend stands on. */
export interface RuntimeBackendParts<T> {
  readonly name: string;
  readonly dtypes: ReadonlySet<DType>;
  /** Called when the runtime is first needed. */
  readonly load: () => Promise<Runtime<T>>;
  /** Among whom the rows of a graph may be divided. */
  readonly lanes?: () => readonly LaneRuntime[];
}

/** Host values in a dtype, in an array of their own. */
function copyOf(values: TypedArray, dtype: DType): TypedArray {
  const copy = allocate(dtype, values.length);
  if (dtype === "bool") for (let i = 0; i < values.length; i++) copy[i] = values[i] ? 1 : 0;
  else copy.set(values);
  return copy;
}

/** Operators of a round from which two lanes are faster than two threads of a session. */
const manyOperators = 600;

/** A backend on a runtime. */
export function backendOn<T>({
  name,
  dtypes,
  load: loadRuntime,
  lanes = () => [],
}: RuntimeBackendParts<T>): CountingBackend {
  const ledger = bufferLedger<T>(name, (tensor) => runtime?.free(tensor));
  const programs = new Set<Program>();
  let loading: Promise<Runtime<T>> | undefined;
  let runtime: Runtime<T> | undefined;
  let disposed = false;

  const ready = (action: string): void => {
    if (disposed)
      throw new CapabilityError(
        `${action}: ${name} must not be disposed, got one that is. Make a new backend.`,
      );
  };
  const checkDType = (action: string, dtype: DType): void => {
    if (!dtypes.has(dtype))
      throw new CapabilityError(
        `${action}: ${name} computes in ${[...dtypes].join(", ")}, got ${dtype}. Cast, or use a backend with ${dtype}.`,
      );
  };
  const load = async (): Promise<Runtime<T>> => {
    loading ??= loadRuntime();
    try {
      runtime = await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
    if (disposed) runtime.close?.();
    return runtime;
  };
  const loadFor = (graph: Graph): Promise<Runtime<T>> => {
    ready("compile");
    for (const { dtype } of [...graph.inputs, ...graph.nodes]) checkDType("compile", dtype);
    return load();
  };
  // After a wait each looks again whether the backend is disposed: what it made then, nobody would free.
  const kept = async (making: Promise<Program>): Promise<Program> => {
    const program = await making.catch((error: unknown) => {
      ready("compile");
      throw error;
    });
    if (disposed) program.dispose();
    ready("compile");
    programs.add(program);
    return {
      run: program.run,
      dispose() {
        programs.delete(program);
        program.dispose();
      },
    };
  };
  const add = ({ tensor }: Runtime<T>, values: TypedArray, shape: readonly number[], dtype: DType): Buffer =>
    ledger.add({ shape, dtype }, tensor(values, shape, dtype));

  return Object.freeze({
    name,
    dtypes,
    supports: (_, dtype) => dtypes.has(dtype),
    async compile(graph) {
      const loaded = await loadFor(graph);
      ready("compile");
      const split = splitForLanes(graph, lanes().length);
      const engine = split ? dividedGraph(loaded, lanes().slice(1), graph, split) : wholeGraph(loaded, graph);
      return kept(makeProgram(loaded.name, ledger, graph, engine));
    },
    async compileScan(graph, sources) {
      const loaded = await loadFor(graph);
      ready("compile");
      const rounds = Math.floor(loaded.operationsOfCall / workOf(graph));
      if (!loaded.controlFlow || rounds < 2) return undefined;
      // Two threads lose less by waiting for each other after every operator than two lanes do by a call for each round.
      const { length } = lanes();
      if ((length > 2 || graph.nodes.length > manyOperators) && splitForLanes(graph, length))
        return undefined;
      const engine = scannedGraph(loaded, graph, sources);
      return { ...(await kept(makeProgram(loaded.name, ledger, graph, engine, sources))), rounds };
    },
    upload(values, shape, dtype) {
      ready("upload");
      checkDType("upload", dtype);
      if (values.length !== sizeOf(shape))
        throw new ShapeError(
          `upload: shape ${showShape(shape)} has ${sizeOf(shape)} elements, got ${values.length} values. Pass one value for each.`,
        );
      const copy = copyOf(values, dtype);
      return runtime
        ? add(runtime, copy, shape, dtype)
        : load().then((loaded) => {
            ready("upload");
            return add(loaded, copy, shape, dtype);
          });
    },
    async read(buffer) {
      const tensor = ledger.open("read", buffer);
      return (await runtime!.read(tensor)).slice();
    },
    free(buffer) {
      // All was freed with the backend; a finalizer may still come for a forgotten tensor.
      if (!disposed) ledger.free(buffer);
    },
    numBuffers: ledger.count,
    dispose() {
      disposed = true;
      for (const program of programs) program.dispose();
      programs.clear();
      ledger.clear();
      runtime?.close?.();
    },
  } satisfies CountingBackend);
}
