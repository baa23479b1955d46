import { compete, type Entry } from "../contenders/compete.js";
import { contenders } from "../contenders/contender.js";
import type { Question } from "./question.js";
import { bestOfOurs, verdictOf } from "./race.js";
import { samplingTask } from "./sampling.js";

const [few, many] = [2_000, 200_000];
/** PyTorch may take the rows in pieces that stay in the caches. */
const chunks = [many, 4_000, 1_000, 500];
/** nami on its default backend: on TF.js a turn takes minutes, and the question of 2,000 samples has it. */
const ours = ["nami:onnx"] as const;
/** The rows that are compared: more than fit into one piece of work. */
const checked = 6_000;

export const samplingMany: Question = {
  title: "sampling, RK4(100), 200,000 samples",
  asks: "The same for a hundred times as many samples, in one or two turns, for one takes minutes; and whether the time grows in proportion, against 2,000 samples in the same turns.",
  unit: "200,000 samples",
  measure: async (effort) => {
    const quick = effort === "quick";
    const task = { ...samplingTask(many, checked), ...(quick && { steps: 2 }) };
    const trial = { ...task, steps: 2, checked: few };
    const entries: Entry[] = [
      { contender: "pytorch", task, trial, variants: chunks.map((chunk) => ({ chunk })) },
      ...["tfjs-wasm" as const, ...ours].map((contender) => ({ contender, task })),
    ];
    const small = ours.map((contender) => ({
      contender,
      task: { ...samplingTask(few), steps: task.steps },
      title: `${contenders[contender].title}, 2,000 samples`,
    }));
    const all = await compete([...entries, ...small], { rounds: 1, turn: 2, quick });
    const outcomes = all.slice(0, entries.length);
    const best = bestOfOurs(outcomes);
    const same = all.slice(entries.length).find(({ contender }) => contender === best?.contender);
    const growth =
      best?.milliseconds && same?.milliseconds
        ? best.milliseconds / many / (same.milliseconds / few) - 1
        : undefined;
    return {
      outcomes: all,
      verdicts: [
        verdictOf({ against: "pytorch", atLeast: 1.5 }, outcomes),
        { what: "more time for a sample than with 2,000", value: growth, unit: "%", atMost: 0.15 },
      ],
    };
  },
};
