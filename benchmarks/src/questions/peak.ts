import { compete } from "../contenders/compete.js";
import { contenders } from "../contenders/contender.js";
import type { Outcome } from "../contenders/outcome.js";
import { type NetworkSize, quickstartNetwork, stepsOfTraining, type Task } from "../tasks/task.js";
import type { Question } from "./question.js";
import { bestOfOurs, ours } from "./race.js";
import { samplingTask } from "./sampling.js";

const product = { kind: "matrix-product", size: 2048 } as const;
const training = { kind: "train", network: quickstartNetwork, batch: 4096 } as const;
const sampling = samplingTask(2_000);

/** Sizes of the weights, first to last. */
function weightsOf({ dim, conditionDim, hidden, layers }: NetworkSize): number[] {
  const sizes = [dim + 1 + conditionDim, ...new Array<number>(layers).fill(hidden), dim];
  return sizes.slice(1).map((size, i) => size * sizes[i]!);
}

/** Operations of matrix products alone: one of m×k×n counts 2mkn. */
export function operationsOf(task: Task): number {
  if (task.kind === "matrix-product") return 2 * task.size ** 3;
  const weights = weightsOf(task.network);
  const forward = 2 * weights.reduce((sum, size) => sum + size, 0);
  // Forward, gradients of all weights, and of the inputs of every layer but the first.
  if (task.kind === "train") return stepsOfTraining * task.batch * (3 * forward - 2 * weights[0]!);
  if (task.kind === "sample") return 4 * task.steps * task.rows * forward;
  throw new Error(`peak: operations are known of products, training and sampling, got ${task.kind}.`);
}

const rateOf = ({ task, milliseconds }: Outcome): number => operationsOf(task) / (milliseconds! / 1000);

export const peak: Question = {
  title: "share of the machine's matrix peak",
  asks: "Operations of matrix products a second in the training step and in sampling, as a share of those in a product of two 2048 × 2048 matrices by OpenBLAS, at its best setting, in the same turns.",
  unit: "piece of work",
  heldBack:
    "Between the products of a training step lie passes over activations, twice for every layer. Sampling has one pass for a layer.",
  measure: async (effort) => {
    const outcomes = await compete(
      [
        { contender: "pytorch", task: product, title: "PyTorch with OpenBLAS, 2048³" },
        ...ours.flatMap((contender) => {
          const { title } = contenders[contender];
          return [
            { contender, task: training, title: `${title}, ten training steps` },
            { contender, task: sampling, title: `${title}, 2,000 samples` },
          ];
        }),
      ],
      { rounds: 7, turn: 1, quick: effort === "quick" },
    );
    const most = outcomes[0]?.milliseconds === undefined ? undefined : rateOf(outcomes[0]);
    const share = (task: Task): number | undefined => {
      const best = bestOfOurs(outcomes.filter((one) => one.task === task));
      return best && most !== undefined ? rateOf(best) / most : undefined;
    };
    return {
      outcomes,
      verdicts: [
        { what: "of the peak in the training step", value: share(training), unit: "%", atLeast: 0.45 },
        { what: "of the peak in sampling", value: share(sampling), unit: "%", atLeast: 0.45 },
      ],
      details: {
        gigaflops: outcomes
          .filter(({ milliseconds }) => milliseconds !== undefined)
          .map((one) => ({ title: one.title, task: one.task.kind, value: rateOf(one) / 1e9 })),
      },
    };
  },
};
