/**
 * How long does it take to reach an error of 1e-7 on Kepler's problem and on Lorenz', with the best method of each package
 * at its own best tolerance? And how much quicker are 10⁴ rows in one array than as many solves?
 *
 * `npm run ode-speed` (about a minute); `npm run ode-speed -- figure` draws the diagram of the docs besides.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dop853, solve } from "@nami/solvers";
import { median } from "./contenders/median.js";
import { type Contender, contenders } from "./ode-contenders.js";
import { workPrecision } from "./ode-figure.js";
import { type OdeProblem, problems } from "./ode-problems.js";
import { rowsAgainstSolves } from "./ode-rows.js";
import { report } from "./report/plain.js";

const goal = 1e-7;
const rounds = 15;

const referenceOf = ({ inPlace, y0, t1 }: OdeProblem): Float64Array =>
  solve(inPlace, Float64Array.from(y0), { t0: 0, t1, method: dop853({ rtol: 1e-13, atol: 1e-13 }) }).y;

/** CPU time of this process in ms: what other programs on the machine do leaves it nearly alone, unlike the clock. */
const now = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Median times of one call of each, in ms. They take turns; a turn is the mean over calls that fill about 5 ms. */
const timesOf = (runs: readonly (() => void)[]): number[] => {
  const batches = runs.map((run) => {
    let calls = 0;
    const start = now();
    while (now() - start < 100) {
      run();
      calls++;
    }
    return Math.max(1, Math.round(calls / 20));
  });
  const times = runs.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    runs.forEach((run, i) => {
      const start = now();
      for (let call = 0; call < batches[i]!; call++) run();
      times[i]!.push((now() - start) / batches[i]!);
    });
  return times.map(median);
};

/**
 * The quickest tolerance of a contender that reaches the goal, in quarters of a decade: of the first that does, and of
 * the three below it, for errors do not fall evenly.
 */
const bestTolerance = (
  { run }: Contender,
  problem: OdeProblem,
  reference: Float64Array,
): number | undefined => {
  const errorOf = (y: ArrayLike<number>) => Math.hypot(...reference.map((v, i) => v - y[i]!));
  let best: { readonly tolerance: number; readonly time: number } | undefined;
  for (let digits = 5, after = 0; digits < 13 && after < 4; digits += 0.25) {
    const tolerance = 10 ** -digits;
    if (errorOf(run(problem, tolerance)) <= goal) {
      const start = now();
      let calls = 0;
      while (now() - start < 30) {
        run(problem, tolerance);
        calls++;
      }
      const time = (now() - start) / calls;
      if (!best || time < best.time) best = { tolerance, time };
    }
    if (best) after++;
  }
  return best?.tolerance;
};

const results = problems.map((problem) => {
  const reference = referenceOf(problem);
  const chosen = contenders.flatMap((contender) => {
    const tolerance = bestTolerance(contender, problem, reference);
    return tolerance === undefined ? [] : [{ contender, tolerance }];
  });
  const times = timesOf(
    chosen.map(
      ({ contender, tolerance }) =>
        () =>
          contender.run(problem, tolerance),
    ),
  );
  const rows = chosen.map(({ contender, tolerance }, i) => ({
    from: contender.package,
    name: contender.name,
    tolerance,
    milliseconds: times[i]!,
  }));
  const best = (from: string, style = "") =>
    Math.min(
      ...rows.filter((row) => row.from === from && row.name.includes(style)).map((row) => row.milliseconds),
    );
  return {
    problem: problem.name,
    "odex / nami": best("odex") / best("nami"),
    "odex / nami, both returning arrays": best("odex") / best("nami", "returning"),
    "mathjs / nami": best("mathjs") / best("nami"),
    "mathjs / nami, both returning arrays": best("mathjs") / best("nami", "returning"),
    rows,
  };
});

if (process.argv[2] === "figure") {
  const folder = new URL("../../docs/figures/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("work-precision.svg", folder), `${workPrecision(problems.slice(1))}\n`);
}
report("ode-speed", {
  question: `time to an error of ${goal} (against dop853 at 1e-13), best method and tolerance of each package, CPU time; ratios above 1 are for nami`,
  results,
  rows: rowsAgainstSolves(),
});
