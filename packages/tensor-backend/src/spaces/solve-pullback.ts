import { checkOptions, SolveError } from "@nami/errors";
import type { TensorBackend } from "../backend.js";
import { checkFunction } from "../check-function.js";
import { compile } from "../compile.js";
import { add } from "../ops/elementwise.js";
import { fromHost, type Tensor } from "../tensor.js";
import { vjp } from "../transforms.js";
import { type Tree, treeDispose, treeLeaves, treeMap } from "../tree.js";
import { stepAlgebra } from "./algebra.js";
import { rowsOf, type State } from "./state.js";
import { clockValue, type TensorSpaceOptions, type TensorStep } from "./tensor-space.js";

/** What {@link solvePullback} needs of a solution: `Solution` of `@nami/solvers`, solved with `keepSteps`. */
export interface SolvedSteps<S> {
  readonly status: string;
  readonly steps?: readonly {
    readonly t: Float64Array;
    readonly h: Float64Array;
    readonly end: Float64Array;
    readonly y: S;
  }[];
}

/** Options of {@link solvePullback}. */
export interface SolvePullbackOptions extends Pick<TensorSpaceOptions, "rows"> {
  readonly backend: TensorBackend;
  /** The method of the solve. */
  readonly method: { readonly formula: { readonly lean: TensorStep } };
}

/** Cotangents of what a solve started from; on the device, the caller's to dispose. */
export type SolveCotangents<P, S> = Readonly<{ params: P; y0: S }>;

/** Carries the cotangent of a solution's end back to its start. */
export interface SolvePullback<P, S> {
  (params: P, solution: SolvedSteps<S>, cotangent: S): Promise<SolveCotangents<P, S>>;
  /** Frees what the compiled step keeps on the device. */
  dispose(): void;
}

/**
 * The pullback of a solve: ȳ(t₁) ↦ (∂y(t₁)/∂θ)ᵀ ȳ and (∂y(t₁)/∂y₀)ᵀ ȳ, by one compiled program that carries the
 * cotangent back over one accepted step (t, h, y), run over all of them from the last to the first.
 *
 * It is the exact derivative of the numbers that the solve has computed, with its times held where they were. Neither the
 * program nor its memory grows with the number of steps; only the states at their starts are kept.
 *
 * @param f the derivative, a function of its parameters too: `(params, y, t) => dy/dt`
 * @returns `(params, solution, cotangent) => { params, y0 }`; the solution keeps its states. Without any step `y0` is the
 * cotangent itself.
 * @throws SolveError, from the call, when the solve has no steps or not every row has reached t₁
 * @example
 * const field = (p: Params, y: Tensor, t: Tensor) => tanh(matmul(y, p.w));
 * const options = { t0: 1, t1: 0, method, space: tensorSpace(backend), keepSteps: true };
 * const solution = await solve((y: Tensor, t: Tensor) => field(params, y, t), y0, options);
 * const pull = solvePullback(field, { method, backend });
 * const { params: gradient } = await pull(params, solution, lossCotangent);
 * @see Chen et al., Neural Ordinary Differential Equations (2018), for the continuous adjoint, which this is not:
 * discretize, then differentiate
 */
export function solvePullback<P extends Tree<Tensor>, S extends State>(
  f: (params: P, y: S, t: Tensor) => S,
  options: SolvePullbackOptions,
): SolvePullback<P, S> {
  checkFunction("solvePullback", f);
  checkOptions<SolvePullbackOptions>("solvePullback", options, { backend: true, method: true, rows: true });
  const { backend, method, rows: choice } = options;
  const { lean } = method.formula;
  const stepBack = compile(
    (params: P, y: S, clocks: readonly Tensor[], cotangent: S, gathered: P) => {
      const rows = rowsOf(y, choice);
      const [, pullback] = vjp(
        (at: { readonly params: P; readonly y: S }) => {
          const algebra = stepAlgebra((state, t) => f(at.params, state as S, t as Tensor), rows);
          const y1 = lean(algebra, [at.y], clocks).states[0]!;
          return algebra.select(clocks[1]!, y1, at.y) as S;
        },
        { params, y },
      );
      const back = pullback(cotangent);
      return {
        y: back.y,
        params: treeMap((sum, leaf) => add(sum, leaf), gathered, back.params) as P,
      };
    },
    { backend },
  );
  const pull = async (params: P, { status, steps }: SolvedSteps<S>, cotangent: S) => {
    if (!steps || status !== "success")
      throw new SolveError(
        `solvePullback: the solve must have kept its steps and succeeded, got ${steps ? `status ${status}` : "no steps"}. Solve with { keepSteps: true } and a tolerance that succeeds.`,
      );
    const narrow = backend.dtypes.has("float32") && treeLeaves(cotangent)[0]!.dtype === "float32";
    const dtype = narrow ? "float32" : "float64";
    let result = {
      y: cotangent,
      params: treeMap(zerosLike, params) as P,
    };
    try {
      for (const { y, ...clock } of [...steps].reverse()) {
        const clocks = [clock.t, clock.h, clock.end].map((each) => clockValue(each, dtype));
        const next = await stepBack(
          ...([params, y, clocks, result.y, result.params] as never as Parameters<typeof stepBack>),
        );
        if (result.y !== cotangent) treeDispose(result.y);
        treeDispose(result.params);
        result = next;
      }
    } catch (error) {
      if (result.y !== cotangent) treeDispose(result.y);
      treeDispose(result.params);
      throw error;
    }
    return { params: result.params, y0: result.y };
  };
  return Object.assign(pull, { dispose: stepBack.dispose });
}

function zerosLike({ shape, dtype, size }: Tensor): Tensor {
  return fromHost(dtype === "float32" ? new Float32Array(size) : new Float64Array(size), shape, dtype);
}
