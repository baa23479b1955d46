import { OptionError } from "@nami/errors";
import type { Buffer, TensorBackend } from "./backend.js";
import { convert, type TypedArray } from "./dtype.js";
import type { Draw } from "./feed.js";
import type { ValueType } from "./graph.js";
import { resolveKey, resolveNumber } from "./keys.js";
import { runGraph } from "./program-cache.js";
import { fromHost, Tensor } from "./tensor.js";
import {
  flattenArguments,
  type LoweredGraph,
  type LoweringOptions,
  lower,
  signatureOf,
  type Trace,
  traceFunction,
} from "./trace.js";
import { flattenTree, type Tree } from "./tree.js";

/** Options of {@link compile}. */
export interface CompileOptions {
  /** What runs the program. */
  readonly backend: TensorBackend;
  /**
   * Places of arguments that the call consumes: their device memory is freed when the run has succeeded, and they
   * must not be used again. For the old state of a training step.
   */
  readonly donate?: readonly number[];
}

/** What a compiled function takes where the traced one sees a tensor: a tensor, or a number for a scalar. */
export type Fed<T> = [Tree<Tensor>] extends [T]
  ? T
  : T extends Tensor
    ? Tensor | number
    : T extends readonly unknown[] | Readonly<Record<string, unknown>>
      ? { readonly [K in keyof T]: Fed<T[K]> }
      : T;

/** A compiled function. */
export interface Compiled<Args extends readonly unknown[], Result> {
  /** Runs it; device results are the caller's to dispose. */
  (...args: Args): Promise<Result>;
  /** Frees the copies of captured tensors that it keeps on the device. */
  dispose(): void;
}

interface Prepared extends Trace {
  /** Device copies of captured host tensors, by graph input. */
  readonly captured: Map<number, Buffer>;
  /** Runs under way: they finish before the copies are freed. */
  running: number;
  disposed: boolean;
}

const abandoned = new FinalizationRegistry<() => void>((free) => free());

/**
 * Turns a function of tensors into an asynchronous one that runs as one program on a backend.
 *
 * The function is traced once for each signature of its arguments: shapes and dtypes of tensors, and values of
 * strings and booleans. Values of tensors, numbers and keys may change freely; inside, a number is a scalar tensor.
 * Tensors that the function closes over are inputs too, so equal functions over other weights share a program.
 *
 * @param fn synchronous, pure; from trees of tensors, numbers and keys to a tree of tensors
 * @returns the compiled function; its results are on the device, to be read with `data()`
 * @throws OptionError, ShapeError and CapabilityError at the first call with a signature
 * @example
 * const step = compile((w, rate) => sub(w, mul(rate, grad(loss)(w))), { backend, donate: [0] });
 * w = await step(w, 0.1);
 */
export function compile<Args extends readonly Tensor[], Result>(
  fn: (...args: Args) => Result,
  options: CompileOptions,
): Compiled<{ [K in keyof Args]: Fed<Args[K]> }, Result>;
export function compile<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options: CompileOptions,
): Compiled<{ [K in keyof Args]: Fed<Args[K]> }, Result>;
export function compile<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  { backend, donate = [] }: CompileOptions,
): Compiled<{ [K in keyof Args]: Fed<Args[K]> }, Result> {
  const options = loweringFor(backend);
  const prepared = new Map<string, Prepared>();
  const release = ({ captured }: Prepared): void => {
    for (const buffer of captured.values()) backend.free(buffer);
    captured.clear();
  };
  const free = (): void => {
    for (const trace of prepared.values()) {
      trace.disposed = true;
      if (trace.running === 0) release(trace);
    }
    prepared.clear();
  };
  const call = async (...args: { [K in keyof Args]: Fed<Args[K]> }): Promise<Result> => {
    const flat = flattenArguments(args);
    const signature = signatureOf(flat);
    let trace = prepared.get(signature);
    if (!trace) {
      const traced = traceFunction(fn as (...args: never[]) => unknown, flat, options);
      trace = { ...traced, captured: new Map(), running: 0, disposed: false };
      prepared.set(signature, trace);
    }
    trace.running++;
    let outputs: Tensor[];
    try {
      outputs = await run(backend, trace, flat.leaves, trace.captured);
    } finally {
      trace.running--;
      if (trace.disposed && trace.running === 0) release(trace);
    }
    for (const index of donate)
      for (const leaf of flattenTree(args[index]).leaves) if (leaf instanceof Tensor) leaf.dispose();
    return trace.rebuild(outputs) as Result;
  };
  const compiled = Object.assign(call, { dispose: free });
  abandoned.register(compiled, free);
  return compiled;
}

/**
 * Computes tensors once: for exploring and for tests. What runs often is better compiled.
 *
 * @param tree a tensor, or a tree of them
 * @returns the same tree with values on the host; nothing is left on the device
 * @example (await (await evaluate(add(tensor(1), 2), { backend })).data())[0] // 3
 */
