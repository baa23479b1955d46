import { requireThat } from "./check.js";
import type { Attempt, Step, StepAlgebra, Tolerance } from "./step.js";
import { type Bump, type ButcherTable, extensionOf } from "./table.js";

/**
 * A one-step formula as the loop uses it: the method's arithmetic without any step-size control. The explicit
 * Runge–Kutta methods come from {@link rungeKutta}; any other pure step can fill the same record.
 */
export interface StepFormula {
  readonly name: string;
  /** Calls of f in one attempt. */
  readonly evaluations: number;
  /** `y, (k₁); t, h, end → y₁, (k_last)`; no numbers come back. */
  readonly lean: Step;
  /** As `lean`; `finite(y₁)` comes back, and the norms of the error where the method controls its step. */
  readonly attempt: Step;
  /** `y; t, h, end → (‖h·k₁‖), finite(k₁), …`: what stopped a row whose last attempt was not finite. */
  readonly diagnose: Step;
  /** Present where steps take the slope at y as a second state and return the one at y₁ (FSAL). */
  readonly carry?: {
    /** `y; t, span, one → k₁; finite(k₁), ‖y‖, ‖span·k₁‖`: the first slope; the norms only where the step is controlled. */
    readonly start: Step;
    /** `y, k₁; h, end → ‖h·(f(y + h·k₁, end) − k₁)‖`: the second slope of Hairer's initial step. */
    readonly probe: Step;
  };
  /** Steps that can be looked into. */
  readonly dense?: {
    /** As `attempt`, with all the slopes, also those that only `interpolate` needs. */
    readonly attempt: Step;
    readonly evaluations: number;
    /** Place of k_last in what `attempt` returns after k₁ was given. */
    readonly last: number;
    /** `y₁, k…; hθᵖ(1 − θ)^q… → y(t + θh)`, one factor for each of the `terms`. */
    readonly interpolate: Step;
    readonly terms: readonly Bump[];
  };
}

const known = new WeakMap<readonly number[], Float64Array>();

/** A list of a table as kernels read it, the same one each time. */
const typed = (numbers: readonly number[]): Float64Array => {
  const found = known.get(numbers) ?? new Float64Array(numbers);
  known.set(numbers, found);
  return found;
};

/**
 * Turns a Butcher table into the steps that the loop runs.
 *
 * The first stage is taken at t and stages of c = 1 at the step's end, bit for bit, so that f is never asked outside of
 * [t0, t1].
 *
 * @throws OptionError when the lengths of a, b and c do not fit
 * @param tolerance present when the step is to be controlled: attempts then return the error's norms
 */
export const rungeKutta = (table: ButcherTable, tolerance?: Tolerance): StepFormula => {
  const { name, a, b, c, error, lowerError, fsal = false, extra } = table;
  requireThat(
    a.every((row, i) => row.length <= i) && a.length === c.length && b.length <= c.length,
    `${name}: lengths of a, b and c must fit`,
    [a.length, b.length, c.length].join(),
    "Count them.",
  );
  /** The stages of the table, the one at y₁ where it is not among them, and the extra ones. */
  const rows = [...a, ...(fsal ? [] : [b]), ...(extra?.a ?? [])];
  const times = [...c, ...(fsal ? [] : [1]), ...(extra?.c ?? [])];
  const last = c.length - (fsal ? 1 : 0);
  const terms = extensionOf(table);

  const estimates = tolerance ? [error, lowerError].flatMap((weights) => (weights ? [weights] : [])) : [];
  // Not by map, whose arrays are of another hidden class once an engine has compiled it.
  const [typedRows, typedEstimates] = [Array.from(rows, typed), Array.from(estimates, typed)];

  /** y₁, and as many slopes as are asked for. */
  const stages = <Y, T>(
    algebra: StepAlgebra<Y, T>,
    [y, carried]: readonly Y[],
    [t, h, end]: readonly T[],
    count: number,
  ): { readonly y1: Y; readonly k: Y[] } => {
    const k: Y[] = [carried === undefined ? algebra.slope(y!, t!) : carried];
    let y1 = y as Y;
    for (let i = 1; i < count || i <= last; i++) {
      const stage = algebra.combine(y!, h!, rows[i]!, k);
      if (i === last) y1 = stage;
      if (i < count) k.push(algebra.slope(stage, times[i] === 1 ? end! : algebra.shift(t!, h!, times[i]!)));
    }
    return { y1, k };
  };
  const attempt = (checked: boolean, dense: boolean): Step => {
    const count = dense ? rows.length : c.length;
    const step: Step & { attempt?: Attempt } = (algebra, states, clocks) => {
      const [y, carried] = states;
      const h = clocks[1]!;
      const { y1, k } = stages(algebra, states, clocks, count);
      const numbers = [];
      if (checked) {
        // A broken slope at y₁ is caught here too, where it is carried on.
        numbers.push(algebra.finite(fsal ? algebra.combine(y1, h, [1], [k[last]!]) : y1));
        for (const weights of estimates) numbers.push(algebra.norm(h, weights, k, y!, y1, tolerance!));
      }
      const slopes = dense ? k.slice(carried === undefined ? 0 : 1) : fsal ? [k[last]!] : [];
      return { states: [y1, ...slopes], clocks: numbers };
    };
    step.attempt = {
      rows: typedRows,
      times,
      estimates: typedEstimates,
      count,
      last,
      carries: fsal,
      dense,
      tolerance,
    };
    return step;
  };

  return {
    name,
    evaluations: last,
    lean: attempt(false, false),
    attempt: attempt(true, false),
    diagnose: (algebra, states, clocks) => {
      const [y, h] = [states[0]!, clocks[1]!];
      const { k } = stages(algebra, states, clocks, c.length);
      const flags = k.map((slope) => algebra.finite(slope));
      if (tolerance) flags.unshift(algebra.norm(h, [1], k, y, y, { rtol: 1e-3, atol: tolerance.atol }));
      return { states: [], clocks: flags };
    },
    dense: {
      attempt: attempt(true, true),
      evaluations: rows.length - (fsal ? 1 : 0),
      last,
      interpolate: <Y, T>(algebra: StepAlgebra<Y, T>, [y1, ...k]: readonly Y[], factors: readonly T[]) => ({
        states: [factors.reduce<Y>((y, factor, i) => algebra.combine(y, factor, terms[i]!.weights, k), y1!)],
        clocks: [],
      }),
      terms,
    },
    // Spread last: an object that goes on after a spread gets a hidden class of its own each time.
    ...(fsal && {
      carry: {
        start: (algebra, [y], [t, span, one]) => {
          const k = algebra.slope(y!, t!);
          const clocks = [algebra.finite(k)];
          if (tolerance)
            clocks.push(
              algebra.norm(one!, [1], [y!], y!, y!, tolerance),
              // The span is inside of the norm so that no slope leaves the range of a number.
              algebra.norm(span!, [1], [k], y!, y!, tolerance),
            );
          return { states: [k], clocks };
        },
        probe: (algebra, [y, k], [h, end]) => {
          const next = algebra.slope(algebra.combine(y!, h!, [1], [k!]), end!);
          return { states: [], clocks: [algebra.norm(h!, [1, -1], [next, k!], y!, y!, tolerance!)] };
        },
      },
    }),
  };
};
