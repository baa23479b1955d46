import { checkOptions } from "@nami/errors";
import type { TensorBackend } from "../backend.js";
import { breather } from "../breather.js";
import { compile } from "../compile.js";
import { allocate, epsilonOf, type FloatDType } from "../dtype.js";
import { stack } from "../ops/shaping.js";
import { fromHost, type Tensor } from "../tensor.js";
import { treeDispose, treeLeaves, treeMap } from "../tree.js";
import { putRows, stepAlgebra, type TensorStepAlgebra, takeRows } from "./algebra.js";
import { finiteRows, isReadable } from "./finite-rows.js";
import { rowsToKeep } from "./rows-to-keep.js";
import { rowsOf, type State, stateLeaves } from "./state.js";
import { strideOf } from "./stride.js";

/** Derivatives that a space keeps the programs of; the one used longest ago goes first. */
const derivatives = 32;

/** A solver step: `Step` of `@nami/solvers`. */
export interface TensorStep {
  (
    algebra: TensorStepAlgebra,
    states: readonly State[],
    clocks: readonly (Tensor | number)[],
  ): { readonly states: readonly State[]; readonly clocks: readonly (Tensor | number)[] };
  /** Present where rows whose second clock is 0 may be left out. */
  readonly attempt?: object;
  /** Whether it only asks if its state is finite. */
  readonly asksIfFinite?: boolean;
}

/** A step made runnable: `Program` of `@nami/solvers`. */
export type TensorProgram<S> = (
  states: readonly S[],
  clocks: readonly Float64Array[],
  next?: () => readonly Float64Array[] | undefined,
) => Promise<{ states: readonly S[]; clocks: readonly Float64Array[] }>;

/** `Derivative` of `@nami/solvers`. */
type Derivative<S> = (y: S, t: Tensor, out: S, rows: Tensor) => S;

/** A step of one derivative, made runnable. */
interface Lifted<S> {
  readonly program: TensorProgram<S>;
  dispose(): void;
}

const disposeAll = (steps: ReadonlyMap<TensorStep, { dispose(): void }>): void => {
  for (const { dispose } of steps.values()) dispose();
};

/** Which rows a program works on, and for each row of the state its place among them, −1 where it has none. */
type Leaving = { readonly places: Tensor; readonly index?: Tensor };

