import {
  compile,
  type Key,
  type Tensor,
  type TensorBackend,
  type Tree,
  treeDispose,
} from "@nami/tensor-backend";
import type { Batch } from "./batches.js";
import type { LossGradient } from "./options.js";
import {
  type DeviceState,
  type StepParts,
  type Stepped,
  trainStep,
  type UpdateParts,
  updateStep,
} from "./train-step.js";

/** What takes the state of a run from step to step; it consumes the state and the record of the step before. */
export interface Stepper {
  advance(state: DeviceState, record: Tensor, batch: Batch, key: Key, step: number): Promise<Stepped>;
  dispose(): void;
}

/** The whole step as one program. */
export function programStepper<P extends Tree<Tensor>, Model, Base>(
  parts: StepParts<P, Model, Base>,
  backend: TensorBackend,
): Stepper {
  const program = compile(trainStep(parts), { backend, donate: [0, 1] });
  return { advance: program, dispose: program.dispose };
}

/** Gradients from a function that runs by itself, such as a solve and the way back over it; and a program for what follows. */
export function gradientStepper<P extends Tree<Tensor>>(
  gradient: LossGradient<P>,
  parts: UpdateParts,
  backend: TensorBackend,
): Stepper {
  const split = compile(({ params }: Pick<DeviceState, "params">) => parts.layout.split(params), { backend });
  const update = compile(updateStep(parts), { backend, donate: [0, 1] });
  return {
    advance: async (state, record, { target, condition }, key, step) => {
      const params = (await split({ params: state.params })) as P;
      try {
        const slope = await gradient(params, target, { key, ...(condition && { condition }) });
        return await update(state, record, { value: slope.value, params: slope.params }, step);
      } finally {
        treeDispose(params);
      }
    },
    dispose: () => {
      split.dispose();
      update.dispose();
    },
  };
}
