import { probeStep, startStep } from "./programs.js";
import type { Attempt, Step, Tolerance } from "./step.js";
import { type ButcherTable, continuousExtension } from "./table.js";

/**
 * A one-step formula as the loop uses it: the method's arithmetic without any step-size control. The explicit
 * Runge–Kutta methods come from {@link rungeKutta}; any other pure step can fill the same record.
 */
export interface StepFormula {
  readonly name: string;
  /** Order of what the error estimate measures; the order itself where there is no estimate. */
  readonly errorOrder: number;
  /** Steps take the slope at y as a second state and return the one at y₁ as their last (FSAL). */
  readonly fsal: boolean;
  /** Calls of f in one attempt. */
  readonly evaluations: number;
  /** The first slope, with what Hairer's initial step wants to know of it; see `startStep`. */
  readonly start: Step;
  /** The second slope of Hairer's initial step; see `probeStep`. */
  readonly probe: Step;
  /** `y, (k₁); t, h, end → y₁, (k_last)`; no numbers come back. */
  readonly lean: Step;
  /** As `lean`; `finite(y₁)` comes back, and the norms of the error where the method controls its step. */
  readonly attempt: Step;
  /** As `attempt`, with all the slopes. */
  readonly denseAttempt: Step;
  /** `y, y₁, k…; t, h, end → k′…`: the further slopes that `interpolate` needs, and their number of evaluations. */
  readonly extend?: { readonly step: Step; readonly evaluations: number } | undefined;
  /** `y, k…; hθ, hθ², … → y(t + θh)`. */
  readonly interpolate: Step;
  /** Number of powers of θ that `interpolate` wants. */
  readonly powers: number;
  /** `y; t, h, end → ‖h·k₁‖, finite(kᵢ)` for each stage: what stopped a row whose last attempt was not finite. */
  readonly diagnose: Step;
}

const slopesOf =
  ({ a, c }: ButcherTable): Step =>
  (algebra, states, [t, h, end, rows]) => {
    const [y, carried] = states;
    const k = [carried === undefined ? algebra.slope(y!, t!, rows) : carried];
    let y1 = y as (typeof states)[number];
    for (let i = 1; i < c.length; i++) {
      y1 = algebra.combine(y!, h!, a[i]!, k);
      k[i] = algebra.slope(y1, c[i] === 1 ? end! : algebra.shift(t!, h!, c[i]!), rows);
    }
    return { states: [y1, ...k], clocks: [] };
  };

const attemptStep = (attempt: Attempt): Step => {
  const { table, output, tolerance } = attempt;
  const { b, error, lowerError, fsal } = table;
  const slopes = slopesOf(table);
  const step: Step = (algebra, states, clocks) => {
    const [last, ...k] = slopes(algebra, states, clocks).states;
    const [y] = states;
    const h = clocks[1]!;
    const y1 = fsal ? last! : algebra.combine(y!, h, b, k);
    const numbers = [];
    // A broken slope at y₁ is caught here too, where it is carried on.
    if (output !== "lean") numbers.push(algebra.finite(fsal ? algebra.combine(y1, h, [1], [k.at(-1)!]) : y1));
    if (tolerance)
      for (const weights of [error, lowerError])
        if (weights) numbers.push(algebra.norm(h, weights, k, y!, y1, tolerance));
    const kept = output === "all" ? k.slice(states.length - 1) : fsal ? k.slice(-1) : [];
    return { states: [y1, ...kept], clocks: numbers };
  };
  return Object.assign(step, { attempt });
};

/** The slope at y₁ where it is not a stage, then the extra stages. */
const extension = ({ fsal, extra }: ButcherTable): StepFormula["extend"] => {
  const evaluations = (fsal ? 0 : 1) + (extra?.c.length ?? 0);
  const step: Step = (algebra, [y, y1, ...slopes], [t, h, end, rows]) => {
    const k = fsal ? slopes : [...slopes, algebra.slope(y1!, end!, rows)];
    extra?.c.forEach((c, i) => {
      k.push(algebra.slope(algebra.combine(y!, h!, extra.a[i]!, k), algebra.shift(t!, h!, c), rows));
    });
    return { states: k.slice(k.length - evaluations), clocks: [] };
  };
  return evaluations > 0 ? { step, evaluations } : undefined;
};

const interpolateStep =
  (dense: readonly (readonly number[])[]): Step =>
  (algebra, [y, ...k], powers) => {
    let value = y as (typeof k)[number];
    for (const [j, power] of powers.entries()) {
      const weights = dense.map((row) => row[j]!);
      value = algebra.combine(value, power, weights, k);
    }
    return { states: [value], clocks: [] };
  };

/**
 * Turns a Butcher table into the steps that the loop runs.
 *
 * The first stage is taken at t and stages of c = 1 at the step's end, bit for bit, so that f is never asked outside of
 * [t0, t1].
 *
 * @param tolerance present when the step is to be controlled: attempts then return the error's norms
 */
export const rungeKutta = (table: ButcherTable, tolerance?: Tolerance): StepFormula => {
  const { name, order, c, errorOrder = order, fsal = false } = table;
  const dense = continuousExtension(table);
  return {
    name,
    errorOrder,
    fsal,
    evaluations: c.length - (fsal ? 1 : 0),
    start: startStep(tolerance),
    probe: probeStep(tolerance),
    lean: attemptStep({ table, output: "lean", tolerance: undefined }),
    attempt: attemptStep({ table, output: "last", tolerance }),
    denseAttempt: attemptStep({ table, output: "all", tolerance }),
    extend: extension(table),
    interpolate: interpolateStep(dense),
    powers: dense[0]!.length,
    diagnose: (algebra, [y], clocks) => {
      const [, ...k] = slopesOf(table)(algebra, [y!], clocks).states;
      const coarse = tolerance && { rtol: 1e-3, atol: tolerance.atol };
      const change = coarse && algebra.norm(clocks[1]!, [1], [k[0]!], y!, y!, coarse);
      return {
        states: [],
        clocks: [...(change === undefined ? [] : [change]), ...k.map((slope) => algebra.finite(slope))],
      };
    },
  };
};
