import { type BoundModel, dropCondition, guide } from "@nami/models";
import { type Numeric, split, type Tensor, zeros } from "@nami/tensor-backend";
import type { ProcessRecipe } from "./process-recipe.js";

/**
 * The recipe of labelled data: rows are learned with their labels and, now and then, without. Without one, as in an evaluation, the
 * condition is zeros.
 *
 * @param classes how many labels there are
 * @param probability how often a label is dropped
 */
export const withLabels = (recipe: ProcessRecipe, classes: number, probability: number): ProcessRecipe => ({
  ...recipe,
  loss: (model, target, source, { key, condition }) => {
    const [own, drop] = split(key);
    const told = condition ? dropCondition(condition, { key: drop, probability }) : noLabel(classes);
    return recipe.loss(model, target, source, { key: own, condition: told });
  },
});

const noLabel = (classes: number): Tensor => zeros([1, classes]);

/** A velocity that was learned with labels, without one: that of all data. */
export const withoutLabel = (velocity: BoundModel, classes: number): BoundModel =>
  Object.freeze(
    Object.assign((x: Tensor, t: Numeric): Tensor => velocity(x, t, noLabel(classes)), {
      eventShape: velocity.eventShape,
    }),
  );

/**
 * The same for one label.
 *
 * @param condition `[1, classes]`
 * @param scale w in v∅ + w (v − v∅)
 */
export const forLabel = (velocity: BoundModel, condition: Tensor, scale: number): BoundModel => {
  const model = scale === 1 ? velocity : guide(velocity, { scale });
  return Object.freeze(
    Object.assign((x: Tensor, t: Numeric): Tensor => model(x, t as Tensor, condition), {
      eventShape: velocity.eventShape,
    }),
  );
};
