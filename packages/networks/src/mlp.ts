import { checkOptions, OptionError } from "@nami/errors";
import { showShape, split, type Tensor } from "@nami/tensor-backend";
import { type Activation, activationFunction } from "./activation.js";
import { type LinearParams, linear } from "./linear.js";
import { checkSize, type Network } from "./network.js";

/** One entry for each affine map, first to last. */
export type MlpParams = Readonly<{ layers: readonly LinearParams[] }>;

/** Options of {@link mlp}. */
export interface MlpOptions {
  /** Size of the last axis of x. */
  readonly inputs: number;
  /** Size of the last axis of the result. */
  readonly outputs: number;
  /** Width of every hidden layer. Default 128. */
  readonly hidden?: number;
  /** Number of hidden layers. Default 3. */
  readonly layers?: number;
  /** Nonlinearity after each hidden layer. Default `"silu"`. */
  readonly activation?: Activation;
}

/** @throws OptionError for parameters that are none, or of a network of another depth or width */
function checkLayers(params: MlpParams, sizes: readonly number[]): void {
  const layers = (params as Partial<MlpParams> | undefined)?.layers;
  const count = sizes.length - 1;
  const remedy = "Pass those of init, of a trainer or of a checkpoint of this network.";
  if (layers?.length !== count)
    throw new OptionError(
      `mlp: params must be { layers } with ${count} of them, got ${layers?.length ?? "none"}. ${remedy}`,
    );
  for (const [i, { weight }] of layers.entries())
    if (weight.shape[0] !== sizes[i] || weight.shape[1] !== sizes[i + 1])
      throw new OptionError(
        `mlp: the weight of layer ${i} must be [${sizes[i]}, ${sizes[i + 1]}], got ${showShape(weight.shape)}. ${remedy}`,
      );
}

/**
 * A multilayer perceptron over the last axis: affine maps with a nonlinearity between them.
 *
 * @throws OptionError when a size is not a positive integer or the activation is unknown
 * @example
 * const network = mlp({ inputs: 3, outputs: 2 }); // 3 → 128 → 128 → 128 → 2: 33,794 parameters
 */
export function mlp(options: MlpOptions): Network<MlpParams> {
  checkOptions<MlpOptions>("mlp", options, {
    inputs: true,
    outputs: true,
    hidden: true,
    layers: true,
    activation: true,
  });
  const { inputs, outputs, hidden = 128, layers = 3, activation = "silu" } = options;
  checkSize("mlp", "inputs", inputs);
  checkSize("mlp", "outputs", outputs);
  checkSize("mlp", "hidden", hidden);
  checkSize("mlp", "layers", layers);
  const sigma = activationFunction(activation);
  const sizes = [inputs, ...new Array<number>(layers).fill(hidden), outputs];
  const maps = sizes.slice(1).map((size, i) => linear({ inputs: sizes[i]!, outputs: size }));
  return Object.freeze<Network<MlpParams>>({
    init: (key, options) => {
      const keys = split(key, maps.length);
      return { layers: maps.map((map, i) => map.init(keys[i]!, options)) };
    },
    apply: (params, x) => {
      checkLayers(params, sizes);
      return maps.reduce((h: Tensor, map, i) => map.apply(params.layers[i]!, i === 0 ? h : sigma(h)), x);
    },
  });
}
