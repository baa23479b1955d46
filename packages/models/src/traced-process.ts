import { exactDivergence } from "@nami/divergence";
import { checkOptions } from "@nami/errors";
import { solve } from "@nami/solvers";
import {
  add,
  foldIn,
  graphSpace,
  type Key,
  mean,
  reshape,
  type Shape,
  sub,
  type Tensor,
} from "@nami/tensor-backend";
import type { Carrier } from "./carrier.js";
import { checkBetween, checkDraw, checkSample } from "./flow-arguments.js";
import { densityDynamics } from "./flow-dynamics.js";
import type { DecodeOptions, EncodeOptions, LogProbOptions, SampleOptions } from "./flow-process.js";
import { batchShapeOf } from "./model.js";
import { needsKey, needsOdeSolver, type ProcessDefinition, stretchesOf } from "./process-definition.js";
import {
  tracedDecodeOptions,
  tracedEncodeOptions,
  tracedLogProbOptions,
  tracedSampleOptions,
} from "./process-options.js";
import { rowsOfProcess } from "./process-rows.js";

/**
 * The methods of a {@link FlowProcess} as formulas: they answer at once, with tensors that compute nothing, and so may be used
 * inside `grad`, `jvp` and `compile`. Derivatives with respect to parameters, points and conditions are exact: those of the
 * numbers that the solver computes.
 *
 * The whole solve becomes part of the program, so solvers must have fixed steps, and few: steps × stages × operations of the
 * field under about 3,000. Values are those of the method of the same name, to rounding, along the same Brownian paths where it
 * has some. Inside a compiled function keys and conditions are arguments of it, and the process is made there. Nobody looks whether
 * numbers are finite.
 *
 * @example
 * // The gradient of a negative log-likelihood with respect to parameters.
 * const nll = (params: Params, x: Tensor) => {
 *   const process = flowMatching({ field: field.with(params), base, solver: rk4({ steps: 8 }), backend }).bind();
 *   return neg(mean(process.traced.logProb(x)));
 * };
 * const step = compile((params: Params, x: Tensor) => valueAndGrad(nll)(params, x), { backend });
 */
export interface TracedProcess {
  /**
   * Samples as a function of what the process is made of: Python nami's `rsample`.
   *
   * @returns `[sample…, batch…, event…]`
   * @throws OptionError when the solver controls its steps
   */
  sample(shape: Shape, options: { readonly key: Key }): Tensor;
  /**
   * log p(x), by the ODE. `[batch…]`
   *
   * @throws OptionError when the solver controls its steps, there is none for the ODE, or a key is missing
   */
  logProb(x: Tensor, options?: TracedOptions<LogProbOptions>): Tensor;
  /** Samples with their log-densities, in one solve. */
  sampleWithLogProb(
    shape: Shape,
    options: { readonly key: Key } & TracedOptions<LogProbOptions>,
  ): { readonly x: Tensor; readonly logProb: Tensor };
  /** Data carried to noise, or to a time between. */
  encode(x: Tensor, options?: TracedOptions<EncodeOptions>): Tensor;
  /** Noise, or points of a time between, carried to data. */
  decode(noise: Tensor, options?: TracedOptions<DecodeOptions>): Tensor;
}

/** Options without those of a solve that runs. */
export type TracedOptions<T> = Omit<T, "signal">;

