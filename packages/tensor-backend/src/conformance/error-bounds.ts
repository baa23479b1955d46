import type { Application, DerivativeRule } from "../derivatives/rule.js";
import { derivativeRules } from "../derivatives/rules.js";
import { isFloat } from "../dtype.js";
import { zeros } from "../ops/create.js";
import { abs, add, equal, isFinite, less, mul, where } from "../ops/elementwise.js";
import { max } from "../ops/reduction.js";
import { broadcastTo } from "../ops/shaping.js";
import type { PrimitiveName } from "../primitives.js";
import { sizeOf } from "../shape.js";
import { apply, type Operation, type Tensor } from "../tensor.js";
import { operands, topologicalOrder } from "../walk.js";
import type { BoundTable } from "./bounds.js";

/** What is known of the arithmetic that is bounded. */
export interface Arithmetic {
  readonly bounds: BoundTable;
  /** Distance from 1 to the next number. */
  readonly epsilon: number;
  /** Error of a result near zero: the smallest number, or the smallest normal one where smaller ones become 0. */
  readonly smallest: number;
  /** Whether numbers below `smallest` become 0 wherever they pass. */
  readonly flushes: boolean;
}

/** An error bound; undefined where the value is exact. */
type ErrorBound = Tensor | undefined;

/** Primitives that are linear in each operand, with the number of terms that each result adds up. */
const termCounts: { readonly [P in PrimitiveName]?: (operation: Operation<P>, y: Tensor) => number } = {
  matmul: ({ inputs: [a] }) => a!.shape.at(-1)!,
  sum: ({ inputs: [x] }, y) => sizeOf(x!.shape) / Math.max(1, sizeOf(y.shape)),
  cumsum: ({ attributes: { axis }, inputs: [x] }) => x!.shape[axis]!,
  scatterAdd: ({ inputs: [, indices] }) => indices!.shape[0]!,
  conv2d: ({ inputs: [, filter] }) => sizeOf(filter!.shape.slice(0, 3)),
  conv2dInputGradient: ({ inputs: [, filter] }) => sizeOf(filter!.shape) / Math.max(1, filter!.shape[2]!),
  conv2dFilterGradient: ({ inputs: [, dy] }) => sizeOf(dy!.shape.slice(0, 3)),
  meanPool2d: ({ attributes: { window } }) => window[0] * window[1] + 1,
};

const magnitude = (x: Tensor): Tensor => (isFloat(x.dtype) ? abs(x) : x);

/** The error that this operation itself makes. */
function ownError(
  operation: Operation,
  y: Tensor,
  { bounds, epsilon, smallest, flushes }: Arithmetic,
): ErrorBound {
  const { primitive, attributes, inputs } = operation;
  const { ulps, absolute = 0 } = bounds[primitive];
  if (primitive === "full") {
    const { value } = attributes;
    const error = epsilon > 2 ** -52 && Number.isFinite(value) ? Math.abs(Math.fround(value) - value) : 0;
    return error > 0 && Number.isFinite(error) ? add(zeros(y.shape, y.dtype), error) : undefined;
  }
  if (ulps === 0 && absolute === 0 && !flushes) return undefined;
  if (primitive === "cast" && inputs[0]!.dtype === "bool") return undefined;
  const count = (termCounts[primitive] as ((operation: Operation, y: Tensor) => number) | undefined)?.(
    operation,
    y,
  );
  const size = count === undefined ? abs(y) : abs(apply(primitive, attributes, inputs.map(magnitude)));
  const error = add(mul(size, ulps * epsilon * (count ?? 1)), absolute * epsilon + smallest);
  return where(isFinite(y), where(isFinite(error), error, 0), 0);
}

/** Where a slope multiplies an error element by element; an infinite one does no harm to what is exact. */
const sloped: ReadonlySet<PrimitiveName> = new Set([
  "sqrt", "rsqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "sigmoid", "softplus", "erf", "mul", "div", "pow",
] as const); // biome-ignore format: a list

/** The error of the result that the error of input `index` causes: |∂y/∂xᵢ| δxᵢ. */
function carriedError(operation: Operation, y: Tensor, index: number, error: Tensor): ErrorBound {
  const { primitive, attributes, inputs } = operation;
  if (primitive === "abs" || primitive === "stopGradient") return error;
  if (primitive === "maximum" || primitive === "minimum") return broadcastTo(error, y.shape);
  if (primitive === "max") return max(error, { axis: attributes.axes });
  const operandsOf = primitive in termCounts ? inputs.map(magnitude) : inputs;
  const application = { attributes, inputs: operandsOf, output: y } as Application;
  const tangents = inputs.map((_, i) => (i === index ? error : undefined));
  const change = (derivativeRules[primitive] as DerivativeRule).jvp(application, tangents, 0);
  if (!change || !isFloat(y.dtype)) return undefined;
  return sloped.has(primitive) ? where(equal(broadcastTo(error, y.shape), 0), 0, abs(change)) : abs(change);
}

/**
 * How far a backend may be from the exact values of some tensors, to first order in ε:
 *
 *     δy = own(y) + Σᵢ |∂y/∂xᵢ| δxᵢ,   own(y) = (ulps·|y| + absolute)·ε + smallest
 *
 * carried through the graph by the forward rules of the primitives; for products and sums of n terms with magnitudes
 * in place of values, so that cancellation is allowed for. Values of inputs count as exact.
 *
 * @returns tensors in the shapes of the outputs, zero where a value must be exact
 * @see N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.3 "Running error analysis"
 */
export function errorBounds(outputs: readonly Tensor[], arithmetic: Arithmetic): Tensor[] {
  const errors = new Map<Tensor, ErrorBound>();
  for (const y of topologicalOrder(outputs)) {
    const { source } = y;
    if (!isFloat(y.dtype)) continue;
    if (source.kind !== "operation") {
      if (arithmetic.flushes) errors.set(y, where(less(abs(y), arithmetic.smallest), abs(y), 0));
      continue;
    }
    const terms = operands(y).map((input, index) => {
      const error = errors.get(input);
      return error && carriedError(source, y, index, error);
    });
    const present = [ownError(source, y, arithmetic), ...terms].filter((term) => term !== undefined);
    if (present.length)
      errors.set(
        y,
        present.reduce((a, b) => add(a, b)),
      );
  }
  return outputs.map((y) => errors.get(y) ?? zeros(y.shape, y.dtype));
}
