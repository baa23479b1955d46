import { openArena } from "../contenders/arena.js";
import { type ContenderName, contenders } from "../contenders/contender.js";
import { residentBytes } from "../contenders/memory.js";
import { Missing } from "../contenders/player.js";
import { quickstartNetwork, stepsOfTraining } from "../tasks/task.js";
import type { Question, Verdict } from "./question.js";
import { ours } from "./race.js";

const [steps, every, settled] = [10_000, 500, 2_000];
const task = { kind: "train", network: quickstartNetwork, batch: 4096 } as const;

/** Resident memory over training steps. */
interface Curve {
  readonly step: readonly number[];
  readonly megabytes: readonly number[];
  readonly peakMegabytes: number;
}

const mega = 1e6;

async function curveOf(contender: ContenderName, last: number): Promise<Curve | undefined> {
  const arena = openArena();
  try {
    const setting = contenders[contender].settings[0]!;
    const { player } = await arena.seat(contender, setting, { task, turn: 0, checked: false });
    const step: number[] = [];
    const megabytes: number[] = [];
    for (let n = every; n <= last; n += every) {
      await player.ask({ repeats: every / stepsOfTraining }, "seconds");
      step.push(n);
      megabytes.push((residentBytes(player.pid)?.now ?? Number.NaN) / mega);
    }
    return { step, megabytes, peakMegabytes: (residentBytes(player.pid)?.peak ?? Number.NaN) / mega };
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  } finally {
    await arena.close();
  }
}

export const residentMemory: Question = {
  title: "resident memory over 10,000 training steps of the quickstart",
  asks: "Resident memory of the process every 500 steps: its growth after the first 2,000, and the peak, beside that of PyTorch for the quickstart's 3,000 steps.",
  unit: "step",
  measure: async (effort) => {
    const curves: Record<string, Curve> = {};
    const verdicts: Verdict[] = [];
    const torch = await curveOf("pytorch", effort === "quick" ? settled : 3_000);
    if (torch) curves.pytorch = torch;
    for (const contender of ours) {
      const curve = await curveOf(contender, effort === "quick" ? settled + every : steps);
      if (!curve) continue;
      curves[contender] = curve;
      const { title } = contenders[contender];
      const from = curve.megabytes[settled / every - 1]!;
      const most = Math.max(...curve.megabytes.slice(settled / every));
      verdicts.push(
        { what: `growth of resident memory: ${title}`, value: most / from - 1, unit: "%", atMost: 0.05 },
        {
          what: `of PyTorch's peak: ${title}, ${curve.peakMegabytes.toFixed(0)} MB`,
          value: torch && curve.peakMegabytes / torch.peakMegabytes,
          unit: "%",
        },
      );
    }
    return { outcomes: [], verdicts, details: { curves } };
  },
};
