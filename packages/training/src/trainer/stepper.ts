import { compile, scan, type Tensor, type TensorBackend, type Tree, treeDispose } from "@nami/tensor-backend";
import type { LossGradient } from "./options.js";
import {
  type StepInput,
  type StepParts,
  type Stepped,
  trainStep,
  type UpdateParts,
  updateStep,
} from "./train-step.js";

/** What takes the state of a run from step to step. */
export interface Stepper {
  /** Takes steps, one for each input; consumes the state and the record of the step before. */
  advance(before: Stepped, inputs: readonly StepInput[]): Promise<Stepped>;
  /** How many steps like this one cost less together, as one program; 1 where none do. */
  together(before: Stepped, input: StepInput): Promise<number>;
  /** Draws the random numbers of a step to come, for time in which others compute. */
  drawAhead(input: StepInput): void;
  dispose(): void;
}

/** The whole step as one program. */
export function programStepper<P extends Tree<Tensor>, Model, Base>(
  parts: StepParts<P, Model, Base>,
  backend: TensorBackend,
): Stepper {
  const steps = scan(trainStep(parts), { backend, donate: true });
  return { advance: steps, together: steps.together, drawAhead: steps.drawAhead, dispose: steps.dispose };
}

/** Gradients from a function that runs by itself, such as a solve and the way back over it; and a program for what follows. */
export function gradientStepper<P extends Tree<Tensor>>(
  gradient: LossGradient<P>,
  parts: UpdateParts,
  backend: TensorBackend,
): Stepper {
  const split = compile(({ params }: Pick<Stepped["state"], "params">) => parts.layout.split(params), {
    backend,
  });
  const update = compile(updateStep(parts), { backend, donate: [0] });
  const step = async (before: Stepped, { batch, key, step }: StepInput): Promise<Stepped> => {
    const { target, condition } = batch;
    const params = (await split({ params: before.state.params })) as P;
    try {
      const slope = await gradient(params, target, { key, ...(condition && { condition }) });
      return await update(before, { value: slope.value, params: slope.params }, step);
    } finally {
      treeDispose(params);
    }
  };
  return {
    advance: async (before, inputs) => {
      let current = before;
      for (const input of inputs) current = await step(current, input);
      return current;
    },
    together: async () => 1,
    drawAhead: () => {},
    dispose: () => {
      split.dispose();
      update.dispose();
    },
  };
}
