import { standardNormal } from "@nami/distributions";
import {
  brownianGamma,
  linearInterpolant,
  linearPath,
  oneSidedInterpolant,
  type Path,
  quadraticGamma,
  trigonometricInterpolant,
} from "@nami/paths";
import { dopri5, eulerMaruyama, rk4, sra1, stochasticHeun } from "@nami/solvers";
import { foldIn, neg, type Tensor } from "@nami/tensor-backend";
import {
  epsilonTimesWidth,
  type FlowProcess,
  type InterpolantProcessOptions,
  interpolantProcess,
  type Model,
} from "../../index.js";
import { type Modes, marginalModes } from "../marginal-base.js";
import { type Case, type Draw, stepsAt } from "./case.js";
import { data, dataModes, source, sourceModes, times } from "./exact-fields.js";
import { statisticsOfPlane } from "./plane-law.js";

/** The exact b and score of a path from N(0, I), or from other data. */
function exactly(path: Path, from?: typeof source): Parts {
  const { velocity, score } = data.marginal(path.schedule, from && { source: from });
  return { path, field: velocity, score, base: from ?? standardNormal([2]) };
}

interface Parts extends Pick<InterpolantProcessOptions, "path" | "field" | "base"> {
  readonly path: Path;
  readonly score: Model;
}

const oneSided = exactly(oneSidedInterpolant());
const between = exactly(linearPath(), source);
const bridgePath = linearInterpolant({ gamma: brownianGamma() });
const bridge = exactly(bridgePath);
const turning = exactly(trigonometricInterpolant({ gamma: quadraticGamma() }));
/** η = −γ s */
const denoiser: Model = (x, t) => neg(times(bridgePath.gamma.gamma(t), bridge.score(x, t)));

/** The solver, and what an SDE needs. */
type How = (
  steps: (steps: number, order: number) => { readonly steps: number },
  fineness: number,
) => Partial<InterpolantProcessOptions> & Pick<InterpolantProcessOptions, "solver">;

interface Row {
  readonly name: string;
  readonly parts: Parts;
  readonly how: How;
  /** Default: the data. */
  readonly law?: Modes;
  /** Default: `sample`. */
  readonly run?: (process: FlowProcess, draw: Draw) => Promise<Tensor>;
}

const rows: readonly Row[] = [
  { name: "one-sided, rk4", parts: oneSided, how: (steps) => ({ solver: rk4(steps(16, 4)) }) },
  {
    name: "one-sided, dopri5",
    parts: oneSided,
    how: (_, fineness) => ({ solver: dopri5({ rtol: 5e-5 / fineness, atol: 5e-5 / fineness }) }),
  },
  {
    name: "one-sided, eulerMaruyama, ε = 2σ, score from b",
    parts: oneSided,
    how: (steps) => ({ solver: eulerMaruyama(steps(240, 1)), epsilon: epsilonTimesWidth(2) }),
  },
  {
    name: "one-sided, stochasticHeun, ε = 0.5, to t = 0.05",
    parts: oneSided,
    how: (steps) => ({
      solver: stochasticHeun(steps(80, 1)),
      epsilon: 0.5,
      score: oneSided.score,
      t1: 0.05,
    }),
    law: marginalModes(dataModes, oneSided.path.schedule, 0.05),
  },
  { name: "data to data, rk4", parts: between, how: (steps) => ({ solver: rk4(steps(16, 4)) }) },
  {
    name: "data to data, sra1, ε = 0.4",
    parts: between,
    how: (steps) => ({ solver: sra1(steps(32, 2)), epsilon: 0.4, score: between.score }),
  },
  {
    name: "data to data, encoded, sra1, ε = 0.4",
    parts: between,
    how: (steps) => ({ solver: sra1(steps(32, 2)), epsilon: 0.4, score: between.score }),
    law: sourceModes,
    run: (process, { count, key }) =>
      process.encode(data.sample([count], { key: foldIn(key, 1), dtype: "float64" }), { key }),
  },
  { name: "brownian, rk4", parts: bridge, how: (steps) => ({ solver: rk4(steps(16, 4)) }) },
  {
    name: "brownian, eulerMaruyama, ε = γ, denoiser",
    parts: bridge,
    how: (steps) => ({ solver: eulerMaruyama(steps(240, 1)), epsilon: epsilonTimesWidth(1), denoiser }),
  },
  {
    name: "trigonometric, sra1, ε = 0.5",
    parts: turning,
    how: (steps) => ({ solver: sra1(steps(32, 2)), epsilon: 0.5, score: turning.score }),
  },
];

/** Stochastic interpolants: ODE and SDE, both ways, with the score from wherever it may come. */
export const interpolantCases: readonly Case[] = rows.map(
  ({
    name,
    parts: { path, field, base },
    how,
    law = dataModes,
    run = (process, { count, key }) => process.sample([count], { key }),
  }) => ({
    name: `interpolant, ${name}`,
    statistics: () => statisticsOfPlane(law),
    draw: (options) => {
      const steps = (count: number, order: number) => ({ steps: stepsAt(count, order, options.fineness) });
      const parts = { path, field, base, backend: options.backend, ...how(steps, options.fineness) };
      return run(interpolantProcess(parts).bind(), options);
    },
  }),
);
