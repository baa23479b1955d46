import { checkOptions, OptionError } from "@nami/errors";
import type { Buffer, TensorBackend } from "./backend.js";
import { checkFunction } from "./check-function.js";
import { numbersOnHost } from "./host-numbers.js";
import { checkBackend, loweringFor, run } from "./run.js";
import { Tensor } from "./tensor.js";
import { flattenArguments, signatureOf, type Trace, traceFunction } from "./trace.js";
import { type Flattened, flattenTree, type Tree } from "./tree.js";

/** Signatures that a compiled function keeps its traces of; the one used longest ago goes first. */
const signatures = 32;

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
 * Tensors that the function closes over are inputs too, so equal functions over other weights share a program. They
 * are captured at the trace: assigning another tensor to a captured variable later has no effect. Arguments must live
 * until the promise settles. A number argument is a float: it meets float tensors only.
 *
 * @param fn synchronous, pure; from trees of tensors, numbers and keys to a tree of tensors
 * @returns the compiled function; its results are on the device, to be read with `data()`
 * @throws OptionError, ShapeError and CapabilityError at the first call with a signature
 * @example
 * const loss = (w: Tensor) => sum(mul(w, w));
 * const step = compile((w: Tensor, rate: Tensor) => sub(w, mul(rate, grad(loss)(w))), { backend, donate: [0] });
 * const next = await step(w, 0.1); // w is gone
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
  compileOptions: CompileOptions,
): Compiled<{ [K in keyof Args]: Fed<Args[K]> }, Result> {
  checkBackend("compile", compileOptions);
  checkFunction("compile", fn, "compile((x) => …, { backend })");
  checkOptions("compile", compileOptions, { backend: true, donate: true });
  const { backend, donate = [] } = compileOptions;
  const prepared = new Map<string, Prepared>();
  const release = (trace: Prepared): void => {
    if (trace.running > 0) return;
    for (const buffer of trace.captured.values()) backend.free(buffer);
    trace.captured.clear();
  };
  const retire = (trace: Prepared): void => {
    trace.disposed = true;
    release(trace);
  };
  const free = (): void => {
    for (const trace of prepared.values()) retire(trace);
    prepared.clear();
  };
  const traceOf = (flat: Flattened): Prepared => {
    const traced = traceFunction(fn as (...args: never[]) => unknown, flat, loweringFor(backend));
    return { ...traced, ...numbersOnHost(traced), captured: new Map(), running: 0, disposed: false };
  };
  const prepare = (flat: Flattened): Prepared => {
    const signature = signatureOf(flat);
    const known = prepared.get(signature);
    const ready = known ?? traceOf(flat);
    prepared.delete(signature);
    prepared.set(signature, ready);
    for (const [key, oldest] of prepared) {
      if (prepared.size <= signatures) break;
      prepared.delete(key);
      retire(oldest);
    }
    return ready;
  };
  const call = async (...args: { [K in keyof Args]: Fed<Args[K]> }): Promise<Result> => {
    for (const place of donate)
      if (!Number.isInteger(place) || place < 0 || place >= args.length)
        throw new OptionError(
          `compile: donate must name arguments by place, got ${place} of ${args.length} arguments. The first is 0.`,
        );
    const flat = flattenArguments(args);
    const trace = prepare(flat);
    trace.running++;
    let outputs: Tensor[];
    try {
      outputs = await run(backend, trace, flat.leaves, trace.captured);
    } finally {
      trace.running--;
      if (trace.disposed) release(trace);
    }
    for (const place of donate)
      for (const leaf of flattenTree(args[place]).leaves) if (leaf instanceof Tensor) leaf.dispose();
    return trace.rebuild(outputs) as Result;
  };
  const compiled = Object.assign(call, { dispose: free });
  abandoned.register(compiled, free);
  return compiled;
}
