import { CapabilityError } from "@nami/errors";
import {
  type BrownianSource, type DiffusionMethod, type NoiseSchedule, type OdeMethod, type Prediction, type SdeMethod,
  type StopSignal, sampleDiffusion, solve, solveSde,
} from "@nami/solvers"; // biome-ignore format: a list
import { brownianTree, type FloatDType, foldIn, type Key, normal, type Tensor } from "@nami/tensor-backend";
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
  /** @throws CapabilityError when it cannot keep states at times between */
  carry(span: Span, company: Company): Carry<PointState>;
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
  };
}

/** The coefficients of dx = f dt + g dW, for time that runs up (1) or down (−1). */
export interface SdeCoefficients {
  readonly drift: (direction: 1 | -1) => Model;
  readonly diffusion: Model;
}

/** Along an SDE. The path of element i of row r depends on the key, r and i only. */
export function sdeCarrier({ drift, diffusion }: SdeCoefficients, method: SdeMethod): Carrier {
  return {
    stochastic: true,
    carry:
      ({ from, to, saveAt = [], signal }, company) =>
      async (start, { space, rows }) => {
        const condition = await conditionAt(company, rows);
        const equation = {
          drift: pointDynamics(drift(to > from ? 1 : -1), condition),
          diffusion: pointDynamics(diffusion, condition),
        };
        const noise = pathsFrom(company.key!, rows.first * widthOf(start.x));
        return solveSde(equation, start, { t0: from, t1: to, method, space, saveAt, signal, noise });
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
  return {
    stochastic: method.stochastic,
    carry: ({ from, to, saveAt, signal }, company) => {
      if (saveAt)
        throw new CapabilityError(
          `trajectory: a sampler of several steps keeps no states on its way, got ${method.name}. Pass an ODE or SDE method as solver.`,
        );
      const towards = Math.sign(to - from);
      const rest = [from, ...Array.from(grid).filter((t) => (t - from) * towards > 0)];
      return async (start, { space, rows }) => {
        const dtype: FloatDType = start.x.dtype === "float64" ? "float64" : "float32";
        const options = {
          ...schedule,
          predicts,
          method,
          grid: rest,
          space,
          signal,
          noise: (draw: number): PointState => ({
            x: normal(foldIn(company.key!, draw), start.x.shape, { firstRow: rows.first, dtype }),
          }),
        };
        const dynamics = pointDynamics(model, await conditionAt(company, rows));
        const sample = await sampleDiffusion(dynamics, start, options);
        return {
          y: sample.y,
          t: sample.t,
          status: sample.status,
          saved: [],
          stats: { ...sample.stats, accepted: rest.length - 1, rejected: 0 },
          ...(sample.rows && { rows: { ...sample.rows, t: new Float64Array(rows.count).fill(sample.t) } }),
        };
      };
    },
  };
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
