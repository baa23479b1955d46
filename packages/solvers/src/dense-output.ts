import { requireThat } from "./check.js";
import { steppingOf } from "./fixed-steps.js";
import type { Solution } from "./integrate.js";
import type { OdeMethod } from "./pacer.js";
import type { Plain } from "./plain-space.js";
import { solve } from "./solve.js";

/**
 * The solution as a function of time, from the steps that a solve has kept: exact at their ends, continuous, and of the
 * order of the method's interpolant between.
 *
 * The step around t is taken once more, so that a look costs one step of f; nothing but (t, h, y) of each step is kept.
 * For many times known beforehand `saveAt` is cheaper.
 *
 * @param f the derivative of the solve
 * @param solution of a plain state, solved with `keepSteps`
 * @param method of the solve
 * @returns t ↦ y(t), for t between t0 and the last time that was reached
 * @throws OptionError when the solution has kept no steps or, from the function, when t lies outside of them
 * @example
 * const solution = solve(f, y0, { t0: 0, t1: 10, method, keepSteps: true });
 * denseOutput(f, solution, method)(3.7);
 */
export const denseOutput = <S extends Plain>(
  f: (y: S, t: number, out: S) => S,
  { steps, t: last, y }: Solution<S>,
  { formula }: OdeMethod,
): ((t: number) => S) => {
  requireThat(
    steps,
    "denseOutput: the solution must have kept its steps",
    "none",
    "Solve with { keepSteps: true }.",
  );
  const method: OdeMethod = { formula, stepping: steppingOf(formula.name, { steps: 1 }) };
  const first = steps![0]?.t[0] ?? last;
  return (t) => {
    requireThat(
      (t - first) * (last - t) >= 0,
      `denseOutput: t must lie between ${first} and ${last}`,
      t,
      "Solve further.",
    );
    if (t === last) return y;
    const step = steps!.findLast((each) => (t - each.t[0]!) * (last - first) >= 0)!;
    const options = { t0: step.t[0]!, t1: step.end[0]!, method, saveAt: [t] };
    return solve(f as never, step.y as never, options).saved[0]!.y as never;
  };
};
