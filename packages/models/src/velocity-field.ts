import { checkOptions, OptionError } from "@nami/errors";
import { type Activation, type MlpParams, mlp } from "@nami/networks";
import type { ConditionalPath } from "@nami/paths";
import { cast, concat, expandDims, showShape, type Tensor } from "@nami/tensor-backend";
import type { Parameterization } from "./conversions.js";
import { defineField, type Field } from "./field.js";
import { batchCondition } from "./model.js";

/** Options of {@link velocityField}. */
export interface VelocityFieldOptions {
  /** Dimension d of a point. */
  readonly dim: number;
  /** Number of features of the condition. Default 0: none. */
  readonly conditionDim?: number;
  /** Width of the hidden layers. Default 128. */
  readonly hidden?: number;
  /** Number of hidden layers. Default 3. */
  readonly layers?: number;
  /** Nonlinearity. Default `"silu"`. */
  readonly activation?: Activation;
  /** The path that it is trained on; `fmLoss` then takes it, and what needs the score asks it. */
  readonly path?: ConditionalPath;
}

/**
 * A velocity field for points in ℝᵈ: a multilayer perceptron over `[x, t, condition]`.
 *
 * @throws OptionError when a size is not a positive integer; when a condition is missing or not expected
 * @example
 * const field = velocityField({ dim: 2, hidden: 128 }); // 33,794 parameters
 * const params = field.init(key(0));
 * field.apply(params, zeros([5, 2]), 0.5).shape // [5, 2]
 */
export function velocityField(options: VelocityFieldOptions): Field<MlpParams> {
  return perceptronField("velocityField", options);
}

/** A perceptron over `[x, t, condition]` that predicts something, and whose errors name a caller. */
export function perceptronField(
  caller: string,
  options: VelocityFieldOptions,
  predicts?: Parameterization,
): Field<MlpParams> {
  checkOptions<VelocityFieldOptions>(caller, options ?? {}, {
    dim: true,
    conditionDim: true,
    hidden: true,
    layers: true,
    activation: true,
    path: true,
  });
  const { dim, conditionDim = 0, hidden = 128, layers = 3, activation = "silu", path } = options ?? {};
  if (!Number.isSafeInteger(dim) || dim < 1)
    throw new OptionError(
      `${caller}: dim must be a positive integer, got ${dim}. Pass the size of one point.`,
    );
  if (!Number.isSafeInteger(conditionDim) || conditionDim < 0)
    throw new OptionError(
      `${caller}: conditionDim must be a non-negative integer, got ${conditionDim}. Pass 0 for none.`,
    );
  const network = mlp({ inputs: dim + 1 + conditionDim, outputs: dim, hidden, layers, activation });
  return defineField({
    eventShape: [dim],
    ...(path && { path }),
    ...(predicts && { predicts }),
    init: network.init,
    apply: (params, x, t, condition) => {
      const inputs = [x, cast(expandDims(t, -1), x.dtype)];
      if (conditionDim > 0) inputs.push(featuresOf(caller, condition, conditionDim, t));
      else if (condition)
        throw new OptionError(
          `${caller}: a field without conditionDim takes no condition, got one of shape ${showShape(condition.shape)}. Pass conditionDim: ${condition.shape.at(-1)}.`,
        );
      return network.apply(params, concat(inputs, -1));
    },
  });
}

function featuresOf(caller: string, condition: Tensor | undefined, conditionDim: number, t: Tensor): Tensor {
  if (condition?.shape.at(-1) !== conditionDim)
    throw new OptionError(
      `${caller}: the condition must have ${conditionDim} features on its last axis, got ${condition ? showShape(condition.shape) : "none"}. Bind it: flowMatching(…).bind(condition).`,
    );
  return batchCondition(caller, condition, t.shape);
}
