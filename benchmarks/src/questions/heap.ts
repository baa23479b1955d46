import { coldRun } from "../contenders/cold-run.js";
import { bundled, contenders } from "../contenders/contender.js";
import type { Question, Verdict } from "./question.js";
import { ours } from "./race.js";

const [steps, batch] = [5_000, 256];

/** What the program `heap` prints, for one way of training. */
interface Growth {
  readonly bytesPerStep: number;
  readonly dataIds: readonly (number | null)[];
  readonly externalGrowth: number;
}

export const heap: Question = {
  title: "memory that 5,000 training steps leave behind",
  asks: "Heap after forced collections, fitted after as many steps of warm-up, and live device data, through the trainer and through a loop of one's own; batches of 256, which hold the same objects as larger ones.",
  unit: "step",
  measure: async (effort) => {
    const details: Record<string, unknown> = {};
    const verdicts: Verdict[] = [];
    for (const contender of ours) {
      const { title, command } = contenders[contender];
      const program = [
        "--expose-gc",
        bundled("heap"),
        command.at(-1)!,
        String(effort === "quick" ? steps / 10 : steps),
        String(batch),
      ];
      const { line } = await coldRun([process.execPath, ...program]);
      const growth = JSON.parse(line) as Readonly<Record<"trainer" | "ownLoop", Growth>>;
      details[contender] = growth;
      for (const [way, { bytesPerStep, dataIds, externalGrowth }] of Object.entries(growth)) {
        const where = `${title}, ${way === "trainer" ? "trainer" : "own loop"}`;
        verdicts.push({ what: `bytes of heap a step: ${where}`, value: bytesPerStep, unit: "", atMost: 64 });
        // TF.js counts its data; its wasm memory lies outside the heap.
        if (typeof dataIds[0] === "number")
          verdicts.push(
            {
              what: `bytes more outside the heap in the second half: ${where}`,
              value: externalGrowth,
              unit: "",
              atMost: 0,
            },
            {
              what: `different counts of live device data: ${where}`,
              value: dataIds.length,
              unit: "",
              atMost: 1,
            },
          );
      }
    }
    return { outcomes: [], verdicts, details };
  },
};
