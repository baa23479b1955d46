import { solve } from "@nami/solvers";
import {
  add, compile, evaluate, type Shape, solvePullback, type Tensor, type Tree, tensorSpace, treeDispose, treeMap, valueAndGrad,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import type { FlowProcess } from "./flow-process.js";
import { requireSuccess } from "./flow-solve.js";
import { definitionOf, needsOdeSolver, type ProcessDefinition } from "./process-definition.js";

/** A process of some parameters, under the condition of the call where it has one; called with traced ones too. */
export type ProcessOf<Params> = (params: Params, condition?: Tensor) => FlowProcess;

/** What a call keeps fixed: probes, conditions of rows. */
export type Company = Readonly<Record<string, Tensor>>;

/** A state that rows are solved in, with their points. */
type RowState = Readonly<{ x: Tensor }> & Tree<Tensor>;

/** A loss at the end of a solve, as formulas. */
export interface Journey<State extends RowState> {
  /** Whose errors they are. */
  readonly caller: string;
  /** Times of a process between which it is solved. */
  ends(definition: ProcessDefinition): { readonly t0: number; readonly t1: number };
  dynamics(definition: ProcessDefinition, company: Company): (state: State, t: Tensor) => State;
  /** A scalar of the last state. */
  loss(definition: ProcessDefinition, state: State, like: Tensor): Tensor;
}

/** One solve: where it starts, and the shape in which its points were given. */
export interface Departure<Params, State> {
  readonly params: Params;
  readonly definition: ProcessDefinition;
  readonly state: State;
  readonly company: Company;
  /** A tensor whose shape the loss needs. */
  readonly like: Tensor;
  /** In which errors show the points. */
  readonly shape: Shape;
}

/** A loss with its derivatives, on the host. */
export interface ThroughSolve<Params, State> {
  readonly value: Tensor;
  readonly params: Params;
  /** With respect to the state at the start. */
  readonly start: State;
  /** The state at the end. */
  readonly end: State;
}

/**
 * The gradient of a loss at the end of a solve of any length, with error control too: the accepted steps are kept, and one compiled
 * program goes back over them.
 *
 * @returns a function of one departure, with a `dispose` for its programs
 */
export function throughSolve<Params extends Tree<Tensor>, State extends RowState>(
  process: ProcessOf<Params>,
  { caller, ends, dynamics, loss }: Journey<State>,
): { run(departure: Departure<Params, State>): Promise<ThroughSolve<Params, State>>; dispose(): void } {
  type Inputs = Readonly<{ params: Params; company: Company }>;
  type End = Readonly<{ params: Params; state: State }>;
  const slopes = ({ params, company }: Inputs, state: State, t: Tensor): State =>
    dynamics(definitionOf(caller, process(params, company.condition)).definition, company)(state, t);
  const prepare = ({ backend, odeSolver, name }: ProcessDefinition) => {
    if (!odeSolver) throw needsOdeSolver(caller, name, "gradients");
    const lossOf = ({ params, state }: End, like: Tensor): Tensor =>
      loss(definitionOf(caller, process(params)).definition, state, like);
    return {
      method: odeSolver,
      pull: solvePullback(slopes, { backend, method: odeSolver, rows: "leading" }),
      finish: compile((end: End, like: Tensor) => valueAndGrad(lossOf)(end, like), { backend }),
    };
  };
  let programs: ReturnType<typeof prepare> | undefined;

  return {
    run: async ({ params, definition, state, company, like, shape }) => {
      const { backend } = definition;
      programs ??= prepare(definition);
      const { method, pull, finish } = programs;
      const space = tensorSpace<State>(backend, { rows: "leading" });
      const owned: Tree<Tensor>[] = [];
      try {
        const f = (y: State, t: Tensor): State => slopes({ params, company }, y, t);
        const solution = await solve(f, state, { ...ends(definition), method, space, keepSteps: true });
        owned.push(solution.y, ...solution.steps!.map(({ y }) => y));
        const { y, status, stats, rows } = solution;
        await requireSuccess(caller, { y, status, stats, saved: [], rows: rows! }, shape);
        const [value, direct] = await finish({ params, state: y } as Parameters<typeof finish>[0], like);
        owned.push(value, direct.params, direct.state);
        const back = await pull({ params, company }, solution, direct.state);
        owned.push(back.params);
        if (back.y0 !== direct.state) owned.push(back.y0);
        const sums = treeMap((a, b) => add(a, b), direct.params, back.params.params) as Params;
        return await evaluate({ value, params: sums, start: back.y0, end: y }, { backend });
      } finally {
        for (const tree of owned) treeDispose(tree);
        space.dispose();
      }
    },
    dispose: () => {
      programs?.pull.dispose();
      programs?.finish.dispose();
      programs = undefined;
    },
  };
}
