import { type Ask, type Loop, Thrown } from "../drive.js";
import type { StopSignal } from "../options.js";
import { copyStep, finiteStep } from "../programs.js";
import type { Saved } from "../save.js";
import type { Status } from "../status.js";
import type { Step } from "../step.js";
import type { Clock } from "../vector-space.js";
import { blendStep, noiseNormsStep } from "./langevin.js";
import type { Level } from "./level.js";
import type { Correction, DiffusionMethod } from "./method.js";
import type { Draws } from "./noise.js";
import type { DataFactors } from "./prediction.js";
import { factorsOf, type Stage, stageStep } from "./stage.js";

/** One run of a sampler, its options checked and its plan made. */
export interface Task<S> {
  readonly x: S;
  readonly rows: number;
  readonly method: DiffusionMethod;
  readonly plan: readonly (Stage | Correction)[];
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

/** Root mean square over rows of their root mean squares; a row that broke has no part in it. */
const overall = (norms: Clock): Clock => {
  const sound = norms.filter(Number.isFinite);
  return shared(Math.sqrt(sound.reduce((sum, norm) => sum + norm ** 2, 0) / sound.length));
};

const shared = (value: number): Clock => Float64Array.of(value);

/**
 * The sampling loop: goes through a plan, and holds the registers. It releases each state that it owns once, and neither
 * the start nor what it returns.
 */
export function* march<S>(task: Task<S>): Loop<S, Marched<S>> {
  const { x, method, plan, predict, draws, ask, release, signal, stats, looks, rows } = task;
  let registers: readonly S[] = new Array<S>(method.registers + 1).fill(x);
  let at = plan[0]!.at.t;
  const saved: Saved<S>[] = [];
  const wanted = new Set(task.saveAt);
  const asked = ({ at: level }: Stage | Correction): Clock[] => {
    const { own, told } = predict(level);
    stats.evaluations++;
    return [level.t, own, told].map(shared);
  };
  /** Puts states in the place of the registers. */
  const settle = (next: readonly S[], others: readonly S[] = []): void => {
    const old = new Set([...registers, ...others]);
    for (const state of next) old.delete(state);
    old.delete(x);
    for (const state of old) release(state);
    registers = next;
  };

  function* stage(entry: Stage): Loop<S, void> {
    const mixes = entry.next.filter((source) => typeof source === "object");
    const z = draws && mixes.some(({ noise }) => noise) ? draws.next() : undefined;
    // Where a draw has no part in a stage, any state stands in for it: the program stays the same.
    const states = [...registers, ...(draws ? [z ?? registers[0]!] : [])];
    const factors = mixes.flatMap((mix) => factorsOf(mix, method.registers).slice(0, states.length + 1));
    let made: readonly S[];
    try {
      made = (yield ask(stageStep, states, [...asked(entry), ...factors.map(shared)])).states;
    } finally {
      if (z !== undefined) draws!.release(z);
    }
    let mixed = 1;
    const next = entry.next.map((source) => {
      if (typeof source === "object") return made[mixed++]!;
      return source === "data" ? made[0]! : registers[source === "x" ? 0 : source + 1]!;
    });
    settle(next, made);
  }

  function* correct(entry: Correction): Loop<S, void> {
    const { alpha, sigma } = entry.at;
    const z = draws!.next();
    let noise: S | undefined;
    try {
      const numbers = [1 / sigma, -alpha / sigma, 1].map(shared);
      const told = yield ask(noiseNormsStep, [registers[0]!, z], [...asked(entry), ...numbers]);
      noise = told.states[0]!;
      const [drawn, found] = entry.norms === "batch" ? told.clocks.map(overall) : told.clocks;
      // With s = −ε̂/σ: √ε = √(2a)·snr·σ·‖z‖/‖ε̂‖, and ε s = −(ε/σ) ε̂.
      const root = drawn!.map((size, row) => {
        const ratio = found![row] === 0 ? 0 : size / found![row]!;
        return Math.sqrt(2 * entry.shrink) * entry.snr * sigma * ratio;
      });
      const factors = [
        shared(1),
        root.map((value) => -(value ** 2) / sigma),
        root.map((value) => Math.SQRT2 * value),
      ];
      settle((yield ask(blendStep, [registers[0]!, noise, z], factors)).states);
    } finally {
      if (noise !== undefined) release(noise);
      draws!.release(z);
    }
  }

  /** The last finite point of each row, and its time; which rows are finite still. */
  let sound = x;
  const alive = new Float64Array(rows).fill(1);
  const t = alive.map(() => at);
  const status = Array.from(alive, (): Status => "success");
  /** Looks which rows are finite at a time. All factors are, so that what breaks a point is what the model says. */
  function* look(time: number): Loop<S, void> {
    const seen = yield ask(lookStep, [registers[0]!, sound], [alive]);
    alive.forEach((lives, row) => {
      alive[row] = lives && seen.clocks[0]![row]!;
      if (alive[row]) t[row] = time;
      else if (lives) status[row] = sound === x ? "nonFiniteState" : "nonFiniteDerivative";
    });
    if (sound !== x) release(sound);
    sound = seen.states[0]!;
  }

  /** Keeps a copy of the point, where its time is to be saved. */
  function* keep(t: number): Loop<S, void> {
    if (wanted.has(t)) saved.push({ t, y: (yield ask(copyStep, [registers[0]!])).states[0]! });
  }

  try {
    if (looks) yield* look(at);
    for (const [i, entry] of plan.entries()) {
      signal?.throwIfAborted();
      at = entry.at.t;
      if (at !== task.end && plan[i + 1]?.at.t !== at) yield* keep(at);
      if ("next" in entry) yield* stage(entry);
      else yield* correct(entry);
      if (looks) yield* look(plan[i + 1]?.at.t ?? task.end);
    }
    if (looks) settle([sound]);
    settle(registers.slice(0, 1));
    const y = registers[0] === x ? (yield ask(copyStep, [x])).states[0]! : registers[0]!;
    registers = [y];
    yield* keep(task.end);
    const broke = !looks && (yield ask(finiteStep, [y])).clocks[0]!.includes(0);
    return { y, saved, status, t: looks ? t : t.fill(task.end), broke };
  } catch (error) {
    const y = task.tell?.(registers[0]!);
    settle([], [sound, ...saved.map((one) => one.y)]);
    if (!(error instanceof Thrown)) throw error;
    throw error.failure({ t: at, ...(task.tell && { y }) }, "sampleDiffusion: the model");
  }
}
