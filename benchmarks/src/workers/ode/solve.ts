/** One contender on one problem of `ode-speed`, in a process of its own: `ode-solve.js PROBLEM CONTENDER REFERENCE`, by number and as JSON. */
import { type Contender, contenders } from "./contenders.js";
import { type OdeProblem, problems } from "./problems.js";
import { goal, type OdeReady } from "./protocol.js";
import { takeTurns, timeOf } from "./turns.js";

/**
 * The quickest tolerance of a contender that reaches the goal, in quarters of a decade: of the first that does, and of
 * the three below it, for errors do not fall evenly.
 */
const bestTolerance = (
  { run }: Contender,
  problem: OdeProblem,
  reference: readonly number[],
): number | undefined => {
  const errorOf = (y: ArrayLike<number>) => Math.hypot(...reference.map((v, i) => v - y[i]!));
  let best: { readonly tolerance: number; readonly time: number } | undefined;
  for (let digits = 5, after = 0; digits < 13 && after < 4; digits += 0.25) {
    const tolerance = 10 ** -digits;
    if (errorOf(run(problem, tolerance)) <= goal) {
      timeOf(() => run(problem, tolerance), 200);
      const times = Array.from({ length: 3 }, () => timeOf(() => run(problem, tolerance), 50));
      const time = Math.min(...times);
      if (!best || time < best.time) best = { tolerance, time };
    }
    if (best) after++;
  }
  return best?.tolerance;
};

const problem = problems[Number(process.argv[2])]!;
const contender = contenders[Number(process.argv[3])]!;
const tolerance = bestTolerance(contender, problem, JSON.parse(process.argv[4]!) as number[]);
const ready: OdeReady = { tolerance };
if (tolerance === undefined) process.send!(ready);
else takeTurns(() => contender.run(problem, tolerance), ready);
