import { OptionError } from "@nami/errors";
import { elu, gelu, relu, selu, sigmoid, silu, sin, softplus, type Tensor, tanh } from "@nami/tensor-backend";

/** Name of an activation, as it stands in configurations and checkpoints. */
export type ActivationName =
  | "elu"
  | "gelu"
  | "relu"
  | "selu"
  | "sigmoid"
  | "silu"
  | "sin"
  | "softplus"
  | "tanh";

const activations: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  elu,
  gelu,
  relu,
  selu,
  sigmoid,
  silu,
  sin,
  softplus,
  tanh,
};

/** An elementwise nonlinearity, or the name of one. */
export type Activation = ActivationName | ((x: Tensor) => Tensor);

/**
 * The function of an activation.
 *
 * @throws OptionError for an unknown name, listing the known ones
 */
export function activationFunction(activation: Activation): (x: Tensor) => Tensor {
  if (typeof activation === "function") return activation;
  if (Object.hasOwn(activations, activation)) return activations[activation];
  throw new OptionError(
    `activationFunction: the name must be one of ${Object.keys(activations).join(", ")}, got "${activation}". Pass one of them, or a function of a tensor.`,
  );
}
