export { type Activation, type ActivationName, activationFunction } from "./activation.js";
export { type LinearOptions, type LinearParams, linear } from "./linear.js";
export { type MlpOptions, type MlpParams, mlp } from "./mlp.js";
export type { InitOptions, Network } from "./network.js";
