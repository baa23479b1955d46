import { OptionError } from "@nami/errors";
import { lift as scalar } from "../ops/elementwise.js";
import type { Tensor } from "../tensor.js";
import { stepAlgebra, type TensorStepAlgebra } from "./algebra.js";
import { drawStoodFor } from "./graph-noise.js";
import type { State } from "./state.js";
import { noBuffer, type TensorStep } from "./tensor-space.js";

/** Trees of tensors inside a formula: a solver's steps become part of the graph. */
export interface GraphSpace<S extends State> {
  /** Answers at once, so that `solve` may be called inside a compiled function. */
  readonly synchronous: true;
  readonly checks: "never";
  rows(y: S): number;
  epsilon(y: S): number;
  lift(
    f: (y: S, t: Tensor, out: S, rows: Tensor) => S,
    step: TensorStep,
  ): (
    states: readonly S[],
    clocks: readonly Float64Array[],
  ) => { states: readonly S[]; clocks: readonly Float64Array[] };
  release(state: S): void;
  /** For `solveSde`, whose noise is {@link graphNoise}. */
  draw(y: S, numbers: (rows: number, width: number) => Float64Array): S;
}

/**
 * The space with which a short fixed-step solve is traced whole, as part of a formula: for gradients through it.
 *
 * Nothing is computed while it is traced, so it takes fixed steps only, and the program grows with their number: keep
 * steps × stages × operations of the field under about 3,000.
 *
 * @throws OptionError from a method that controls its step
 * @example
 * const end = (x: Tensor) => solve(field, x, { t0: 1, t1: 0, method: rk4({ steps: 8 }), space: graphSpace() }).y;
 * grad((x: Tensor) => sum(end(x)))(x);
 */
export function graphSpace<S extends State = State>(): GraphSpace<S> {
  return Object.freeze<GraphSpace<S>>({
    synchronous: true,
    checks: "never",
    rows: () => 1,
    epsilon: () => 0,
    lift: (f, step) => (states, clocks) => {
      const plain = stepAlgebra((y, t) => f(y as S, scalar(t), noBuffer, scalar(0)), 1);
      const algebra: TensorStepAlgebra = {
        ...plain,
        apply: (g, y, t) => plain.apply(g, y, scalar(t)),
        // Values are not known yet; whoever runs the graph sees them.
        finite: () => 1,
        norm: refuseControl,
      };
      const result = step(
        algebra,
        states,
        clocks.map((clock) => clock[0]!),
      );
      return {
        states: result.states as readonly S[],
        clocks: result.clocks.map((clock) => Float64Array.of(clock as number)),
      };
    },
    release: () => undefined,
    draw: drawStoodFor,
  });
}

function refuseControl(): never {
  throw new OptionError(
    "graphSpace: values are not known while a formula is traced, got a method that controls its step. Use a fixed-step method such as rk4({ steps: 8 }).",
  );
}
