import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors } from "@nami/training";
import type { Task } from "../tasks/task.js";
import type { Results } from "./agreement.js";
import { type ContenderName, contenders } from "./contender.js";
import { type Player, play } from "./player.js";
import type { Setting } from "./protocol.js";

/** A contender that is ready to take turns at a task. */
export interface Seat {
  readonly contender: ContenderName;
  readonly setting: Setting;
  readonly player: Player;
  readonly versions: Readonly<Record<string, string>>;
  /** What it computed from the given inputs. */
  readonly results: Results;
  /** Times that it does the task in a turn. */
  readonly repeats: number;
  /** Milliseconds for doing the task once, of each turn. */
  readonly times: number[];
}

/** Seconds from which on a task is not warmed up again for a turn of its own, and from which on that one turn is enough. */
const [long, endless] = [20, 100];

/** What a seat is taken for. */
export interface Sitting {
  readonly task: Task;
  /** About how long a turn is to be, in seconds. */
  readonly turn: number;
  /** Whether results are wanted, to be compared. */
  readonly checked: boolean;
}

/**
 * Starts a contender, has it compute its results, warms it up, and finds how often it can do the task in a turn.
 *
 * @param inputs file that it reads
 * @param folder for its results
 * @throws Missing when it can't take part
 */
export async function seat(
  contender: ContenderName,
  setting: Setting,
  { task, turn, checked }: Sitting,
  { inputs, folder }: { readonly inputs: string; readonly folder: string },
): Promise<Seat> {
  const player = play(contenders[contender], setting);
  const resultsOf = async (file: string): Promise<Results> => {
    await player.ask({ check: file }, "checked");
    return readSafetensors(readFileSync(file)).tensors;
  };
  try {
    const { versions } = await player.ask({ task, inputs, setting }, "versions");
    const results = checked ? await resultsOf(join(folder, `results-${player.pid}.safetensors`)) : new Map();
    const once = async (): Promise<number> => (await player.ask({ repeats: 1 }, "seconds")).seconds;
    const first = await once();
    const seconds = first > turn ? first : await once();
    const repeats = Math.max(1, Math.round(turn / seconds));
    const times = first > long ? [first * 1000] : [];
    return { contender, setting, player, versions, results, repeats, times };
  } catch (error) {
    await player.close();
    throw error;
  }
}

/** Gives every seat its turn, so many times. Those that take long have two turns in all, or one. */
export async function takeTurns(seats: readonly Seat[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const { player, repeats, times } of seats) {
      const most = (times[0] ?? 0) > endless * 1000 ? 1 : 2;
      if (times.length >= most && times[0]! > long * 1000) continue;
      const { seconds } = await player.ask({ repeats }, "seconds");
      times.push((seconds / repeats) * 1000);
    }
}
