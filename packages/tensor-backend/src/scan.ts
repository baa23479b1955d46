import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import type { ScanInput, TensorBackend } from "./backend.js";
import { checkFunction } from "./check-function.js";
import type { Fed } from "./compile.js";
import { drawAhead } from "./drawn-ahead.js";
import type { Feed } from "./feed.js";
import { valueType } from "./graph.js";
import { roundsAtOnce, type ScanBody, scanBody } from "./program-cache.js";
import { checkBackend, loweringFor, run, runRounds } from "./run.js";
import { sameShape, showShape } from "./shape.js";
import { Tensor } from "./tensor.js";
import {
  flattenArguments,
  type LoweringOptions,
  sameSignature,
  signatureOf,
  type Trace,
  traceFunction,
} from "./trace.js";
import { type PreparedTrace, traceCache } from "./trace-cache.js";
import { type Flattened, flattenTree, type Tree, treeDispose } from "./tree.js";

/** Options of {@link scan}. */
export interface ScanOptions {
  /** What runs the steps. */
  readonly backend: TensorBackend;
  /** Whether a call consumes the carry that it is given: its device memory is freed when all steps have succeeded. Default false. */
  readonly donate?: boolean;
}

/** Steps made runnable. */
export interface Scan<Carry extends Tree<Tensor>, X> {
  /** Takes one step for each x, in order. */
  (carry: Carry, xs: readonly Fed<X>[]): Promise<Carry>;
  /**
   * How many steps like this one a call should take. More than 1 where the backend makes one program of them, up to so many
   * that others wait for it; 1 where a call for several is as good as a call for each, so that there is no use in waiting for
   * the next x.
   */
  together(carry: Carry, x: Fed<X>): Promise<number>;
  /**
   * Draws the random numbers of a step to come, which then finds them made by the key in its x: for time in which others compute.
   * Does nothing where steps are rounds of a program, nor before the first step, nor for an x unlike that of the last of these; and what a number in x
   * decides is left to the step.
   */
  drawAhead(x: Fed<X>): void;
  /** Frees the copies of captured tensors that it keeps on the device. */
  dispose(): void;
}

/**
 * Turns a step `(carry, x) → carry` into an asynchronous function that takes as many steps as it is given xs. A backend may make
 * one program of them, which saves the call of each; elsewhere they run one after the other, with the same result.
 *
 * The step is traced as by `compile`, once for each signature of `(carry, x)`.
 *
 * @param fn synchronous, pure; its result has the structure, shapes and dtypes of the carry
 * @returns the steps; their result is on the device, to be read with `data()`
 * @throws OptionError for no xs, for a carry that is no tree of tensors or changes its structure, and as `compile` does; ShapeError
 * when it changes a shape or dtype
 * @example
 * const descend = scan((w: Tensor, rate: Tensor) => sub(w, mul(rate, w)), { backend }); // on ½‖w‖²
 * const w = await descend(tensor([1, 2]), [0.1, 0.05, 0.025]);
 */
