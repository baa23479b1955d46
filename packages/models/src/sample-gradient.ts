import { checkOptions, OptionError } from "@nami/errors";
import {
  add, compile, evaluate, grad, type Key, mul, reshape, type Shape, sum, type Tensor, type TensorBackend, type Tree, treeDispose,
  treeMap, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { checkSample } from "./flow-arguments.js";
import { type PointState, pointDynamics } from "./flow-dynamics.js";
import { onHostAs } from "./on-host-as.js";
import { definitionOf } from "./process-definition.js";
import { rowsOfProcess } from "./process-rows.js";
import { type ProcessOf, throughSolve } from "./through-solve.js";

/** Options of {@link sampleGradient}. */
export interface SampleGradientOptions {
  /** What is differentiated, a scalar of the samples `[sample…, batch…, event…]`. */
  readonly loss: (x: Tensor) => Tensor;
}

/** A loss of samples with its derivatives; values on the host. */
export interface SampleGradient<Params> {
  readonly value: Tensor;
  /** In the structure of the parameters. */
  readonly params: Params;
  /** The samples, `[sample…, batch…, event…]`. */
  readonly x: Tensor;
}

/** Options of one call of what {@link sampleGradient} makes. */
export interface SampleGradientCall {
  /** Draws the noise. */
  readonly key: Key;
  /** `[batch…, features]`, handed to the function that makes the process. */
  readonly condition?: Tensor;
}

/** Made by {@link sampleGradient}. */
export interface SampleGradientFunction<Params> {
  (params: Params, shape: Shape, options: SampleGradientCall): Promise<SampleGradient<Params>>;
  /** Frees what its programs keep on the device. */
  dispose(): void;
}

/**
 * A loss of samples with its gradient, through a solve of the ODE of any length and with error control: what a flow is tuned with
 * where samples are judged, not data. For few fixed steps, `traced.sample` inside `grad` does the same in one program, SDEs too.
 *
 * Samples are functions of the parameters and of the noise of the key (the reparameterization): where the base depends on the
 * parameters, its part is included. It is the exact derivative of the numbers that the solve computes, with its times held where
 * they were.
 *
 * @param process the process of some parameters, under the condition of the call where it has one; called with traced ones too
 * @throws OptionError and CapabilityError, from the call, without a key or a solver of the ODE, or with an output transform
 * @throws SolveError, from the call, unless every row succeeded
 * @example
 * const gradient = sampleGradient((params: Params) => flowMatching({ field: field.with(params), base, solver, backend }).bind(), {
 *   loss: (x) => mean(square(x)),
 * });
 * const { value, params: step } = await gradient(params, [256], { key: key(0) });
 * @see Chen et al., Neural ordinary differential equations (2018), for gradients through solves
 */
export function sampleGradient<Params extends Tree<Tensor>>(
  process: ProcessOf<Params>,
  options: SampleGradientOptions,
): SampleGradientFunction<Params> {
  checkOptions<SampleGradientOptions>(caller, options, { loss: true });
  const { loss } = options;
  if (typeof loss !== "function")
    throw new OptionError(
      `${caller}: loss must be a function of samples, got ${typeof loss}. Pass for example loss: (x) => mean(square(x)).`,
    );
  const through = throughSolve<Params, PointState>(process, {
    caller,
    ends: ({ t0, t1 }) => ({ t0, t1 }),
    dynamics: ({ velocity }, { condition }) => pointDynamics(velocity, condition),
    loss: (_, { x }, like) => loss(reshape(x, like.shape)),
  });
  /** The gradient of Σ slope · noise, which is not 0 where the base depends on the parameters. */
  const throughNoise = (params: Params, key: Key, slope: Tensor): Params => {
    const along = (p: Params): Tensor => {
      const { base } = definitionOf(caller, process(p)).definition;
      const dtype = slope.dtype === "float64" ? "float64" : "float32";
      return sum(mul(base.sample([slope.shape[0]!], { key, dtype }), slope));
    };
    return grad(along)(params);
  };
  const compileNoise = (backend: TensorBackend) => compile(throughNoise, { backend });
  let noise: ReturnType<typeof compileNoise> | undefined;

  const call = async (params: Params, shape: Shape, options = {} as SampleGradientCall) => {
    checkOptions<SampleGradientCall>(caller, options, { key: true, condition: true });
    const { key, condition: given } = options;
    checkSample(caller, shape, key);
    const { definition, condition } = definitionOf(caller, process(params, given));
    const { backend } = definition;
    const rows = rowsOfProcess(definition, condition);
    const batch = rows.sampleBatch(shape);
    const conditions = rows.conditions(batch);
    const { x, ...company } = await evaluate(
      { x: rows.drawNoise(batch, key), ...(conditions && { condition: conditions }) },
      { backend },
    );
    const like = zeros(rows.shapeOf(batch), x.dtype);
    const {
      value,
      params: along,
      start,
      end,
    } = await through.run({
      params,
      definition,
      state: { x },
      company,
      like,
      shape: like.shape,
    });
    noise ??= compileNoise(backend);
    const before = await noise(params as Parameters<typeof noise>[0], key, start.x);
    try {
      const total = await evaluate(treeMap((a, b) => add(a, b), along, before) as Params, { backend });
      return { value, params: total, x: await onHostAs(end.x, like.shape) };
    } finally {
      treeDispose(before);
    }
  };
  const dispose = (): void => {
    through.dispose();
    noise?.dispose();
    noise = undefined;
  };
  return Object.assign(call, { dispose });
}

const caller = "sampleGradient";