/** What `solve` of `@nami/solvers` asks of a state, for trees of tensors. */
export interface TensorSpace<S extends State> {
  rows(y: S): number;
  epsilon(y: S): number;
  lift(f: Derivative<S>, step: TensorStep): TensorProgram<S>;
  release(state: S): void;
  draw(y: S, numbers: (rows: number, width: number) => Float64Array): S;
  dispose(): void;
  readonly checks: "end";
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
 * Trees of tensors as the state of a solver: each step of the method is one compiled program, and steps whose times are
 * known beforehand are one together, 32 at most, where the backend makes such programs.
 *
 * Inside the derivative `t` is a tensor that broadcasts with the state: a scalar for one row, else `[rows, 1, …]` of
 * the rank of the largest leaf, under fixed and adaptive steps alike. `reshape(t, [rows])` is the time of each row.
 *
 * States returned by a solve are on the device: read them with `data()` and `dispose()` them. The space keeps the
 * programs of the last 32 derivatives, with device copies of the host tensors that they close over, until its own
 * `dispose`: a solve with the same function and method starts at once.
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
  checkOptions<TensorSpaceOptions>("tensorSpace", options, { rows: true, compact: true });
  /** Where all promises of a backend resolve at once, nobody else would have a turn before the end of a solve. */
  const rest = breather();
  const lifted = new Map<Derivative<S>, Map<TensorStep, Lifted<S>>>();
  const rows = (y: State): number => rowsOf(y, options.rows);
  const floatType = (y: State): FloatDType => {
    const { dtype } = stateLeaves(y)[0]!;
    return backend.dtypes.has("float32") && dtype === "float32" ? "float32" : "float64";
  };
  const liftStep = (f: Derivative<S>, step: TensorStep): Lifted<S> => {
    const algebraOf = (count: number, places: Tensor | undefined): TensorStepAlgebra =>
      stepAlgebra((y, t, which) => f(y as S, t as Tensor, noBuffer, which as Tensor), count, places);
    const compiled = compile(
      (states: unknown, clocks: readonly Tensor[], leaving: Leaving | undefined) => {
        const traced = states as readonly State[];
        const { places, index } = leaving ?? {};
        const taken = index && places ? traced.map((state) => takeRows(state, places)) : traced;
        const result = step(algebraOf(rows(taken[0]!), places), taken, clocks);
        const made = index ? result.states.map((part) => putRows(traced[0]!, index, part)) : result.states;
        const numbers = result.clocks as readonly Tensor[];
        return { states: made, clocks: numbers.length ? stack(numbers) : undefined };
      },
      { backend },
    );
    const stride = strideOf<S>((states, clocks) => {
      const count = rows(states[0]!);
      const places = options.compact && count > 1 ? everyRow(count) : undefined;
      return step(algebraOf(count, places), states, clocks).states;
    }, backend);
    const program: TensorProgram<S> = async (states, clocks, next) => {
      await rest();
      const strode = next && (await stride.take(states, clocks, next));
      if (strode) return { states: strode, clocks: [] };
      const count = rows(states[0]!);
      if (step.asksIfFinite && isReadable(states[0]!))
        return { states: [], clocks: [await finiteRows(states[0]!, count)] };
      const dtype = floatType(states[0]!);
      const run = async (kept: Int32Array | undefined, leaving: Leaving | undefined) => {
        const times = clocks.map((clock) => clockValue(kept ? pick(clock, kept) : clock, dtype));
        const result = await compiled(states, times, leaving);
        const numbers = await readClocks(result.clocks, kept?.length ?? count);
        return { states: result.states as readonly S[], clocks: numbers };
      };
      if (!options.compact || count === 1) return run(undefined, undefined);
      const kept = step.attempt && clocks[1]!.length > 1 ? rowsToKeep(clocks[1]!) : undefined;
      if (!kept || kept.length === count) return run(undefined, { places: everyRow(count) });
      const index = new Int32Array(count).fill(-1);
      kept.forEach((row, at) => {
        index[row] = at;
      });
      const made = await run(kept, {
        places: fromHost(kept, [kept.length], "int32"),
        index: fromHost(index, [count], "int32"),
      });
      const whole = made.clocks.map((part) => Float64Array.from(index, (at) => (at < 0 ? 0 : part[at]!)));
      return { states: made.states, clocks: whole };
    };
    return {
      program,
      dispose: () => {
        compiled.dispose();
        stride.dispose();
      },
    };
  };
  return Object.freeze<TensorSpace<S>>({
    rows,
    epsilon: (y) => epsilonOf(floatType(y)),
    checks: "end",
    lift: (f, step) => {
      const ofDerivative = lifted.get(f) ?? new Map<TensorStep, Lifted<S>>();
      lifted.delete(f);
      lifted.set(f, ofDerivative);
      for (const [oldest, steps] of lifted) {
        if (lifted.size <= derivatives) break;
        lifted.delete(oldest);
        // A solve under way with it goes on, and copies what it needs again.
        disposeAll(steps);
      }
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
      for (const steps of lifted.values()) disposeAll(steps);
      lifted.clear();
    },
  });
}

/**
 * What a derivative of tensors gets for its third argument: tensors cannot be filled, and a model `(x, t, condition?)` that is
 * handed to a solver as it is has its condition there.
 */
export const noBuffer = undefined as never;

const everyRow = (count: number): Tensor =>
  fromHost(
    Int32Array.from({ length: count }, (_, i) => i),
    [count],
    "int32",
  );

const pick = (clock: Float64Array, kept: Int32Array): Float64Array =>
  clock.length === 1 ? clock : Float64Array.from(kept, (row) => clock[row]!);

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
