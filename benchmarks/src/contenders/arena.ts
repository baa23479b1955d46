import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputsOf } from "../tasks/inputs.js";
import type { Task } from "../tasks/task.js";
import type { ContenderName } from "./contender.js";
import type { Setting } from "./protocol.js";
import { type Seat, type Sitting, seat } from "./seat.js";

/** Where contenders take their seats: owns their processes and files. */
export interface Arena {
  /** @throws Missing when the contender can't take part */
  seat(contender: ContenderName, setting: Setting, sitting: Sitting): Promise<Seat>;
  /** Sends everybody away. */
  clear(): Promise<void>;
  /** The same, and removes the files. */
  close(): Promise<void>;
}

/** An empty one. */
export function openArena(): Arena {
  const folder = mkdtempSync(join(tmpdir(), "nami-bench-"));
  const files = new Map<string, string>();
  const seats: Seat[] = [];
  const inputsFor = async (task: Task): Promise<string> => {
    const name = JSON.stringify(task);
    const file = files.get(name) ?? join(folder, `inputs-${files.size}.safetensors`);
    if (!files.has(name)) writeFileSync(file, await inputsOf(task));
    files.set(name, file);
    return file;
  };
  const clear = async (): Promise<void> => {
    for (const { player } of seats.splice(0)) await player.close();
  };
  return {
    seat: async (contender, setting, sitting) => {
      const inputs = await inputsFor(sitting.task);
      const taken = await seat(contender, setting, sitting, { inputs, folder });
      seats.push(taken);
      return taken;
    },
    clear,
    close: async () => {
      await clear();
      rmSync(folder, { recursive: true });
    },
  };
}
