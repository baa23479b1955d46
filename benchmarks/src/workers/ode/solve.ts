/** One contender on one problem of `ode-speed`, in a process of its own: `ode-solve.js PROBLEM CONTENDER REFERENCE`, by number and as JSON. */
import { type Contender, contenders } from "./contenders.js";
import { type OdeProblem, problems } from "./problems.js";
import { goal, type OdeReady, type OdeTurn } from "./protocol.js";

/** CPU time of this process in ms: what other programs on the machine do leaves it nearly alone, unlike the clock. */
const now = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Time of one call in ms, over calls that fill a time. */
const timeOf = (run: () => void, milliseconds: number): number => {
  const start = now();
  let calls = 0;
  while (now() - start < milliseconds) {
    run();
    calls++;
  }
  return (now() - start) / calls;
};

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
      const time = timeOf(() => run(problem, tolerance), 100);
      if (!best || time < best.time) best = { tolerance, time };
    }
    if (best) after++;
  }
  return best?.tolerance;
};

const problem = problems[Number(process.argv[2])]!;
const contender = contenders[Number(process.argv[3])]!;
const tolerance = bestTolerance(contender, problem, JSON.parse(process.argv[4]!) as number[]);
const run = (): void => {
  if (tolerance !== undefined) contender.run(problem, tolerance);
};
/** Until the engine has compiled what there is to compile. */
const warm = tolerance === undefined ? 0 : timeOf(run, 3000);
/** So many that caches, which the others have filled meanwhile, do not matter. */
const calls = Math.max(1, Math.round(100 / warm));
process.on("message", () => {
  const start = now();
  for (let call = 0; call < calls; call++) run();
  process.send!({ milliseconds: (now() - start) / calls } satisfies OdeTurn);
});
process.send!({ tolerance } satisfies OdeReady);
