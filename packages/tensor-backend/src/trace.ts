import { OptionError } from "@nami/errors";
import { graphBuilder } from "./build-graph.js";
import type { DType } from "./dtype.js";
import type { Feed } from "./feed.js";
import type { Graph } from "./graph.js";
import { isKey, TracedKey } from "./keys.js";
import { sameShape, showShape } from "./shape.js";
import { Tensor } from "./tensor.js";
import { withinTrace } from "./trace-scope.js";
import { type Flattened, flattenTree } from "./tree.js";
import { topologicalOrder } from "./walk.js";

/** A graph with the origin of each of its inputs. */
export interface LoweredGraph {
  readonly graph: Graph;
  /** One for each graph input. */
  readonly feeds: readonly Feed[];
}

/** A function turned into a graph. */
export interface Trace extends LoweredGraph {
  /** The function's result with the graph's outputs in place of its tensors. */
  rebuild(outputs: readonly Tensor[]): unknown;
}

/** How graphs are made. */
export interface LoweringOptions {
  /** Replace float32 by float64 everywhere. */
  readonly widen: boolean;
}

/** Arguments taken apart: tensors, numbers, keys, strings, booleans, null and undefined are leaves. */
export function flattenArguments(args: unknown): Flattened {
  return flattenTree(args, isKey);
}

/**
 * What a trace depends on: the structure of the arguments, shapes and dtypes of tensors, values of strings and
 * booleans; not the values of tensors, numbers and keys.
 *
 * @throws OptionError for a leaf that is none of these
 */
export function signatureOf({ leaves, structure }: Flattened): string {
  return `${structure}${leaves.map(leafSignature).join(";")}`;
}

/** Whether a trace for the one serves the other. */
export function sameSignature(a: Flattened, b: Flattened): boolean {
  return a.structure === b.structure && a.leaves.every((leaf, i) => isAlike(leaf, b.leaves[i]));
}

function isAlike(a: unknown, b: unknown): boolean {
  if (a instanceof Tensor && b instanceof Tensor) return a.dtype === b.dtype && sameShape(a.shape, b.shape);
  if (typeof a === "number" && typeof b === "number") return true;
  return leafSignature(a) === leafSignature(b);
}

/** A value by its type, for messages. */
function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value === null ? null : typeof value);
  return `a ${value.constructor?.name ?? "record"}`;
}

function leafSignature(leaf: unknown): string {
  if (leaf instanceof Tensor) return `${leaf.dtype}${showShape(leaf.shape)}`;
  if (typeof leaf === "number") return "number";
  if (isKey(leaf)) return "key";
  if (leaf === null || leaf === undefined || typeof leaf === "string" || typeof leaf === "boolean")
    return String(JSON.stringify(leaf));
  throw new OptionError(
    `compile: arguments are trees of tensors, numbers, keys, strings and booleans, got ${describe(leaf)}. Close over it instead, or wrap data in tensor(…).`,
  );
}

/**
 * Runs a function on placeholders and records what it does.
 *
 * @param fn from the arguments to a tree of tensors; must not be async
 * @throws OptionError when fn returns a promise, or something without tensors
 */
export function traceFunction(
  fn: (...args: never[]) => unknown,
  args: Flattened,
  options: LoweringOptions,
): Trace {
  const trace = {};
  const wide =
    options.widen || args.leaves.some((leaf) => leaf instanceof Tensor && leaf.dtype === "float64");
  const numberType: DType = wide ? "float64" : "float32";
  const placeholders = args.leaves.map((leaf, argument) => {
    if (leaf instanceof Tensor) {
      const feed: Feed = { kind: "tensor", argument };
      return new Tensor(leaf.shape, leaf.dtype, { kind: "placeholder", trace, feed });
    }
    if (typeof leaf === "number") {
      const feed: Feed = { kind: "number", argument };
      return new Tensor([], numberType, { kind: "placeholder", trace, feed }, true);
    }
    return isKey(leaf) ? new TracedKey(trace, { kind: "argument", argument }) : leaf;
  });
  const result = withinTrace(trace, () => fn(...(args.rebuild(placeholders) as never[])));
  if (result instanceof Promise) {
    // What becomes of it, such as the error of a value read too early, is told by the error below.
    result.catch(() => {});
    throw new OptionError(
      "compile: the function must not be async, got one that returns a promise. Await outside of it.",
    );
  }
  const flat = flattenTree(result);
  const tensors = flat.leaves.filter((leaf) => leaf instanceof Tensor);
  if (!tensors.length || flat.leaves.some((leaf) => leaf instanceof TracedKey))
    throw new OptionError(
      `compile: the function must return tensors, got ${tensors.length ? "a key among them" : describe(result)}. Return a tensor, or a tree with one.`,
    );
  const lowered = lower(tensors, options, trace);
  return {
    ...lowered,
    rebuild: (outputs) => {
      let next = 0;
      return flat.rebuild(flat.leaves.map((leaf) => (leaf instanceof Tensor ? outputs[next++] : leaf)));
    },
  };
}

/**
 * The graph behind some tensors. Tensors with values become inputs, whoever holds them.
 *
 * @param trace the trace whose placeholders may occur
 */
export function lower(outputs: readonly Tensor[], { widen }: LoweringOptions, trace?: object): LoweredGraph {
  const builder = graphBuilder({ widen });
  const values = new Map<Tensor, number>();
  const feeds: Feed[] = [];
  for (const x of topologicalOrder(outputs)) {
    const { source } = x;
    if (source.kind === "operation") {
      const inputs = source.inputs.map((input) => values.get(input)!);
      values.set(x, builder.emit(source.primitive, source.attributes, inputs));
      continue;
    }
    if (source.kind === "disposed")
      throw new OptionError(
        `compile: a tensor must not be used after dispose, got ${x}. Keep it, or compute it anew.`,
      );
    if (source.kind === "placeholder" && source.trace !== trace)
      throw new OptionError(
        `compile: a tensor must not leave the compiled function that made it, nor be evaluated inside, got ${x}. Return it from the function.`,
      );
    feeds.push(source.kind === "placeholder" ? (source.feed as Feed) : { kind: "captured", tensor: x });
    values.set(x, builder.input(x));
  }
  const { graph, used } = builder.finish(outputs.map((x) => values.get(x)!));
  return { graph, feeds: used.map((place) => feeds[place]!) };
}
