import { probeStep, startStep } from "./programs.js";
import type { Step, Tolerance } from "./step.js";
import { type ButcherTable, continuousExtension } from "./table.js";

/**
 * A one-step formula as the loop uses it: the method's arithmetic without any step-size control. The explicit
 * Runge–Kutta methods come from {@link rungeKutta}; any other pure step can fill the same record.
 */
export interface StepFormula {
  readonly name: string;
  /** The table, where the formula is one, for spaces with a `sweep`. */
  readonly table?: ButcherTable;
  /** Order of the error estimate's lower solution; the order itself where there is no estimate. */
  readonly errorOrder: number;
  /** Steps take the slope at y as a second state and return the one at y₁ as their last (FSAL). */
  readonly fsal: boolean;
  /** Calls of f in one `attempt`; a `denseAttempt` that carries no slope costs one more. */
  readonly evaluations: number;
  /** The first slope, with what Hairer's initial step wants to know of it; see `startStep`. */
  readonly start: Step;
  /** The second slope of Hairer's initial step; see `probeStep`. */
  readonly probe: Step;
  /** `y, (k₁); t, h, end → y₁, (k_last)`; no numbers come back. */
  readonly lean: Step;
  /** As `lean`; `finite(y₁)` comes back, and the error's norm where the method controls its step. */
  readonly attempt: Step;
  /** As `attempt`, with all the slopes that `interpolate` needs. */
  readonly denseAttempt: Step;
  /** `y, k…; hθ, hθ², hθ³, hθ⁴ → y(t + θh)`. */
  readonly interpolate: Step;
  /** `y; t, h, end → finite(kᵢ)` for each stage: tells a broken derivative from a state that overflowed. */
  readonly diagnose: Step;
}

type Output = "lean" | "last" | "all" | "flags";

const explicitStep = (table: ButcherTable, output: Output, tolerance?: Tolerance): Step => {
  const { a, b, c, error, fsal } = table;
  return (algebra, states, clocks) => {
    type Y = (typeof states)[number];
    const y = states[0] as Y;
    const carried = states[1];
    const t = clocks[0]!;
    const h = clocks[1]!;
    const end = clocks[2]!;
    const k = [carried === undefined ? algebra.slope(y, t) : carried];
    let y1 = y;
    for (let i = 1; i < c.length; i++) {
      const ci = c[i]!;
      y1 = algebra.combine(y, h, a[i]!, k);
      k[i] = algebra.slope(y1, ci === 1 ? end : algebra.shift(t, h, ci));
    }
    if (output === "flags") return { states: [], clocks: k.map(algebra.finite) };
    if (!fsal) y1 = algebra.combine(y, h, b, k);
    const numbers = output === "lean" ? [] : [algebra.finite(y1)];
    if (tolerance) numbers.push(algebra.norm(h, error!, k, y, y1, tolerance));
    if (output === "all") {
      if (!fsal) k.push(algebra.slope(y1, end));
      return { states: [y1, ...(carried === undefined ? k : k.slice(1))], clocks: numbers };
    }
    return { states: fsal ? [y1, k.at(-1)!] : [y1], clocks: numbers };
  };
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
 * @param tolerance present when the step is to be controlled: attempts then return the error's norm
 */
export const rungeKutta = (table: ButcherTable, tolerance?: Tolerance): StepFormula => {
  const { name, order, c, errorOrder = order, fsal = false } = table;
  const dense = continuousExtension(table);
  return {
    name,
    table,
    errorOrder,
    fsal,
    evaluations: c.length - (fsal ? 1 : 0),
    start: startStep(tolerance),
    probe: probeStep(tolerance),
    lean: explicitStep(table, "lean"),
    attempt: explicitStep(table, "last", tolerance),
    denseAttempt: explicitStep(table, "all", tolerance),
    interpolate: interpolateStep(dense),
    diagnose: explicitStep(table, "flags"),
  };
};
