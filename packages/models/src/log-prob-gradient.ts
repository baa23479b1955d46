import { exactDivergence, type LogDensityState } from "@nami/divergence";
import { checkOptions } from "@nami/errors";
import {
  add, evaluate, type Key, mean, neg, reshape, type Tensor, type Tree, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { checkFinite } from "./flow-arguments.js";
import { densityDynamics } from "./flow-dynamics.js";
import type { LogProbOptions } from "./flow-process.js";
import { batchShapeOf } from "./model.js";
import { onHostAs } from "./on-host-as.js";
import { definitionOf, needsKey } from "./process-definition.js";
import { rowsOfProcess } from "./process-rows.js";
import { type ProcessOf, throughSolve } from "./through-solve.js";

/** Options of {@link logProbGradient}. */
export interface LogProbGradientOptions extends Pick<LogProbOptions, "divergence"> {
  /** What is differentiated, a scalar of the log-densities `[batch…]`. Default: the mean negative log-likelihood. */
  readonly loss?: (logProb: Tensor) => Tensor;
}

/** A loss of log-densities with its derivatives; values on the host. */
export interface LogProbGradient<Params> {
  readonly value: Tensor;
  /** In the structure of the parameters. */
  readonly params: Params;
  /** In the shape of the points. */
  readonly x: Tensor;
}

/** Options of one call of what {@link logProbGradient} makes. */
export interface LogProbGradientCall {
  /** Draws the probes of a stochastic divergence. */
  readonly key?: Key;
  /** `[batch…, features]`, handed to the function that makes the process. */
  readonly condition?: Tensor;
}

/** Made by {@link logProbGradient}. */
export interface LogProbGradientFunction<Params> {
  (params: Params, x: Tensor, options?: LogProbGradientCall): Promise<LogProbGradient<Params>>;
  /** Frees what its programs keep on the device. */
  dispose(): void;
}

/**
 * A loss of log-densities with its gradient, through a solve of any length and with error control: the accepted steps are kept, and
 * one compiled program goes back over them. For few fixed steps, `traced.logProb` inside `grad` does the same in one program.
 *
 * It is the exact derivative of the numbers that the solve computes, with its times held where they were.
 *
 * @param process the process of some parameters, under the condition of the call where it has one; called with traced ones too
 * @returns an asynchronous function of parameters, points, and key and condition, with a `dispose` for its programs. The trainer
 * takes it as `loss: { gradient }`
 * @throws OptionError and CapabilityError, from the call, without a solver of the ODE, a key that is needed, or with an output transform
 * @throws SolveError, from the call, unless every row succeeded
 * @example
 * const gradient = logProbGradient((params: Params) => flowMatching({ field: field.with(params), base, solver, backend }).bind());
 * const { value, params: step } = await gradient(params, x);
 */
export function logProbGradient<Params extends Tree<Tensor>>(
  process: ProcessOf<Params>,
  options: LogProbGradientOptions = {},
): LogProbGradientFunction<Params> {
  checkOptions<LogProbGradientOptions>(caller, options, { divergence: true, loss: true });
  const { divergence = exactDivergence(), loss = (logProb) => neg(mean(logProb)) } = options;
  const through = throughSolve<Params, LogDensityState>(process, {
    caller,
    ends: ({ t0, t1 }) => ({ t0: t1, t1: t0 }),
    dynamics: ({ base, velocity }, { probes, condition }) =>
      densityDynamics(velocity, condition, {
        estimator: divergence,
        eventNdim: base.eventShape.length,
        ...(probes && { probes }),
      }),
    loss: ({ base }, state, like) => {
      const logProb = add(base.logProb(state.x), mean(state.logDensity, { axis: -1 }));
      return loss(reshape(logProb, like.shape));
    },
  });

  const call = async (params: Params, x: Tensor, options: LogProbGradientCall = {}) => {
    checkOptions<LogProbGradientCall>(caller, options, { key: true, condition: true });
    const { key, condition: given } = options;
    if (divergence.probes > 0 && !key) throw needsKey(caller, divergence);
    const { definition, condition } = definitionOf(caller, process(params, given));
    const { base, backend } = definition;
    const batch = batchShapeOf(caller, x, base.eventShape);
    const rows = rowsOfProcess(definition, condition);
    const start = await evaluate(rows.of(x, batch), { backend });
    await checkFinite(caller, start, batch);
    const { probes } = rows.densityOptions(start, { divergence, key });
    const conditions = rows.conditions(batch);
    const { state, like, ...company } = await evaluate(
      {
        state: rows.withDensity(start, divergence),
        like: zeros(batch, start.dtype === "float64" ? "float64" : "float32"),
        ...(probes && { probes }),
        ...(conditions && { condition: conditions }),
      },
      { backend },
    );
    const end = await through.run({ params, definition, state, company, like, shape: x.shape });
    return { value: end.value, params: end.params, x: await onHostAs(end.start.x, x.shape) };
  };
  return Object.assign(call, { dispose: through.dispose });
}

const caller = "logProbGradient";
