import { OptionError } from "@nami/errors";
import {
  type BrownianSource, type DiffusionMethod, type NoiseSchedule, type OdeMethod, type Prediction, type SdeMethod,
  type StopSignal, sampleDiffusion, solve, solveSde,
} from "@nami/solvers"; // biome-ignore format: a list
import {
  brownianTree,
  type FloatDType,
  foldIn,
  graphNoise,
  graphSpace,
  type Key,
  normal,
  type Tensor,
} from "@nami/tensor-backend";
import { type PointState, pointDynamics } from "./flow-dynamics.js";
import type { Carry } from "./flow-solve.js";
import type { Model } from "./model.js";
import { type RowRange, takeRows } from "./rows.js";

/** From when to when points travel. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly saveAt?: readonly number[];
  readonly signal?: StopSignal | undefined;
}

/** What comes along with the rows. */
export interface Company {
  /** `[rows, features]` */
  readonly conditions?: Tensor | undefined;
  /** Decides the noise on the way. */
  readonly key?: Key | undefined;
}

/** How points travel between two times: along an ODE, along an SDE, or by a diffusion sampler. */
export interface Carrier {
  /** Whether it draws on the way. */
  readonly stochastic: boolean;
  /** @throws OptionError when it does not pass a time to keep */
  carry(span: Span, company: Company): Carry<PointState>;
  /**
   * The same as a formula: nothing is computed, and the steps become part of the graph.
   *
   * @throws OptionError when steps depend on values
   */
  trace(start: PointState, span: Omit<Span, "saveAt" | "signal">, company: Company): PointState;
}

const conditionAt = async ({ conditions }: Company, rows: RowRange): Promise<Tensor | undefined> =>
  conditions && takeRows(conditions, rows);

/** Along dx/dt = v(x, t). */
export function odeCarrier(velocity: Model, method: OdeMethod): Carrier {
  return {
    stochastic: false,
    carry:
      ({ from, to, saveAt = [], signal }, company) =>
      async (start, { space, rows }) =>
        solve(pointDynamics(velocity, await conditionAt(company, rows)), start, {
          t0: from,
          t1: to,
          method,
          space,
          saveAt,
          signal,
        }),
    trace: (start, { from, to }, { conditions }) =>
      solve(pointDynamics(velocity, conditions), start, {
        t0: from,
        t1: to,
        method,
        space: graphSpace<PointState>(),
      }).y,
  };
}

/** The coefficients of dx = f dt + g dW, for time that runs up (1) or down (−1). */
export interface SdeCoefficients {
  readonly drift: (direction: 1 | -1) => Model;
  readonly diffusion: Model;
}

/** Along an SDE. The path of element i of row r depends on the key, r and i only. */
export function sdeCarrier({ drift, diffusion }: SdeCoefficients, method: SdeMethod): Carrier {
  const equationOf = ({ from, to }: Pick<Span, "from" | "to">, condition: Tensor | undefined) => ({
    drift: pointDynamics(drift(to > from ? 1 : -1), condition),
    diffusion: pointDynamics(diffusion, condition),
  });
  return {
    stochastic: true,
    carry:
      ({ from, to, saveAt = [], signal }, company) =>
      async (start, { space, rows }) => {
        const equation = equationOf({ from, to }, await conditionAt(company, rows));
        const noise = pathsFrom(company.key!, rows.first * widthOf(start.x));
        return solveSde(equation, start, { t0: from, t1: to, method, space, saveAt, signal, noise });
      },
    trace: (start, { from, to }, { conditions, key }) => {
      const equation = equationOf({ from, to }, conditions);
      const options = { t0: from, t1: to, method, space: graphSpace<PointState>(), noise: graphNoise(key!) };
      return solveSde(equation, start, options).y;
    },
  };
}

/** What {@link samplerCarrier} is made of. */
export interface SamplerParts {
  readonly model: Model;
  readonly predicts: Prediction;
  readonly schedule: NoiseSchedule;
  readonly method: DiffusionMethod;
  readonly grid: ArrayLike<number>;
}

/** By a diffusion sampler, on the times of its grid after the start. */
export function samplerCarrier({ model, predicts, schedule, method, grid }: SamplerParts): Carrier {
  const times = Array.from(grid);
  const gridOf = ({ from, to }: Span): number[] => {
    const towards = Math.sign(to - from);
    return [from, ...times.filter((t) => (t - from) * towards > 0)];
  };
  const drawn = ({ key }: Company, { x }: PointState, firstRow: number): ((draw: number) => PointState) => {
    const dtype: FloatDType = x.dtype === "float64" ? "float64" : "float32";
    return (draw) => ({ x: normal(foldIn(key!, draw), x.shape, { firstRow, dtype }) });
  };
  const options = { ...schedule, predicts, method };
  return {
    stochastic: method.stochastic,
    carry: (span, company) => {
      const rest = gridOf(span);
      const saveAt = span.saveAt?.map((t) => nearest(method.name, rest, t));
      return async (start, { space, rows }) => {
        const dynamics = pointDynamics(model, await conditionAt(company, rows));
        const noise = drawn(company, start, rows.first);
        const all = { ...options, grid: rest, space, signal: span.signal, saveAt, noise };
        const { stats, ...sample } = await sampleDiffusion(dynamics, start, all);
        return {
          ...sample,
          stats: { ...stats, accepted: rest.length - 1, rejected: 0 },
          rows: { status: sample.rows!.status, t: new Float64Array(rows.count).fill(sample.t) },
        };
      };
    },
    trace: (start, span, company) =>
      sampleDiffusion(pointDynamics(model, company.conditions), start, {
        ...options,
        grid: gridOf(span),
        space: graphSpace<PointState>(),
        noise: drawn(company, start, 0),
      }).y,
  };
}

/** The time of a grid that a time is, to rounding. */
function nearest(name: string, grid: readonly number[], t: number): number {
  const found = grid.reduce((best, time) => (Math.abs(time - t) < Math.abs(best - t) ? time : best));
  if (Math.abs(found - t) <= 1e-9 * Math.abs(grid[0]! - grid.at(-1)!)) return found;
  throw new OptionError(
    `trajectory: a sampler passes the times of its grid only, got ${t} with ${name}. Pass times of the grid, such as ${found}.`,
  );
}

const widthOf = (x: Tensor): number => x.shape.slice(1).reduce((size, axis) => size * axis, 1);

/** The Brownian paths of a key from a number on. */
function pathsFrom(key: Key, first: number): BrownianSource {
  const tree = brownianTree(key);
  return {
    between: (a, b) => {
      const paths = tree.between(a, b);
      return { increment: (s, t, count) => paths.increment(s, t, count, { first }) };
    },
  };
}
