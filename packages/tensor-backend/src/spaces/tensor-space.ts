import type { TensorBackend } from "../backend.js";
import { compile } from "../compile.js";
import { allocate, epsilonOf, type FloatDType } from "../dtype.js";
import { stack } from "../ops/shaping.js";
import { fromHost, type Tensor } from "../tensor.js";
import { treeDispose, treeLeaves, treeMap } from "../tree.js";
import { rowsOf, type State, stepAlgebra, type TensorStepAlgebra } from "./algebra.js";

/** A solver step: `Step` of `@nami/solvers`. */
export type TensorStep = (
  algebra: TensorStepAlgebra,
  states: readonly State[],
  clocks: readonly (Tensor | number)[],
) => { readonly states: readonly State[]; readonly clocks: readonly (Tensor | number)[] };

/** A step made runnable: `Program` of `@nami/solvers`. */
export type TensorProgram<S> = (
  states: readonly S[],
  clocks: readonly Float64Array[],
) => Promise<{ states: readonly S[]; clocks: readonly Float64Array[] }>;

/** `Derivative` of `@nami/solvers`. */
type Derivative<S> = (y: S, t: Tensor, out: S, rows: Tensor) => S;

/** A step of one derivative, made runnable. */
interface Lifted<S> {
  readonly program: TensorProgram<S>;
  dispose(): void;
}

/** What `solve` of `@nami/solvers` asks of a state, for trees of tensors. */
export interface TensorSpace<S extends State> {
  rows(y: S): number;
  epsilon(y: S): number;
  lift(f: Derivative<S>, step: TensorStep): TensorProgram<S>;
  release(state: S): void;
  draw(y: S, numbers: (rows: number, width: number) => Float64Array): S;
  dispose(): void;
  readonly checks: "end";
  readonly compacts: boolean;
}

/** Options of {@link tensorSpace}. */
export interface TensorSpaceOptions {
  /**
   * `"leading"`: every index of the leading axis is a problem of its own, with its own time and step under adaptive
   * methods. `"one"`: the state is one problem. Default: `"leading"` when a leaf has two axes or more, else `"one"`.
   */
  readonly rows?: "leading" | "one";
  /**
   * Whether rows that have ended leave the programs of a solve with adaptive steps, by half of the rows at a time (each
   * half compiles anew); default false. The derivative is then handed, as its fourth argument, an int32 tensor that says
   * which row of y0 each row is: what it closes over for each row must be gathered by it.
   */
  readonly compact?: boolean;
}

/**
 * Trees of tensors as the state of a solver: each step of the method is one compiled program.
 *
 * Inside the derivative `t` is a tensor that broadcasts with the state: a scalar for one row, else `[rows, 1, …]` of
 * the rank of the largest leaf, under fixed and adaptive steps alike. `reshape(t, [rows])` is the time of each row.
 *
 * States returned by a solve are on the device: read them with `data()` and `dispose()` them. The space keeps the
 * programs of each derivative, with device copies of the host tensors that it closes over, until its own `dispose`:
 * solve again with the same function and method, or take a new space.
 *
 * @throws ShapeError, from a solve, for leaves that are not floats or have leading axes of different sizes
 * @example
 * const space = tensorSpace(backend);
 * const { y } = await solve((y) => neg(y), tensor([1]), { t0: 0, t1: 1, method: rk4({ steps: 20 }), space });
 * await y.data(); // [0.3678…]
 */
export function tensorSpace<S extends State = Tensor>(
  backend: TensorBackend,
  options: TensorSpaceOptions = {},
): TensorSpace<S> {
  const lifted = new Map<Derivative<S>, Map<TensorStep, Lifted<S>>>();
  const rows = (y: State): number => rowsOf(y, options.rows);
  const floatType = (y: State): FloatDType => {
    const { dtype } = treeLeaves(y)[0]!;
    return backend.dtypes.has("float32") && dtype === "float32" ? "float32" : "float64";
  };
  const liftStep = (f: Derivative<S>, step: TensorStep): Lifted<S> => {
    const compiled = compile(
      (states: unknown, clocks: readonly Tensor[]) => {
        const traced = states as readonly State[];
        const algebra = stepAlgebra(
          (y, t, map) => f(y as S, t as Tensor, noBuffer, map as Tensor),
          rows(traced[0]!),
        );
        const result = step(algebra, traced, clocks);
        const numbers = result.clocks as readonly Tensor[];
        return { states: result.states, clocks: numbers.length ? stack(numbers) : undefined };
      },
      { backend },
    );
    const program: TensorProgram<S> = async (states, clocks) => {
      const count = rows(states[0]!);
      const dtype = floatType(states[0]!);
      const times = clocks.map((clock) => clockValue(clock, dtype));
      const result = await compiled(states, times);
      return { states: result.states as readonly S[], clocks: await readClocks(result.clocks, count) };
    };
    return { program, dispose: compiled.dispose };
  };
  return Object.freeze<TensorSpace<S>>({
    rows,
    epsilon: (y) => epsilonOf(floatType(y)),
    checks: "end",
    compacts: options.compact ?? false,
    lift: (f, step) => {
      const ofDerivative = lifted.get(f) ?? new Map<TensorStep, Lifted<S>>();
      lifted.set(f, ofDerivative);
      const { program } = ofDerivative.get(step) ?? { program: undefined };
      if (program) return program;
      const made = liftStep(f, step);
      ofDerivative.set(step, made);
      return made.program;
    },
    release: treeDispose,
    draw: (y, numbers) => {
      const dtype = floatType(y);
      const count = rows(y);
      const leaves = treeLeaves(y).map(({ size }) => size / Math.max(1, count));
      const width = leaves.reduce((a, b) => a + b, 0);
      const drawn = numbers(count, width);
      let [leaf, start] = [0, 0];
      return treeMap(({ shape, size }) => {
        const own = leaves[leaf++]!;
        const values = allocate(dtype, size);
        for (let row = 0; row < count; row++)
          for (let i = 0; i < own; i++) values[row * own + i] = drawn[row * width + start + i]!;
        start += own;
        return fromHost(values, shape, dtype);
      }, y);
    },
    dispose: () => {
      for (const steps of lifted.values()) for (const { dispose } of steps.values()) dispose();
      lifted.clear();
    },
  });
}

/**
 * What a derivative of tensors gets for its third argument: tensors cannot be filled, and a model `(x, t, condition?)` that is
 * handed to a solver as it is has its condition there.
 */
export const noBuffer = undefined as never;

/** A clock as an argument of a compiled step: a number that all rows share, or one number a row. */
export function clockValue(clock: Float64Array, dtype: FloatDType): Tensor | number {
  if (clock.length === 1) return clock[0]!;
  const values = dtype === "float32" ? Float32Array.from(clock) : clock.slice();
  return fromHost(values, [clock.length], dtype);
}

async function readClocks(clocks: Tensor | undefined, rows: number): Promise<Float64Array[]> {
  if (!clocks) return [];
  const values = Float64Array.from(await clocks.data());
  clocks.dispose();
  return Array.from({ length: clocks.shape[0]! }, (_, i) => values.subarray(i * rows, (i + 1) * rows));
}
