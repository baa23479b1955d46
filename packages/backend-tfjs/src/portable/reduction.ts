import type { KernelTable } from "../kernel.js";
import type { Scope } from "../scope.js";
import type { Value } from "../tfjs.js";
import { around } from "./moving.js";

/** Reduces one axis after the other, each as the middle one of three. */
function reduce(scope: Scope, x: Value, axes: readonly number[], run: (lines: Value) => Value): Value {
  let result = x;
  const shape = [...x.shape];
  for (const axis of [...axes].sort((a, b) => b - a)) {
    result = run(scope.reshape(result, around(shape, axis)));
    shape.splice(axis, 1);
  }
  return scope.reshape(result, shape);
}

/** Reductions and running sums. */
export const reductionKernels: Pick<KernelTable, "sum" | "max" | "cumsum"> = {
  sum: (scope, { attributes: { axes } }, x) =>
    reduce(scope, x!, axes, (lines) => scope.call("Sum", { x: lines }, { axis: [1], keepDims: false })),
  max: (scope, { attributes: { axes } }, x) =>
    reduce(scope, x!, axes, (lines) =>
      scope.call("Max", { x: lines }, { reductionIndices: [1], keepDims: false }),
    ),
  cumsum: (scope, { shape, attributes: { axis, reverse } }, x) => {
    const lines = scope.reshape(x!, around(shape, axis));
    return scope.reshape(scope.call("Cumsum", { x: lines }, { axis: 1, exclusive: false, reverse }), shape);
  },
};
