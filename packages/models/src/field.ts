import type { InitOptions } from "@nami/networks";
import type { ConditionalPath } from "@nami/paths";
import type { Key, Numeric, Shape, Tensor, Tree } from "@nami/tensor-backend";
import type { Parameterization } from "./conversions.js";
import { type BoundModel, batchShapeOf, batchTime } from "./model.js";

/** What {@link defineField} is made of. */
export interface FieldDefinition<Params extends Tree<Tensor>> {
  /** Shape of one point. */
  readonly eventShape: Shape;
  /** Parameters drawn from a key. */
  init(key: Key, options?: InitOptions): Params;
  /**
   * The field at points.
   *
   * @param x `[batch…, event…]`
   * @param t `[batch…]`, always a tensor
   */
  apply(params: Params, x: Tensor, t: Tensor, condition?: Tensor): Tensor;
  /** The path that it is trained on, with its orientation, source and coupling; travels with the field. */
  readonly path?: ConditionalPath;
  /** What it predicts, where that is not the velocity; travels with the field, and `denoisingLoss` takes it. */
  readonly predicts?: Parameterization;
  /** ∇·v at points, `[batch…]`, where there is a formula for it; differentiation finds it otherwise. */
  divergence?(params: Params, x: Tensor, t: Tensor, condition?: Tensor): Tensor;
}

/** A parametric vector field v(x, t), pure: its parameters are a value of their own. */
export interface Field<Params extends Tree<Tensor>> {
  /** Shape of one point. */
  readonly eventShape: Shape;
  /** The path that it is trained on, where it was said. */
  readonly path?: ConditionalPath;
  /** What it predicts, where it was said. */
  readonly predicts?: Parameterization;
  /** Parameters drawn from a key. */
  init(key: Key, options?: InitOptions): Params;
  /**
   * The field at points.
   *
   * @param x `[batch…, event…]`
   * @param t a number, or a tensor that broadcasts to `[batch…]`
   * @param condition `[batch…, features]`, for fields that take one
   * @returns `[batch…, event…]`
   */
  apply(params: Params, x: Tensor, t: Numeric, condition?: Tensor): Tensor;
  /** The field with its parameters inside. */
  with(params: Params): BoundModel;
}

/**
 * A field of one's own: what it computes, with points and times checked and times broadcast before it is asked.
 *
 * @throws ShapeError, from its functions, when points do not end in the event shape or t is not of batch shape
 * @example
 * const rotation = defineField({
 *   eventShape: [2],
 *   init: () => ({ speed: tensor(1) }),
 *   apply: ({ speed }, x) => mul(speed, matmul(x, tensor([[0, 1], [-1, 0]]))),
 * });
 */
export function defineField<Params extends Tree<Tensor>>({
  eventShape,
  init,
  apply,
  path,
  predicts,
  divergence,
}: FieldDefinition<Params>): Field<Params> {
  const marks = { ...(path && { path }), ...(predicts && { predicts }) };
  const timeOf = (x: Tensor, t: Numeric): Tensor =>
    batchTime("field", t, batchShapeOf("field", x, eventShape));
  return Object.freeze<Field<Params>>({
    eventShape,
    ...marks,
    init,
    apply: (params, x, t, condition) => apply(params, x, timeOf(x, t), condition),
    with: (params) => {
      const model = (x: Tensor, t: Numeric, condition?: Tensor): Tensor =>
        apply(params, x, timeOf(x, t), condition);
      const own = divergence && {
        divergence: (x: Tensor, t: Numeric, condition?: Tensor): Tensor =>
          divergence(params, x, timeOf(x, t), condition),
      };
      return Object.freeze(Object.assign(model, { eventShape, ...marks, ...own }));
    },
  });
}
