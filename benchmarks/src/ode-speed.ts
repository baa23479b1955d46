/**
 * How long does it take to reach an error of 1e-7 on Kepler's problem and on Lorenz', with the best method of each package
 * at its own best tolerance? And how much quicker are 10⁴ rows in one array than as many solves?
 *
 * Each contender has a process of its own, as in a program that uses it: what an engine learns from one would slow down the
 * others. They take turns.
 *
 * `npm run ode-speed` (about four minutes); `npm run ode-speed -- figure` draws the diagram of the docs besides.
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
import { problems } from "./workers/ode/problems.js";
import { goal, type OdeReady, type OdeTurn, type RowsAnswer } from "./workers/ode/protocol.js";

const rounds = 15;
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

/** Median times of a solve of each contender that reaches the goal. */
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
  for (let round = 0; round < rounds; round++)
    for (const { child, times } of seats) {
      const answer = heard<OdeTurn>(child);
      child.send("turn");
      times.push((await answer).milliseconds);
    }
  for (const { child } of seats) child.kill();
  return seats.map(({ from, name, tolerance, times }) => ({
    from,
    name,
    tolerance,
    milliseconds: median(times),
  }));
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
  question: `time to an error of ${goal} (against dop853 at 1e-13), best method and tolerance of each package, CPU time, a process each; ratios above 1 are for nami`,
  results,
  rows: await heard<RowsAnswer>(begin("ode-rows")),
});
