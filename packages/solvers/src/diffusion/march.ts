import { type Ask, type Loop, Thrown } from "../drive.js";
import type { StopSignal } from "../options.js";
import { copyStep, finiteStep } from "../programs.js";
import type { Saved } from "../save.js";
import type { Status } from "../status.js";
import type { Step } from "../step.js";
import type { Clock, StepOutput } from "../vector-space.js";
import type { Level } from "./level.js";
import type { DiffusionMethod, Entry, Move } from "./method.js";
import type { Draws } from "./noise.js";
import type { DataFactors } from "./prediction.js";
import { factorsOf, type Stage, shared, stageStep } from "./stage.js";

/** One run of a sampler, its options checked and its plan made. */
export interface Task<S> {
  readonly x: S;
  readonly rows: number;
  readonly method: DiffusionMethod;
  readonly plan: readonly Entry[];
  readonly predict: (level: Level) => DataFactors;
  readonly draws: Draws<S> | undefined;
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
  /** Times of levels of the plan, or of its end, at which to keep the point. */
  readonly saveAt: readonly number[];
  /** The time of the last point. */
  readonly end: number;
  readonly signal: StopSignal | undefined;
  /** Counts calls of the model. */
  readonly stats: { evaluations: number };
  /** How errors tell the last state, where they may. */
  readonly tell: ((state: S) => unknown) | undefined;
  /** Whether each row keeps its last finite point: asked for where the end is not finite, for looking costs as much as a step. */
  readonly looks: boolean;
}

/** What a run leaves. */
export interface Marched<S> {
  readonly y: S;
  readonly saved: Saved<S>[];
  /** How each row ended, and when y was its point. */
  readonly status: readonly Status[];
  readonly t: Clock;
  /** Whether a row is not finite at the end, and nobody has looked where it broke. */
  readonly broke: boolean;
}

/** `x, sound; alive → x where it is alive and finite, else sound; finite(x)`. */
const lookStep: Step = (algebra, [x, sound], [alive]) => {
  const finite = algebra.finite(x!);
  return {
    states: [algebra.select(alive!, algebra.select(finite, x!, sound!), sound!)],
    clocks: [finite],
  };
};

/** What the model is asked at the level of an entry, as the clocks of a program. */
const asked = <S>({ predict, stats }: Task<S>, { at }: Entry): Clock[] => {
  const { own, told } = predict(at);
  stats.evaluations++;
  return [at.t, own, told].map(shared);
};

// The parts of the loop are functions of the module: a generator function that is made anew costs a hidden class at its first call.

/** One stage: the registers after it, and all that was made on the way. */
function* stage<S>(
  task: Task<S>,
  entry: Stage,
  registers: readonly S[],
): Loop<S, readonly [next: readonly S[], made: readonly S[]]> {
  const { method, draws, ask } = task;
  const mixes = entry.next.filter((source) => typeof source === "object");
  const z = draws && mixes.some(({ noise }) => noise) ? draws.next() : undefined;
  // Where a draw has no part in a stage, any state stands in for it: the program stays the same.
  const states = draws ? [...registers, z ?? registers[0]!] : registers;
  const factors = mixes.flatMap((mix) => factorsOf(mix, method.registers).slice(0, states.length + 1));
  let made: readonly S[];
  try {
    made = (yield ask(stageStep, states, [...asked(task, entry), ...factors.map(shared)])).states;
  } finally {
    if (z !== undefined) draws!.release(z);
  }
  let mixed = 1;
  const next = entry.next.map((source) => {
    if (typeof source === "object") return made[mixed++]!;
    return source === "data" ? made[0]! : registers[source === "x" ? 0 : source + 1]!;
  });
  return [next, made];
}

/** One move of the point; kept registers stay. */
function* move<S>(task: Task<S>, entry: Move, [x, ...kept]: readonly S[]): Loop<S, readonly S[]> {
  const draws = task.draws!;
  const z = draws.next();
  try {
    return [yield* entry.move(x!, z, task, () => asked(task, entry)), ...kept];
  } finally {
    draws.release(z);
  }
}

/**
 * The sampling loop: goes through a plan, and holds the registers. It releases each state that it owns once, and neither
 * the start nor what it returns.
 */
export function* march<S>(task: Task<S>): Loop<S, Marched<S>> {
  const { x, method, plan, ask, release, signal, looks, rows } = task;
  let registers: readonly S[] = new Array<S>(method.registers + 1).fill(x);
  let at = plan[0]!.at.t;
  const saved: Saved<S>[] = [];
  const wanted = new Set(task.saveAt);
  /** Puts states in the place of the registers. */
  const settle = (next: readonly S[], others: readonly S[] = []): void => {
    const old = new Set([...registers, ...others]);
    for (const state of next) old.delete(state);
    old.delete(x);
    for (const state of old) release(state);
    registers = next;
  };

  /** The last finite point of each row, and its time; which rows are finite still. */
  let sound = x;
  const alive = new Float64Array(rows).fill(1);
  const t = alive.map(() => at);
  const status = Array.from(alive, (): Status => "success");
  /** Notes which rows are finite at a time. All factors are, so that what breaks a point is what the model says. */
  const note = (seen: StepOutput<S>, time: number): void => {
    alive.forEach((lives, row) => {
      alive[row] = lives && seen.clocks[0]![row]!;
      if (alive[row]) t[row] = time;
      else if (lives) status[row] = sound === x ? "nonFiniteState" : "nonFiniteDerivative";
    });
    if (sound !== x) release(sound);
    sound = seen.states[0]!;
  };
  const look = () => ask(lookStep, [registers[0]!, sound], [alive]);

  try {
    if (looks) note(yield look(), at);
    for (const [i, entry] of plan.entries()) {
      signal?.throwIfAborted();
      at = entry.at.t;
      const then = plan[i + 1]?.at.t ?? task.end;
      // A level of churn may be a time of the grid that has been passed.
      if (at !== task.end && then !== at && wanted.delete(at))
        saved.push({ t: at, y: (yield ask(copyStep, registers.slice(0, 1))).states[0]! });
      if ("next" in entry) settle(...(yield* stage(task, entry, registers)));
      else settle(yield* move(task, entry, registers));
      if (looks) note(yield look(), then);
    }
    if (looks) settle([sound]);
    settle(registers.slice(0, 1));
    const y = registers[0] === x ? (yield ask(copyStep, [x])).states[0]! : registers[0]!;
    registers = [y];
    if (wanted.has(task.end)) saved.push({ t: task.end, y: (yield ask(copyStep, registers)).states[0]! });
    const broke = !looks && (yield ask(finiteStep, [y])).clocks[0]!.includes(0);
    return { y, saved, status, t: looks ? t : t.fill(task.end), broke };
  } catch (error) {
    const y = task.tell?.(registers[0]!);
    settle([], [sound, ...saved.map((one) => one.y)]);
    if (!(error instanceof Thrown)) throw error;
    throw error.failure({ t: at, ...(task.tell && { y }) }, "sampleDiffusion: the model");
  }
}
