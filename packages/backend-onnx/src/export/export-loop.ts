import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import {
  type Flattened,
  flattenArguments,
  type Tensor,
  type Tree,
  tensor,
  treeLeaves,
} from "@nami/tensor-backend";
import { cast } from "../lower/blocks.js";
import { graphWriter } from "../model/emitter.js";
import type { Name, OnnxGraph, OnnxValue } from "../model/model.js";
import { assemble } from "./assemble.js";
import type { Examples } from "./export-onnx.js";
import { checkExport, checkTexts, type ExportOptions, exportOptions } from "./options.js";
import { place } from "./placed.js";
import { type Plan, planModel } from "./plan.js";

/** Options of {@link exportOnnxLoop}. */
export interface LoopExportOptions extends ExportOptions {
  /** How often the step is taken; a whole number of at least 1. */
  readonly steps: number;
}

const caller = "exportOnnxLoop";

/** @throws ShapeError when a step does not give back a state like the one that it got */
function checkState({ inputs, outputs }: Plan, leaves: number): void {
  const of = (values: readonly OnnxValue[]): string =>
    values.map(({ type, shape }) => `${type} [${shape}]`).join(", ");
  const [before, after] = [of(inputs.slice(0, leaves)), of(outputs)];
  if (before !== after)
    throw new ShapeError(
      `${caller}: a step must return a state like the one it gets (${before}), got ${after}. Return the same tree, shapes and dtypes.`,
    );
}

/** The step as the body of a loop: `(iteration, condition, state…) → (condition, state…)`. */
function bodyOf(
  plan: Plan,
  leaves: number,
  counter: number,
): { readonly body: OnnxGraph; readonly weights: ReturnType<typeof place>["weights"] } {
  const { trace, prefix, writer, batch } = plan;
  const inner = graphWriter(`${prefix}step_`);
  const iteration: OnnxValue = { name: `${prefix}iteration`, type: "int64", shape: [] };
  const goOn: OnnxValue = { name: `${prefix}condition`, type: "bool", shape: [] };
  const state = plan.inputs.slice(0, leaves).map((input, i) => ({ ...input, name: `${prefix}state${i}` }));
  const next = plan.outputs.map((output, i) => ({ ...output, name: `${prefix}next${i}` }));
  const inputs = new Map<number, Name>();
  for (const [at, feed] of trace.feeds.entries()) {
    const outer = plan.sources.get(at);
    if (feed.kind === "tensor" && feed.argument < leaves) inputs.set(at, state[feed.argument]!.name);
    else if (feed.kind === "tensor" && feed.argument === counter)
      inputs.set(at, cast(inner, iteration.name, "int32"));
    else if (feed.kind === "draw") inputs.set(at, inner.op("Gather", [outer!, iteration.name], { axis: 0 }));
    else if (outer !== undefined) inputs.set(at, outer);
  }
  const outputs = next.map(({ name }) => name);
  const { nodes, weights } = place(trace, writer, { batch, inputs, outputs, prefix: `${prefix}f_` });
  const still: OnnxValue = { ...goOn, name: `${prefix}still` };
  const keep = {
    operator: "Identity",
    domain: "",
    inputs: [goOn.name],
    outputs: [still.name],
    attributes: {},
  };
  return {
    body: {
      name: "step",
      inputs: [iteration, goOn, ...state],
      outputs: [still, ...next],
      constants: inner.constants,
      nodes: [keep, ...inner.nodes, ...nodes],
    },
    weights,
  };
}

/**
 * Writes a loop over a step as an ONNX file: `state ← step(state, i, …others)` for i = 0 … steps − 1. The file holds the
 * step once, in an ONNX `Loop`.
 *
 * Inputs are the leaves of the first state, then of the other arguments; outputs those of the last state. What differs
 * from step to step is looked up by `i`, as in `gather(times, i)`. Each draw from a key is an input with one draw for
 * each step along a new first axis.
 *
 * @param step as `fn` of {@link exportOnnx}; `i` is an int32 scalar, and the result is a state of the same shapes
 * @param examples the state and the other arguments, without `i`
 * @throws OptionError and ShapeError as {@link exportOnnx}, and for a step that changes the state's shapes
 * @example
 * const bytes = exportOnnxLoop((x: Tensor, i: Tensor) => add(x, gather(steps, i)), [zeros([4, 2])], { steps: 100 });
 */
export function exportOnnxLoop<State extends Tree<Tensor>, Others extends readonly unknown[] = []>(
  step: (state: State, i: Tensor, ...others: Others) => State,
  examples: readonly [State, ...Examples<Others>],
  options: LoopExportOptions,
): Uint8Array {
  checkExport(caller, step, examples);
  checkOptions<LoopExportOptions>(caller, options, { ...exportOptions, steps: true });
  checkTexts(caller, options);
  const { steps } = options;
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new OptionError(
      `${caller}: steps must be a whole number of at least 1, got ${String(steps)}. Pass for example { steps: 100 }.`,
    );
  const [state, ...others] = examples;
  const leaves = treeLeaves(state).length;
  const args: Flattened = flattenArguments([state, tensor(0, [], "int32"), ...others]);
  const plan = planModel(caller, step as (...args: never[]) => unknown, args, options, {
    steps,
    counter: leaves,
  });
  checkState(plan, leaves);
  const { inputs, outputs, writer } = plan;
  const { body, weights } = bodyOf(plan, leaves, leaves);
  const loop = {
    operator: "Loop",
    domain: "",
    inputs: [
      writer.constant("int64", [steps]),
      writer.constant("bool", [1]),
      ...inputs.slice(0, leaves).map(({ name }) => name),
    ],
    outputs: outputs.map(({ name }) => name),
    attributes: { body: { graph: body } },
  };
  return assemble(plan, [loop], weights, options);
}
