import type { Task } from "../tasks/task.js";
import { differenceOf, tolerance } from "./agreement.js";
import { type Arena, openArena } from "./arena.js";
import { type ContenderName, contenders } from "./contender.js";
import { median } from "./median.js";
import { residentBytes } from "./memory.js";
import type { Outcome, Trial } from "./outcome.js";
import { Missing } from "./player.js";
import type { Setting } from "./protocol.js";
import { type Seat, takeTurns } from "./seat.js";

/** Who does what. */
export interface Entry {
  readonly contender: ContenderName;
  readonly task: Task;
  /** A shorter task to choose a setting by. Default: the task. */
  readonly trial?: Task;
  /** In place of the contender's title. */
  readonly title?: string;
  /** More settings for this task, each to be tried with each of the contender's own. */
  readonly variants?: readonly Setting[];
}

/** How long to compete. */
export interface Pace {
  /** Turns of every entry. Default 7. */
  readonly rounds?: number;
  /** About how long a turn is, in seconds. Default 0.7. */
  readonly turn?: number;
  /** One short turn each, under the first setting. Default false. */
  readonly quick?: boolean;
}

/** Turns by which a setting is chosen. */
const trialRounds = 3;
/** Settings that take this many times longer than the best in the first of them are out. */
const hopeless = 2;
/** Settings within this factor of the best come to the final, at most so many. */
const [near, finalists] = [1.25, 4];

/** An entry after its trial: the settings with which it goes on, or why it does not. */
interface Qualified {
  readonly entry: Entry;
  readonly settings: readonly Setting[];
  readonly trials: readonly Trial[];
  readonly missing?: string;
}

/**
 * Lets entries do their tasks in turn, A B C A B C …, each in a process of its own that is stopped while the others
 * are at it. Where a contender has several settings, a trial picks those that could be its best, and the better of
 * them counts.
 *
 * @throws Error when the results of a task differ between contenders
 */
export async function compete(
  entries: readonly Entry[],
  { rounds = 7, turn: wanted = 0.7, quick = false }: Pace = {},
): Promise<Outcome[]> {
  const turn = quick ? 0 : wanted;
  const arena = openArena();
  try {
    const qualified: Qualified[] = [];
    for (const entry of entries) {
      const settings = settingsOf(entry);
      const chosen = quick || settings.length === 1;
      qualified.push(
        chosen ? { entry, settings: settings.slice(0, 1), trials: [] } : await qualify(arena, entry, turn),
      );
    }
    const seated: { readonly one: Qualified; readonly seats: readonly Seat[] }[] = [];
    for (const one of qualified) seated.push(await enter(arena, one, turn));
    const differences = checkAgreement(seated.map(({ one, seats }) => ({ task: one.entry.task, seats })));
    await takeTurns(
      seated.flatMap(({ seats }) => seats),
      quick ? 1 : rounds,
    );
    return seated.map(({ one, seats }) => outcomeOf(one, seats, differences));
  } finally {
    await arena.close();
  }
}

/** Those of the contender, with each variant. */
function settingsOf({ contender, variants = [{}] }: Entry): Setting[] {
  return contenders[contender].settings.flatMap((own) => variants.map((more) => ({ ...own, ...more })));
}

/** Tries every setting, all in turn. */
async function qualify(arena: Arena, entry: Entry, turn: number): Promise<Qualified> {
  const seats: Seat[] = [];
  try {
    for (const setting of settingsOf(entry))
      seats.push(
        await arena.seat(entry.contender, setting, { task: entry.trial ?? entry.task, turn, checked: false }),
      );
    await takeTurns(seats, 1);
    const best = Math.min(...seats.map(({ times }) => times[0]!));
    await takeTurns(
      seats.filter(({ times }) => times[0]! <= hopeless * best),
      trialRounds - 1,
    );
  } catch (error) {
    if (error instanceof Missing) return { entry, settings: [], trials: [], missing: error.message };
    throw error;
  } finally {
    await arena.clear();
  }
  const trials = seats
    .map(({ setting, times }) => ({ setting, milliseconds: median(times) }))
    .sort((a, b) => a.milliseconds - b.milliseconds);
  const best = trials[0]!.milliseconds;
  const chosen = trials.slice(0, finalists).filter(({ milliseconds }) => milliseconds <= best * near);
  return { entry, trials, settings: chosen.map(({ setting }) => setting) };
}

async function enter(
  arena: Arena,
  one: Qualified,
  turn: number,
): Promise<{ readonly one: Qualified; readonly seats: readonly Seat[] }> {
  const seats: Seat[] = [];
  try {
    for (const setting of one.settings)
      seats.push(
        await arena.seat(one.entry.contender, setting, { task: one.entry.task, turn, checked: true }),
      );
    return { one, seats };
  } catch (error) {
    if (error instanceof Missing) return { one: { ...one, missing: error.message }, seats: [] };
    throw error;
  }
}

/** The difference of each seat's results from the first at the same task. */
function checkAgreement(
  entered: readonly { readonly task: Task; readonly seats: readonly Seat[] }[],
): Map<Seat, number> {
  const differences = new Map<Seat, number>();
  const first = new Map<string, Seat>();
  for (const { task, seats } of entered)
    for (const one of seats) {
      const name = JSON.stringify(task);
      const other = first.get(name) ?? one;
      first.set(name, other);
      const difference = differenceOf(one.results, other.results);
      if (difference > tolerance)
        throw new Error(
          `compete: results for the same inputs must agree to ${tolerance}, got ${difference} between ${one.contender} and ${other.contender} at ${name}.`,
        );
      differences.set(one, difference);
    }
  return differences;
}

function outcomeOf(
  { entry, trials, missing }: Qualified,
  seats: readonly Seat[],
  differences: ReadonlyMap<Seat, number>,
): Outcome {
  const { contender, task } = entry;
  const { title, ours } = contenders[contender];
  const head = { contender, title: entry.title ?? title, ours, task };
  const best = [...seats].sort((a, b) => median(a.times) - median(b.times))[0];
  if (!best) return { ...head, ...(missing !== undefined && { missing }) };
  const peak = residentBytes(best.player.pid)?.peak;
  return {
    ...head,
    milliseconds: median(best.times),
    turns: best.times,
    repeats: best.repeats,
    ...(trials.length > 0 && { setting: best.setting, trials }),
    difference: differences.get(best)!,
    ...(peak !== undefined && { peakResidentBytes: peak }),
    versions: best.versions,
  };
}
