import { standardNormal } from "@nami/distributions";
import { oneSidedInterpolant } from "@nami/paths";
import { cosineSchedule, linearSchedule, type Schedule, schedule, vpSchedule } from "@nami/schedules";
import { logSnrGrid, rk4, stochasticHeun, uniformGrid } from "@nami/solvers";
import { add, concat, evaluate, mul, neg, square, sub } from "@nami/tensor-backend";
import {
  type DiffusionOptions,
  diffusion,
  epsilonTimesWidth,
  flowMatching,
  interpolantProcess,
  type Model,
} from "../../index.js";
import { marginalAt } from "../marginal-base.js";
import { type Case, stepsAt } from "./case.js";
import { caseNamed } from "./cases.js";
import { coupledVelocity } from "./coupled-case.js";
import { exactDensity, logDensities } from "./density-case.js";
import { settingNamed } from "./diffusion-cases.js";
import { dataModes, exactField, times } from "./exact-fields.js";

/** A program with one mistake. The oracle that judges it, and what it is asked, are those of the right program. */
export interface Mistake {
  readonly name: string;
  /** The program without it. */
  readonly right: Case;
  readonly process: Case["draw"];
  /** What shows it. */
  readonly statistic: string;
}

const [linear, cosine, vp] = [linearSchedule(), cosineSchedule(), vpSchedule()];

/** A flow by rk4 along a field, from the exact marginal at t = 1. */
const flow =
  (field: Model, along: Schedule, t1 = 0): Case["draw"] =>
  ({ count, key, fineness, backend }) => {
    const solver = rk4({ steps: stepsAt(16, 4, fineness) });
    const base = marginalAt(dataModes, along, 1);
    return flowMatching({ field, base, solver, backend, t1 }).bind().sample([count], { key });
  };

/** a x̂₀ + b ε̂ along a schedule. */
const weighing =
  (along: Schedule, a: (t: Parameters<Model>[1]) => Parameters<Model>[1], b: typeof a): Model =>
  (x, t) =>
    add(times(a(t), exactField(along, "data")(x, t)), times(b(t), exactField(along, "noise")(x, t)));

/** f x + c g² s of the variance-preserving schedule, where the right c is −½. */
const withScore =
  (c: number): Model =>
  (x, t) =>
    add(times(vp.drift(t), x), mul(c, times(square(vp.diffusion(t)), exactField(vp, "score")(x, t))));

/** The variance-preserving schedule from β = 20 at the data to 0.1 at the noise. */
const swapped = schedule({
  name: "swapped",
  interval: [0, 1],
  alpha: (t, m) => m.exp(m.mul(-0.5, m.mul(t, m.sub(20, m.mul(9.95, t))))),
  sigma: (t, m) => m.sqrt(m.neg(m.expm1(m.neg(m.mul(t, m.sub(20, m.mul(9.95, t))))))),
});

/** A diffusion by rk4, with parts of another. */
const diffusing =
  (name: "vp" | "ve", other: Partial<DiffusionOptions>): Case["draw"] =>
  ({ count, key, fineness, backend }) => {
    const { schedule: along, predicts, t0, t1 } = settingNamed(name);
    const grid = logSnrGrid(along, { steps: stepsAt(40, 4, fineness), from: t0, to: t1 });
    const parts = { field: exactField(along, predicts), schedule: along, predicts, t0, t1, backend };
    const base = marginalAt(dataModes, along, t0);
    return diffusion({ ...parts, base, solver: rk4({ grid }), ...other }).bind().sample([count], { key }); // biome-ignore format: a call
  };

/** A one-sided interpolant by an SDE from t = 1 to 0.05, in stretches, with another score. */
const oneSided =
  (other: (score: Model) => Model, stretches = 1): Case["draw"] =>
  async ({ count, key, fineness, backend }) => {
    const path = oneSidedInterpolant();
    const [field, score] = [exactField(path.schedule, "velocity"), other(exactField(path.schedule, "score"))];
    const solver = stochasticHeun({ steps: stepsAt(80 / stretches, 1, fineness) });
    const [base, at] = [standardNormal([2]), uniformGrid({ steps: stretches, to: 0.05 })];
    let x = base.sample([count], { key });
    for (const [i, t1] of at.slice(1).entries()) {
      const parts = { field, score, path, base, solver, backend, epsilon: 0.5, t0: at[i]!, t1 };
      x = await interpolantProcess(parts).bind().decode(x, { key }); // biome-ignore format: a call
    }
    return x;
  };

