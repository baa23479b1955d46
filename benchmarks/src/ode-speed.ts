/**
 * How long does it take to reach an error of 1e-7 on Kepler's problem and on Lorenz', with the best method of each package
 * at its own best tolerance? And how much quicker are 10⁴ rows in one array than as many solves?
 *
 * Each contender has a process of its own, as in a program that uses it: what an engine learns from one would slow down the
 * others. They take turns, and the least of a contender's counts: what else the machine does only adds to a time, and to some more than
 * to others. (Where two virtual processors share a core, a solve took 0.76 ms or 1.4 by what the other one did, for seconds at a time, in one
 * process, in which a loop that waits for its own results took 0.84 ms throughout.)
 *
 * `npm run ode-speed` (about six minutes); `npm run ode-speed -- figure` draws the diagram of the docs besides.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dop853, solve } from "@nami/solvers";
import { bundle } from "./contenders/bundle.js";
import { median } from "./contenders/median.js";
import { workPrecision } from "./ode-figure.js";
import { report } from "./report/plain.js";
import { contenders } from "./workers/ode/contenders.js";
import type { WayOfRows } from "./workers/ode/many-rows.js";
import { problems } from "./workers/ode/problems.js";
import { goal, type OdeReady, type OdeTurn, type RowsReady } from "./workers/ode/protocol.js";

const rounds = 30;
/** A program of `dist` in a process of its own. */
const begin = (name: string, ...words: string[]): ChildProcess =>
  fork(fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url)), words, { execArgv: [] });

/** The next message of a worker. */
const heard = async <Message>(child: ChildProcess): Promise<Message> => {
  const ended = new AbortController();
  const { signal } = ended;
  const failure = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(
      `ode-speed: a worker must answer, got exit ${code}. Run it by hand: ${child.spawnargs.join(" ")}`,
    );
  });
  failure.catch(() => undefined);
  try {
    const [message] = await Promise.race([once(child, "message", { signal }), failure]);
    return message as Message;
  } finally {
    ended.abort();
  }
};

/** A worker that waits for its turns. */
interface Seat {
  readonly child: ChildProcess;
  readonly times: number[];
}

/** Lets workers take turns, and ends them. */
const takeTurns = async (seats: readonly Seat[]): Promise<void> => {
  for (let round = 0; round < rounds; round++)
    for (const { child, times } of seats) {
      const answer = heard<OdeTurn>(child);
      child.send("turn");
      times.push((await answer).milliseconds);
    }
  for (const { child } of seats) child.kill();
};

/** Times of a solve of each contender that reaches the goal. */
const timesOn = async (problem: number) => {
  // Here, so that a worker has solved nothing but what it is asked.
  const { inPlace, y0, t1 } = problems[problem]!;
  const exact = { t0: 0, t1, method: dop853({ rtol: 1e-13, atol: 1e-13 }) };
  const reference = JSON.stringify(Array.from(solve(inPlace, Float64Array.from(y0), exact).y));
  const seats = [];
  for (const [i, { package: from, name }] of contenders.entries()) {
    const child = begin("ode-solve", String(problem), String(i), reference);
    const { tolerance } = await heard<OdeReady>(child);
    if (tolerance === undefined) child.kill();
    else seats.push({ child, from, name, tolerance, times: [] as number[] });
  }
  await takeTurns(seats);
  return seats.map(({ from, name, tolerance, times }) => ({
    from,
    name,
    tolerance,
    milliseconds: Math.min(...times),
    median: median(times),
  }));
};

/** 10⁴ rows in one array against as many solves. */
const rowsAgainstSolves = async () => {
  const [together, apart] = [await rowsSeat("together"), await rowsSeat("apart")];
  await takeTurns([together, apart]);
  return {
    question: "10⁴ independent oscillators, dopri5 at 1e-6: loop of solves / one solve of rows",
    ratio: Math.min(...apart.times) / Math.min(...together.times),
    "ratio of medians": median(apart.times) / median(together.times),
    milliseconds: { rows: together.times, solves: apart.times },
    "largest difference": Math.max(...together.end.map((y, i) => Math.abs(y - apart.end[i]!))),
  };
};

const rowsSeat = async (way: WayOfRows): Promise<Seat & RowsReady> => {
  const child = begin("ode-rows", way);
  return { child, times: [], ...(await heard<RowsReady>(child)) };
};

await bundle();
const results = [];
for (const [i, problem] of problems.entries()) {
  const rows = await timesOn(i);
  const best = (from: string, style = "") =>
    Math.min(
      ...rows.filter((row) => row.from === from && row.name.includes(style)).map((row) => row.milliseconds),
    );
  results.push({
    problem: problem.name,
    "odex / nami": best("odex") / best("nami"),
    "odex / nami, both returning arrays": best("odex") / best("nami", "returning"),
    "mathjs / nami": best("mathjs") / best("nami"),
    "mathjs / nami, both returning arrays": best("mathjs") / best("nami", "returning"),
    rows,
  });
}

if (process.argv[2] === "figure") {
  const folder = new URL("../../docs/figures/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("work-precision.svg", folder), `${workPrecision(problems.slice(1))}\n`);
}
report("ode-speed", {
  question: `time to an error of ${goal} (against dop853 at 1e-13), best method and tolerance of each package, CPU time, a process each, least of the turns; ratios above 1 are for nami`,
  results,
  rows: await rowsAgainstSolves(),
});