/** The process as formulas. */
export function traceProcess(definition: ProcessDefinition, condition: Tensor | undefined): TracedProcess {
  const { base, t0, t1, carrier, encoder = carrier, velocity, odeSolver } = definition;
  const { eventShape } = base;
  const rows = rowsOfProcess(definition, condition);

  const move = (along: Carrier, x: Tensor, batch: Shape, { from, to, key }: Move): Tensor => {
    const company = {
      conditions: rows.conditions(batch),
      key: along.stochastic && key ? foldIn(key, 1) : undefined,
    };
    return reshape(along.trace({ x }, { from, to }, company).x, rows.shapeOf(batch));
  };
  const given = (
    caller: string,
    along: Carrier,
    x: Tensor,
    { at, ...span }: Move & { readonly at: number },
  ): Tensor => {
    checkBetween(caller, at, t0, t1);
    if (along.stochastic) checkDraw(caller, span.key);
    const batch = batchShapeOf(caller, x, eventShape);
    return move(along, rows.of(x, batch), batch, span);
  };
  /** Points where the ODE takes them, and ∫ ∇·v dt on the way, the mean over the probes. */
  const moveWithDensity = (
    caller: string,
    {
      x,
      batch,
      from,
      to,
    }: { readonly x: Tensor; readonly batch: Shape; readonly from: number; readonly to: number },
    { divergence = exactDivergence(), key, probesAlong }: TracedOptions<LogProbOptions>,
  ): { readonly x: Tensor; readonly change: Tensor } => {
    if (divergence.probes > 0 && !key) throw needsKey(caller, divergence);
    if (!odeSolver) throw needsOdeSolver(caller, definition.name);
    const start = rows.withDensity(x, divergence);
    const along = stretchesOf(caller, probesAlong, odeSolver, { from, to });
    const options = rows.densityOptions(x, { divergence, key, along });
    const dynamics = densityDynamics(velocity, rows.conditions(batch), options);
    const span = { t0: from, t1: to, method: odeSolver, space: graphSpace<typeof start>() };
    const { y } = solve(dynamics, start, span);
    return { x: y.x, change: mean(y.logDensity, { axis: -1 }) };
  };

  const process: TracedProcess = {
    sample: (shape, options = {} as SampleOptions) => {
      checkOptions<TracedOptions<SampleOptions>>("traced.sample", options, tracedSampleOptions);
      const { key } = options;
      checkSample("sample", shape, key);
      const batch = rows.sampleBatch(shape);
      return move(carrier, rows.drawNoise(batch, key), batch, { from: t0, to: t1, key });
    },
    logProb: (x, options = {}) => {
      checkOptions<TracedOptions<LogProbOptions>>("traced.logProb", options, tracedLogProbOptions);
      const batch = batchShapeOf("logProb", x, eventShape);
      const start = { x: rows.of(x, batch), batch, from: t1, to: t0 };
      const end = moveWithDensity("logProb", start, options);
      return reshape(add(base.logProb(end.x), end.change), batch);
    },
    sampleWithLogProb: (shape, given = {} as SampleOptions) => {
      checkOptions<TracedOptions<SampleOptions & LogProbOptions>>(
        "traced.sampleWithLogProb",
        given,
        tracedLogProbOptions,
      );
      const { key, ...options } = given;
      checkSample("sampleWithLogProb", shape, key);
      const batch = rows.sampleBatch(shape);
      const noise = rows.drawNoise(batch, key);
      const start = { x: noise, batch, from: t0, to: t1 };
      const end = moveWithDensity("sampleWithLogProb", start, { ...options, key: foldIn(key, 0) });
      return {
        x: reshape(end.x, rows.shapeOf(batch)),
        logProb: reshape(sub(base.logProb(noise), end.change), batch),
      };
    },
    encode: (x, options = {}) => {
      checkOptions<TracedOptions<EncodeOptions>>("traced.encode", options, tracedEncodeOptions);
      const { to = t0, key } = options;
      return given("encode", encoder, x, { from: t1, to, key, at: to });
    },
    decode: (noise, options = {}) => {
      checkOptions<TracedOptions<DecodeOptions>>("traced.decode", options, tracedDecodeOptions);
      const { from = t0, key } = options;
      return given("decode", carrier, noise, { from, to: t1, key, at: from });
    },
  };
  return Object.freeze(process);
}

interface Move {
  readonly from: number;
  readonly to: number;
  readonly key?: Key | undefined;
}