const rightScore = "interpolant, one-sided, stochasticHeun, ε = 0.5, to t = 0.05";

/** A program, the mistake in it, the statistic that shows it, and the program with it. */
const table: readonly (readonly [
  right: string,
  mistake: string,
  statistic: string,
  process: Case["draw"],
])[] = [
  [
    "flow matching, linear, rk4",
    "σ̇ is dropped",
    "variance of x",
    flow(
      weighing(linear, linear.alphaDot, (t) => mul(0, t)),
      linear,
    ),
  ],
  [
    "flow matching, cosine, rk4",
    "α̇ and σ̇ are swapped",
    "sliced W2",
    flow(weighing(cosine, cosine.sigmaDot, cosine.alphaDot), cosine),
  ],
  [
    "flow matching, vp, rk4",
    "the ½ of the probability flow is missing",
    "sliced W2",
    flow(withScore(-1), vp, 1e-3),
  ],
  ["flow matching, vp, rk4", "the score has the wrong sign", "variance of x", flow(withScore(0.5), vp, 1e-3)],
  [
    "flow matching, linear, rk4",
    "time is reversed",
    "variance of x",
    flow((x, t) => exactField(linear, "velocity")(x, sub(1, t)), linear),
  ],
  [
    "flow matching, linear, few steps of rk4",
    "one step is missing",
    "variance of x",
    ({ count, key, fineness, backend }) => {
      const steps = stepsAt(8, 4, fineness);
      const parts = { field: exactField(linear, "velocity"), base: standardNormal([2]), backend };
      const solver = rk4({ steps: steps - 1 });
      return flowMatching({ ...parts, solver, t1: 1 / steps }).bind().sample([count], { key }); // biome-ignore format: a call
    },
  ],
  [
    "flow matching, linear, rk4",
    "one key for every 256th of the rows",
    "energy",
    async ({ count, ...draw }) => {
      const part = await flow(exactField(linear, "velocity"), linear)({ ...draw, count: count / 256 });
      return evaluate(concat(new Array(256).fill(part)), { backend: draw.backend });
    },
  ],
  [rightScore, "one key for every stretch of time", "variance of x", oneSided((score) => score, 4)],
  [
    rightScore,
    "the SDE has the score with the wrong sign",
    "variance of y",
    oneSided((score) => (x, t) => neg(score(x, t))),
  ],
  [
    rightScore,
    "the SDE has the score twice",
    "variance of x",
    oneSided((score) => (x, t) => mul(2, score(x, t))),
  ],
  ["diffusion, ve, rk4", "starts from N(0, 1)", "energy", diffusing("ve", { base: standardNormal([2]) })],
  [
    "diffusion, vp, rk4",
    "the ends of β are swapped",
    "variance of x",
    diffusing("vp", { schedule: swapped }),
  ],
  [
    "diffusion, vp, rk4",
    "noise is taken for velocity",
    "covariance",
    diffusing("vp", { predicts: "velocity" }),
  ],
  [
    "log-density, linear, rk4",
    "the divergence has the wrong sign",
    "mean log-density",
    logDensities({ ...exactDensity, divergence: (x, t) => neg(exactDensity.divergence(x, t)) }),
  ],
  [
    "log-density, linear, rk4",
    "the density of the base is missing",
    "mean log-density",
    logDensities({
      ...exactDensity,
      base: { ...exactDensity.base, logProb: (x) => mul(0, exactDensity.base.logProb(x)) },
    }),
  ],
  [
    "log-density, linear, rk4",
    "a mean over the axes of a point, not a sum",
    "mean log-density",
    logDensities({
      base: { ...exactDensity.base, logProb: (x) => mul(0.5, exactDensity.base.logProb(x)) },
      divergence: (x, t) => mul(0.5, exactDensity.divergence(x, t)),
    }),
  ],
  [
    "flow matching, linear, optimal transport, rk4",
    "an SDE along the velocity of a coupling",
    "variance of x",
    ({ count, key, fineness, backend }) => {
      const solver = stochasticHeun({ steps: stepsAt(80, 1, fineness) });
      const parts = {
        field: coupledVelocity,
        path: oneSidedInterpolant(),
        base: standardNormal([2]),
        backend,
      };
      return interpolantProcess({ ...parts, solver, epsilon: epsilonTimesWidth(1) }).bind().sample([count], { key }); // biome-ignore format: a call
    },
  ],
];

export const mistakes: readonly Mistake[] = table.map(([right, name, statistic, process]) => ({
  name,
  right: caseNamed(right),
  process,
  statistic,
}));
