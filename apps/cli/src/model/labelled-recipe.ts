import { type BoundModel, underCondition, withConditionDropout } from "@nami/models";
import { zeros } from "@nami/tensor-backend";
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
  loss: withConditionDropout(recipe.loss, { features: classes, probability }),
});

/** A velocity that was learned with labels, without one: that of all data. */
export const withoutLabel = (velocity: BoundModel, classes: number): BoundModel =>
  underCondition(velocity, zeros([1, classes]));