export function scan<Carry extends Tree<Tensor>, X>(
  fn: (carry: Carry, x: X) => Carry,
  options: ScanOptions,
): Scan<Carry, X> {
  checkBackend("scan", options);
  checkFunction("scan", fn, "scan((carry, x) => …, { backend })");
  checkOptions<ScanOptions>("scan", options, { backend: true, donate: true });
  const { backend, donate = false } = options;
  const lowering = loweringFor(backend);
  /** The trace of the last step that was no round, how many leaves its carry had, and the signature of its x. */
  let latest: { readonly trace: PreparedTrace; readonly carried: number; readonly x: string } | undefined;
  const bodies = new WeakMap<PreparedTrace, ScanBody>();
  const traces = traceCache((args) => {
    const trace = traceFunction(fn as (...args: never[]) => unknown, args, lowering);
    checkCarry(trace, args, lowering);
    return trace;
  }, backend);
  const bodyOf = (trace: PreparedTrace, carry: Carry): ScanBody => {
    const known = bodies.get(trace);
    if (known) return known;
    const carried = flattenTree(carry).leaves.length;
    const made = scanBody(
      trace.graph,
      trace.feeds.map((feed) => sourceOf(feed, carried)),
    );
    bodies.set(trace, made);
    return made;
  };
  const oneByOne = async (carry: Carry, rounds: readonly Fed<X>[]): Promise<Carry> => {
    let current = carry;
    for (const x of rounds) {
      const args = flattenArguments([current, x]);
      const trace = traces.of(args);
      if (trace !== latest?.trace) {
        const own = flattenArguments(x);
        latest = { trace, carried: args.leaves.length - own.leaves.length, x: signatureOf(own) };
      }
      const before = current;
      try {
        const outputs = await traces.during(trace, () => run(backend, trace, args.leaves, trace.captured));
        current = trace.rebuild(outputs) as Carry;
      } finally {
        if (before !== carry) treeDispose(before);
      }
    }
    return current;
  };
  /** The steps as one program; undefined where the backend makes none, or the xs are not all alike. */
  const joined = async (carry: Carry, xs: readonly Fed<X>[]): Promise<Carry | undefined> => {
    if (!backend.compileScan) return undefined;
    const first = flattenArguments([carry, xs[0]]);
    const trace = traces.of(first);
    const body = bodyOf(trace, carry);
    return traces.during(trace, async () => {
      if ((await roundsAtOnce(backend, body)) === 1) return undefined;
      const own = flattenTree(carry).leaves;
      const given = xs.map(flattenArguments);
      if (!given.every((x) => sameSignature(x, given[0]!))) return undefined;
      const rounds = given.map(({ leaves }) => [...own, ...leaves]);
      return trace.rebuild(await runRounds(backend, trace, body, rounds, trace.captured)) as Carry;
    });
  };
  const steps = async (carry: Carry, xs: readonly Fed<X>[]): Promise<Carry> => {
    if (!Array.isArray(xs) || xs.length === 0)
      throw new OptionError(
        `scan: xs must be a list with an x for each step, got ${Array.isArray(xs) ? "an empty one" : typeof xs}. Pass one at least.`,
      );
    // One alone is a round too: what a step gives does not depend on how many were asked for with it.
    const result = (await joined(carry, xs)) ?? (await oneByOne(carry, xs));
    if (donate) treeDispose(carry);
    return result;
  };
  const made = Object.assign(steps, {
    together: async (carry: Carry, x: Fed<X>) => {
      if (!backend.compileScan) return 1;
      const trace = traces.of(flattenArguments([carry, x]));
      return roundsAtOnce(backend, bodyOf(trace, carry));
    },
    drawAhead: (x: Fed<X>) => {
      const own = flattenArguments(x);
      if (!latest || signatureOf(own) !== latest.x) return;
      drawAhead(latest.trace.feeds, [...new Array(latest.carried), ...own.leaves]);
    },
    dispose: () => {
      latest = undefined;
      traces.dispose();
    },
  });
  traces.disposeAfter(made);
  return made;
}

/** @param carried how many leaves of the arguments are the carry's */
function sourceOf(feed: Feed, carried: number): ScanInput {
  if (feed.kind === "captured") return { kind: "fixed" };
  if (feed.kind === "tensor" && feed.argument < carried) return { kind: "carried", output: feed.argument };
  return { kind: "stacked" };
}

/** @throws OptionError, ShapeError unless a step gives back a carry like the one it got */
function checkCarry({ graph, rebuild }: Trace, args: Flattened, { widen }: LoweringOptions): void {
  const [carry] = args.rebuild(args.leaves) as [unknown];
  const { leaves, structure } = flattenTree(carry);
  const stray = leaves.find((leaf) => !(leaf instanceof Tensor));
  if (stray !== undefined)
    throw new OptionError(
      `scan: the carry must be a tree of tensors, got a ${typeof stray} in it. Make it a tensor, or a part of x.`,
    );
  const made = flattenTree(rebuild(leaves as Tensor[])).structure;
  if (made !== structure)
    throw new OptionError(
      `scan: a step must return a carry of the structure that it got, ${structure}, got ${made}. Return all of it, and nothing more.`,
    );
  for (const [i, leaf] of (leaves as Tensor[]).entries()) {
    const { shape, dtype } = valueType(graph, graph.outputs[i]!);
    const wanted = widen && leaf.dtype === "float32" ? "float64" : leaf.dtype;
    if (!sameShape(shape, leaf.shape) || dtype !== wanted)
      throw new ShapeError(
        `scan: a step must return a carry like the one that it got, ${leaf.dtype} ${showShape(leaf.shape)}, got ${dtype} ${showShape(shape)}. Reshape or cast it.`,
      );
  }
}