export async function evaluate<T>(tree: T, { backend }: { readonly backend: TensorBackend }): Promise<T> {
  const flat = flattenTree(tree);
  const tensors = flat.leaves.filter((leaf) => leaf instanceof Tensor);
  const open = tensors.filter((x) => x.source.kind !== "host");
  const results = new Map<Tensor, Tensor>();
  const computed = open.length ? await run(backend, lower(open, loweringFor(backend))) : [];
  try {
    for (const [i, device] of computed.entries())
      results.set(open[i]!, fromHost(await device.data(), device.shape, device.dtype));
  } finally {
    for (const device of computed) device.dispose();
  }
  return flat.rebuild(
    flat.leaves.map((leaf) => (leaf instanceof Tensor ? (results.get(leaf) ?? leaf) : leaf)),
  ) as T;
}

/**
 * Copies tensors to a backend's device, so that runs need not upload them again.
 *
 * @returns the same tree on the device, the caller's to dispose
 */
export async function toDevice<T>(tree: T, { backend }: { readonly backend: TensorBackend }): Promise<T> {
  const flat = flattenTree(tree);
  const tensors = flat.leaves.filter((leaf) => leaf instanceof Tensor);
  const moved = await run(backend, lower(tensors, loweringFor(backend)));
  let next = 0;
  return flat.rebuild(flat.leaves.map((leaf) => (leaf instanceof Tensor ? moved[next++] : leaf))) as T;
}

function loweringFor(backend: TensorBackend): LoweringOptions {
  return { widen: !backend.dtypes.has("float32") };
}

/**
 * Feeds a graph, runs it, and wraps its outputs. What was uploaded for this run alone is freed again.
 *
 * @param leaves the arguments of this run
 * @param captured where device copies of captured host tensors are kept for the next run; none are kept without it
 */
async function run(
  backend: TensorBackend,
  { graph, feeds }: LoweredGraph,
  leaves: readonly unknown[] = [],
  captured?: Map<number, Buffer>,
): Promise<Tensor[]> {
  const temporary: Buffer[] = [];
  const keep = (buffer: Buffer): Buffer => {
    temporary.push(buffer);
    return buffer;
  };
  const feedInputs = async (): Promise<Buffer[]> => {
    const inputs: Buffer[] = [];
    for (const [i, feed] of feeds.entries()) {
      const type = graph.inputs[i]!;
      const held = captured?.get(i);
      if (held) inputs.push(held);
      else if (feed.kind === "tensor" || feed.kind === "captured") {
        const x = feed.kind === "captured" ? feed.tensor : (leaves[feed.argument] as Tensor);
        // Of two first runs at once, one keeps its copy for all.
        const own = (buffer: Buffer): unknown =>
          captured && feed.kind === "captured" && !captured.has(i) ? captured.set(i, buffer) : keep(buffer);
        inputs.push(await bufferOf(backend, x, type, own));
      } else {
        const values =
          feed.kind === "number" ? [leaves[feed.argument] as number] : drawValues(feed.draw, leaves);
        inputs.push(keep(await upload(backend, values, type)));
      }
    }
    return inputs;
  };
  try {
    const outputs = await runGraph(backend, graph, feedInputs);
    return outputs.map(
      (buffer) => new Tensor(buffer.shape, buffer.dtype, { kind: "device", backend, buffer }),
    );
  } finally {
    for (const buffer of temporary) backend.free(buffer);
  }
}

function drawValues({ key, firstRow, sample }: Draw, leaves: readonly unknown[]): TypedArray {
  return sample(resolveKey(key, leaves), resolveNumber(firstRow, leaves));
}

async function upload(
  backend: TensorBackend,
  values: ArrayLike<number>,
  { shape, dtype }: ValueType,
): Promise<Buffer> {
  const array = ArrayBuffer.isView(values) ? (values as TypedArray) : Float64Array.from(values);
  return backend.upload(convert(array, dtype), shape, dtype);
}

/** The device buffer of a tensor. A buffer made for it is handed to `own`. */
async function bufferOf(
  backend: TensorBackend,
  x: Tensor,
  type: ValueType,
  own: (buffer: Buffer) => unknown,
): Promise<Buffer> {
  const { source } = x;
  switch (source.kind) {
    case "device": {
      if (source.backend === backend) return source.buffer;
      throw new OptionError(
        `compile: a tensor must be on the backend that runs (${backend.name}), got one on ${source.backend.name}. Copy it: tensor(await x.data(), x.shape, x.dtype).`,
      );
    }
    case "host": {
      const buffer = await upload(backend, source.values, type);
      own(buffer);
      return buffer;
    }
    case "operation": {
      const [value] = await run(backend, lower([x], loweringFor(backend)));
      const computed = value!.detach();
      own(computed);
      return computed;
    }
    default:
      throw new OptionError(
        `compile: an argument must have values, got ${source.kind === "disposed" ? "a disposed" : "an unfinished"} ${x}. Results of a donated call replace its arguments.`,
      );
  }
}
