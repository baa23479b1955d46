import { add, castTo } from "../ops/elementwise.js";
import type { PrimitiveName, UnaryName } from "../primitives.js";
import type { Tensor } from "../tensor.js";
import { operands, topologicalOrder } from "../walk.js";
import { unary } from "./elementwise.js";
import { slopeOf } from "./own-slope.js";
import type { Application, Derivative, DerivativeRule } from "./rule.js";
import { derivativeRules } from "./rules.js";

/** The rule and the application behind a tensor that is an operation, or has a slope of its own. */
function applicationOf(output: Tensor): { rule: DerivativeRule; application: Application } {
  const own = slopeOf(output);
  if (own) {
    const application = { attributes: {}, inputs: [own.x], output } as Application<UnaryName>;
    return { rule: unary(own.slope) as DerivativeRule, application };
  }
  const { source } = output;
  if (source.kind !== "operation") throw new Error(`applicationOf: ${output} is not an operation`);
  const rule = derivativeRules[source.primitive as PrimitiveName] as DerivativeRule;
  return { rule, application: { attributes: source.attributes, inputs: source.inputs, output } };
}

/** What a tensor depends on, as far as derivatives are concerned. */
function dependencies(x: Tensor): readonly Tensor[] {
  const own = slopeOf(x);
  return own ? [own.x] : operands(x);
}

/** What lies between some inputs and the outputs, in order, the inputs themselves left out. */
function between(inputs: ReadonlySet<Tensor>, outputs: readonly Tensor[]): Tensor[] {
  const active = new Set<Tensor>(inputs);
  return topologicalOrder(outputs, (x) => (inputs.has(x) ? [] : dependencies(x))).filter((x) => {
    if (inputs.has(x) || !dependencies(x).some((operand) => active.has(operand))) return false;
    active.add(x);
    return true;
  });
}

/**
 * Reverse mode: the cotangents of `inputs` from those of `outputs`, one sweep from the outputs backwards.
 *
 * @param cotangents one for each output, in its shape; undefined is zero
 * @returns one for each input; undefined is zero
 */
export function propagateBackward(
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  cotangents: readonly Derivative[],
): Derivative[] {
  const wanted = new Set(inputs);
  const order = between(wanted, outputs);
  const active = new Set([...order, ...inputs]);
  const bars = new Map<Tensor, Tensor>();
  const accumulate = (x: Tensor, bar: Derivative): void => {
    if (!bar || !active.has(x)) return;
    const previous = bars.get(x);
    bars.set(x, previous ? add(previous, bar) : castTo(bar, x.dtype));
  };
  outputs.forEach((output, i) => {
    accumulate(output, cotangents[i]);
  });
  for (let i = order.length - 1; i >= 0; i--) {
    const output = order[i]!;
    const bar = bars.get(output);
    if (!bar) continue;
    const { rule, application } = applicationOf(output);
    rule.vjp(application, bar).forEach((inputBar, j) => {
      accumulate(application.inputs[j]!, inputBar);
    });
    if (!wanted.has(output)) bars.delete(output);
  }
  return inputs.map((input) => bars.get(input));
}

/**
 * Forward mode: the tangents of `outputs` from those of `inputs`.
 *
 * @param tangents one for each input, of shape `lead + input`; undefined is zero
 * @param lead number of leading tangent axes
 * @returns one for each output, of shape `lead + output`; undefined is zero
 */
export function propagateForward(
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  tangents: readonly Derivative[],
  lead: 0 | 1,
): Derivative[] {
  const dots = new Map<Tensor, Tensor>();
  inputs.forEach((input, i) => {
    const tangent = tangents[i];
    if (tangent) dots.set(input, tangent);
  });
  for (const output of between(new Set(inputs), outputs)) {
    const { rule, application } = applicationOf(output);
    const inner = application.inputs.map((input) => dots.get(input));
    if (inner.every((dot) => dot === undefined)) continue;
    const dot = rule.jvp(application, inner, lead);
    if (dot) dots.set(output, dot);
  }
  return outputs.map((output) => dots.get(output));
}
