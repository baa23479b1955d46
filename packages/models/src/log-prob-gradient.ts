import { exactDivergence, type LogDensityState } from "@nami/divergence";
import { solve } from "@nami/solvers";
import {
  add, compile, evaluate, type Key, mean, neg, reshape, solvePullback, type Tensor, type Tree, tensorSpace, treeDispose, treeMap,
  valueAndGrad, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { checkFinite } from "./flow-arguments.js";
import { densityDynamics } from "./flow-dynamics.js";
import type { FlowProcess, LogProbOptions } from "./flow-process.js";
import { requireSuccess } from "./flow-solve.js";
import { batchShapeOf } from "./model.js";
import {
  type BoundDefinition,
  definitionOf,
  needsKey,
  needsOdeSolver,
  type ProcessDefinition,
} from "./process-definition.js";
import { rowsOfProcess } from "./process-rows.js";

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
  process: (params: Params, condition?: Tensor) => FlowProcess,
  { divergence = exactDivergence(), loss = (logProb) => neg(mean(logProb)) }: LogProbGradientOptions = {},
): LogProbGradientFunction<Params> {
  type Inputs = Readonly<{ params: Params; company: Readonly<Record<string, Tensor>> }>;
  type End = Readonly<{ params: Params; state: LogDensityState }>;
  const partsOf = (params: Params, condition?: Tensor): BoundDefinition =>
    definitionOf(caller, process(params, condition));
  const dynamics = ({ params, company }: Inputs, state: LogDensityState, t: Tensor): LogDensityState => {
    const { probes, condition } = company;
    const { base, velocity } = partsOf(params, condition).definition;
    const options = { estimator: divergence, eventNdim: base.eventShape.length, ...(probes && { probes }) };
    return densityDynamics(velocity, condition, options)(state, t);
  };
  const prepare = ({ backend, odeSolver, name }: ProcessDefinition) => {
    if (!odeSolver) throw needsOdeSolver(caller, name);
    const lossOf = ({ params, state }: End, like: Tensor): Tensor => {
      const { base } = partsOf(params).definition;
      const logProb = add(base.logProb(state.x), mean(state.logDensity, { axis: -1 }));
      return loss(reshape(logProb, like.shape));
    };
    return {
      method: odeSolver,
      pull: solvePullback(dynamics, { backend, method: odeSolver, rows: "leading" }),
      finish: compile((end: End, like: Tensor) => valueAndGrad(lossOf)(end, like), { backend }),
    };
  };
  let programs: ReturnType<typeof prepare> | undefined;

  const call = async (params: Params, x: Tensor, { key, condition: given }: LogProbGradientCall = {}) => {
    if (divergence.probes > 0 && !key) throw needsKey(caller, divergence);
    const { definition, condition } = partsOf(params, given);
    const { base, backend, t0, t1 } = definition;
    programs ??= prepare(definition);
    const { method, pull, finish } = programs;
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
    const inputs: Inputs = { params, company };
    const space = tensorSpace<LogDensityState>(backend, { rows: "leading" });
    const owned: Tree<Tensor>[] = [];
    try {
      const f = (y: LogDensityState, t: Tensor): LogDensityState => dynamics(inputs, y, t);
      const solution = await solve(f, state, { t0: t1, t1: t0, method, space, keepSteps: true });
      owned.push(solution.y, ...solution.steps!.map(({ y }) => y));
      const { y, status, stats, rows: each } = solution;
      await requireSuccess(caller, { y, status, stats, saved: [], rows: each! }, x.shape);
      const [value, direct] = await finish({ params, state: y } as Parameters<typeof finish>[0], like);
      owned.push(value, direct.params, direct.state);
      const back = await pull(inputs, solution, direct.state);
      owned.push(back.params);
      if (back.y0 !== direct.state) owned.push(back.y0);
      const gradient = treeMap((a, b) => add(a, b), direct.params, back.params.params) as Params;
      return await evaluate({ value, params: gradient, x: reshape(back.y0.x, x.shape) }, { backend });
    } finally {
      for (const tree of owned) treeDispose(tree);
      space.dispose();
    }
  };
  const dispose = (): void => {
    programs?.pull.dispose();
    programs?.finish.dispose();
    programs = undefined;
  };
  return Object.assign(call, { dispose });
}

const caller = "logProbGradient";
