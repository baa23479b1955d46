import { checkOptions, OptionError } from "@nami/errors";
import type { TensorBackend } from "./backend.js";
import { checkFunction } from "./check-function.js";
import { checkBackend, loweringFor, run } from "./run.js";
import { Tensor } from "./tensor.js";
import { flattenArguments, traceFunction } from "./trace.js";
import { traceCache } from "./trace-cache.js";
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
  const traces = traceCache(
    (flat) => traceFunction(fn as (...args: never[]) => unknown, flat, loweringFor(backend)),
    backend,
  );
  const call = async (...args: { [K in keyof Args]: Fed<Args[K]> }): Promise<Result> => {
    for (const place of donate)
      if (!Number.isInteger(place) || place < 0 || place >= args.length)
        throw new OptionError(
          `compile: donate must name arguments by place, got ${place} of ${args.length} arguments. The first is 0.`,
        );
    const flat = flattenArguments(args);
    const trace = traces.of(flat);
    const outputs = await traces.during(trace, () => run(backend, trace, flat.leaves, trace.captured));
    for (const place of donate)
      for (const leaf of flattenTree(args[place]).leaves) if (leaf instanceof Tensor) leaf.dispose();
    return trace.rebuild(outputs) as Result;
  };
  const compiled = Object.assign(call, { dispose: traces.dispose });
  traces.disposeAfter(compiled);
  return compiled;
}
