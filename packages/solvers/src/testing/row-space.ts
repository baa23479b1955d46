import type { StepAlgebra } from "../step.js";
import type { Clock, Derivative, VectorSpace } from "../vector-space.js";

/** A state of many rows: an owned block of numbers, one array a row. */
export class Rows {
  released = 0;
  constructor(readonly values: readonly (readonly number[])[]) {}
}

/** The per-row value of a clock that may be shared. */
export const at = (clock: Clock, row: number): number => (clock.length === 1 ? clock[0]! : clock[row]!);

/** What a {@link rowSpace} has seen. */
export interface Ledger {
  /** States that programs returned and nobody has released. */
  readonly alive: Set<Rows>;
  /** Lengths of the first clock of each program call. */
  readonly clocks: number[];
  /** Program calls that read a number back. */
  reads: number;
  calls: number;
}

const mapRows = (y: Rows, f: (value: number, row: number, i: number) => number): Rows =>
  new Rows(y.values.map((values, row) => values.map((value, i) => f(value, row, i))));

const algebraOf = (f: Derivative<Rows, Clock>): StepAlgebra<Rows, Clock> => ({
  slope: (y, t) => f(y, t, y, t),
  combine: (y, h, weights, slopes) =>
    mapRows(y, (value, row, i) => {
      let sum = 0;
      for (let j = 0; j < weights.length; j++)
        if (weights[j] !== 0) sum += weights[j]! * slopes[j]!.values[row]![i]!;
      return value + at(h, row) * sum;
    }),
  blend: (factors, states) =>
    mapRows(states[0]!, (_, row, i) =>
      states.reduce((sum, y, j) => sum + at(factors[j]!, row) * y.values[row]![i]!, 0),
    ),
  apply: (g, y, t) => g(y, t) as Rows,
  times: (a, b) => mapRows(a, (value, row, i) => value * b.values[row]![i]!),
  shift: (t, h, c) => {
    const length = Math.max(t.length, h.length);
    return Float64Array.from({ length }, (_, row) => at(t, row) + c * at(h, row));
  },
  norm: (h, weights, slopes, y, z, tolerance) =>
    Float64Array.from(y.values, (values, row) => {
      const [rtol, atol] = [Number(tolerance.rtol), Number(tolerance.atol)];
      let sum = 0;
      values.forEach((value, i) => {
        let e = 0;
        for (let j = 0; j < weights.length; j++)
          if (weights[j] !== 0) e += weights[j]! * slopes[j]!.values[row]![i]!;
        e *= at(h, row);
        if (e !== 0)
          sum += (e / (atol + rtol * Math.max(Math.abs(value), Math.abs(z.values[row]![i]!)))) ** 2;
      });
      return Math.sqrt(sum / Math.max(1, values.length));
    }),
  select: (mask, a, b) => mapRows(a, (value, row, i) => (at(mask, row) ? value : b.values[row]![i]!)),
  finite: (y) => Float64Array.from(y.values, (values) => (values.every(Number.isFinite) ? 1 : 0)),
  measure: (g, y, t) => g(y, t) as Clock,
});

/**
 * A space as a device backend would write it, on plain arrays: asynchronous, with per-row clocks, and with an account of
 * every state. Releasing a state twice, releasing what was never handed out, or using a released state throws.
 *
 * @param checks as in `VectorSpace`
 * @param together steps that a program takes at most
 */
export const rowSpace = (
  checks: "step" | "end" = "step",
  together = 1,
): VectorSpace<Rows, Clock> & { readonly ledger: Ledger } => {
  const alive = new Set<Rows>();
  const ledger: Ledger = { alive, clocks: [], reads: 0, calls: 0 };
  return {
    ledger,
    checks,
    rows: (y) => y.values.length,
    epsilon: () => Number.EPSILON,
    draw: (y, numbers) => {
      const width = y.values[0]?.length ?? 0;
      const drawn = numbers(y.values.length, width);
      const state = mapRows(y, (_, row, i) => drawn[row * width + i]!);
      alive.add(state);
      return state;
    },
    release: (state) => {
      if (!alive.delete(state)) throw new Error(`released a state that is not alive (${++state.released})`);
      state.released++;
    },
    lift: (f, step) => {
      const algebra = algebraOf(f);
      return async (states, clocks, next) => {
        for (let turn = 0; turn < ledger.calls % 4; turn++) await undefined;
        ledger.calls++;
        if (clocks[0]) ledger.clocks.push(clocks[0].length);
        if (states.some((state) => state.released > 0)) throw new Error("a released state was used");
        let result = step(algebra, states, clocks);
        for (let taken = 1; taken < together; taken++) {
          const following = next?.();
          if (!following) break;
          result = step(algebra, result.states, following);
        }
        if (result.clocks.length > 0) ledger.reads++;
        const fresh = result.states.map((state) => mapRows(state, (value) => value));
        for (const state of fresh) alive.add(state);
        return { states: fresh, clocks: result.clocks };
      };
    },
  };
};
