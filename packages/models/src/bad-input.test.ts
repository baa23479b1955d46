import { gaussianMixture, standardNormal } from "@nami/distributions";
import { NamiError } from "@nami/errors";
import {
  independentCoupling,
  linearInterpolant,
  linearPath,
  logitNormalTimes,
  oneSidedInterpolant,
  optimalTransportCoupling,
  pooledCoupling,
  schrodingerBridgePath,
  sinkhornCoupling,
  stableCoupling,
} from "@nami/paths";
import {
  edmSchedule,
  karrasSchedule,
  linearSchedule,
  nicholCosineSchedule,
  polynomialSchedule,
  schedule,
  shiftTime,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import { eulerMaruyama, rk4 } from "@nami/solvers";
import { key, type Tensor, tensor, zeros } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  denoisingLoss,
  diffusion,
  epsilonTimesWidth,
  flowAndScoreLoss,
  flowMatching,
  fmLoss,
  interpolantLoss,
  interpolantProcess,
  type Model,
  minSnrWeight,
  softMinSnrWeight,
  velocityToScore,
} from "./index.js";
import { backend } from "./testing/reference.js";

const model: Model = (x) => x;
const [points, base, solver] = [zeros([4, 2]), standardNormal([2]), rk4({ steps: 4 })];
const drawn = { key: key(0) };
const path = linearInterpolant();
const parts = { field: model, base, solver, backend };
const diffused = { ...parts, schedule: vpSchedule(), eventShape: [2], t1: 1e-3 };
const uneven = { source: zeros([4, 2]), target: zeros([5, 2]) };
const condition = zeros([3, 1]);

/** What must be refused, by the words of the design: a call, and what it says. */
const refused: Readonly<Record<string, Readonly<Record<string, readonly [() => unknown, string]>>>> = {
  "a schedule's parameters out of range": {
    linear: [() => linearSchedule({ sigmaMin: 1 }), "sigmaMin must be in [0, 1)"],
    "nichol cosine": [() => nicholCosineSchedule({ offset: -1 }), "offset must be positive"],
    vp: [() => vpSchedule({ betaMin: -1 }), "betaMin must be positive"],
    "vp, swapped": [() => vpSchedule({ betaMin: 20, betaMax: 0.1 }), "betaMax must exceed betaMin"],
    "sub-vp": [() => subVpSchedule({ betaMax: Number.NaN }), "betaMax must be positive"],
    ve: [() => veSchedule({ sigmaMin: 0 }), "sigmaMin must be positive"],
    "ve, swapped": [() => veSchedule({ sigmaMin: 50, sigmaMax: 1 }), "sigmaMax must exceed sigmaMin"],
    edm: [() => edmSchedule({ rho: -7 }), "rho must be positive"],
    karras: [() => karrasSchedule({ sigmaMax: Infinity }), "sigmaMax must be positive and finite"],
    polynomial: [() => polynomialSchedule({ power: 0 }), "power must be positive"],
    shifted: [() => shiftTime(linearSchedule(), 0), "shift must be positive"],
    "one's own": [
      () => schedule({ alpha: (t) => t, sigma: (t) => t, interval: [1, 0] }),
      "interval must be two growing numbers",
    ],
  },
  "a time outside the interval": {
    "of a schedule": [() => vpSchedule().alpha(1.5), "t must be in [0, 1]"],
    "of another": [() => karrasSchedule().sigma(-1), "t must be in [0, 80]"],
    "of a path": [() => linearPath().sample({ target: points, source: points, t: 2 }), "t must be in [0, 1]"],
    "of an interpolant": [
      () => path.sample({ target: points, source: points, t: -1, ...drawn }),
      "t must be in [0, 1]",
    ],
    "of an oracle": [
      () =>
        gaussianMixture({ weights: [1], means: [[0, 0]], variances: [1] })
          .marginal(linearSchedule())
          .score(points, 2),
      "t must be in [0, 1]",
    ],
    "of a conversion": [
      () => velocityToScore(points, { x: points, t: 2, schedule: linearSchedule() }),
      "t must be in [0, 1]",
    ],
    "of fmLoss": [() => fmLoss(model, points, base, { ...drawn, t: 1.1 }), "t must be in [0, 1]"],
    "of denoisingLoss": [
      () => denoisingLoss(model, points, base, { ...drawn, t: -0.1, schedule: vpSchedule() }),
      "t must be in [0, 1]",
    ],
    "of interpolantLoss": [
      () => interpolantLoss(model, points, base, { ...drawn, t: Number.NaN, path }),
      "t must be in [0, 1]",
    ],
    "of flowAndScoreLoss": [
      () =>
        flowAndScoreLoss({ velocity: model, score: model }, points, base, {
          ...drawn,
          t: 2,
          path: schrodingerBridgePath(),
        }),
      "t must be in [0, 1]",
    ],
    "of a diffusion": [() => diffusion({ ...diffused, t0: 1.5 }), "t0 must be in the interval [0, 1]"],
    "of an interpolant's process": [
      () => interpolantProcess({ ...parts, path: oneSidedInterpolant(), t1: -0.1 }),
      "t1 must be in the interval [0, 1]",
    ],
    "of encode": [
      () => flowMatching(parts).bind().encode(points, { to: 2 }),
      "the time must be from 1 (noise) to 0 (data)",
    ],
    "of a flow": [() => flowMatching({ ...parts, t0: Number.NaN }), "t0 must be a finite time"],
    "of a flow's path": [
      () =>
        flowMatching({
          ...parts,
          field: Object.assign((x: Tensor) => x, { eventShape: [2], path: linearPath() }),
          t1: -1,
        }),
      "t1 must be in the interval [0, 1]",
    ],
  },
  "a context whose rows do not match": {
    "of logProb": [
      () => flowMatching(parts).bind(condition).logProb(points),
      "must broadcast to the batch [4], got [3, 1]",
    ],
    "of encode": [
      () => flowMatching(parts).bind(condition).encode(points),
      "must broadcast to the batch [4], got [3, 1]",
    ],
    "of fmLoss": [
      () => fmLoss(model, points, base, { ...drawn, condition }),
      "must broadcast to the batch [4], got [3, 1]",
    ],
    "of denoisingLoss": [
      () => denoisingLoss(model, points, base, { ...drawn, condition, schedule: vpSchedule() }),
      "must broadcast to the batch [4], got [3, 1]",
    ],
    "of interpolantLoss": [
      () => interpolantLoss(model, points, base, { ...drawn, condition, path }),
      "must broadcast to the batch [4], got [3, 1]",
    ],
  },
  "a diffusion's end where σ = 0": {
    "by the ODE": [() => diffusion({ ...diffused, t1: 0 }), "Stop at t1: 0.001"],
    "by the SDE": [
      () => diffusion({ ...diffused, t1: 0, solver: eulerMaruyama({ steps: 4 }) }),
      "Stop at t1: 0.001",
    ],
    "for the score": [() => diffusion({ ...diffused, t1: 0, predicts: "score" }), "Stop at t1: 0.001"],
    "for the data": [() => diffusion({ ...diffused, t1: 0, predicts: "data" }), "Stop at t1: 0.001"],
    "for the v-prediction": [
      () => diffusion({ ...diffused, t1: 0, predicts: "vPrediction" }),
      "Stop at t1: 0.001",
    ],
    "where α is 0": [() => diffusion({ ...diffused, schedule: linearSchedule() }), "Start at t0: 0.999"],
    "in an interpolant's score": [
      () =>
        interpolantProcess({ ...parts, path: oneSidedInterpolant(), solver: eulerMaruyama({ steps: 4 }) }),
      "Pass t1: 0.001",
    ],
  },
  "a coupling of unequal sizes": {
    independent: [() => independentCoupling().pair(uneven, drawn), "one number of rows, got 4, 5"],
    "optimal transport": [
      () => optimalTransportCoupling().pair(uneven, drawn),
      "one number of rows, got 4, 5",
    ],
    sinkhorn: [() => sinkhornCoupling().pair(uneven, drawn), "one number of rows, got 4, 5"],
    stable: [() => stableCoupling().pair(uneven, drawn), "one number of rows, got 4, 5"],
    pooled: [
      () => pooledCoupling(uneven, { ...drawn, coupling: optimalTransportCoupling() }),
      "one number of rows, got 4, 5",
    ],
    "of a condition": [
      () => optimalTransportCoupling().pair({ source: points, target: points, condition }, drawn),
      "one number of rows, got 4, 4, 3",
    ],
    "in a loss": [
      () => fmLoss(model, points, zeros([5, 2]), { ...drawn, t: 0.5 }),
      "source and target must have one shape",
    ],
  },
  "weights that are not positive": {
    "of a mixture": [
      () => gaussianMixture({ weights: [1, -1], means: [[0], [1]], variances: [1, 1] }),
      "weights must be",
    ],
    "of none of a mixture": [
      () => gaussianMixture({ weights: [0, 0], means: [[0], [1]], variances: [1, 1] }),
      "weights must",
    ],
    "of a loss": [
      () => denoisingLoss(model, points, base, { ...drawn, schedule: vpSchedule(), weight: () => 0 }),
      "weights must be positive, got 0",
    ],
    "of a loss, NaN": [
      () =>
        denoisingLoss(model, points, base, { ...drawn, schedule: vpSchedule(), weight: () => Number.NaN }),
      "weights must be positive, got NaN",
    ],
    "of a loss, in a tensor": [
      () =>
        denoisingLoss(model, points, base, {
          ...drawn,
          schedule: vpSchedule(),
          weight: () => tensor([1, 1, -1, 1]),
        }),
      "weights must be positive, got -1",
    ],
    "of the score": [
      () =>
        flowAndScoreLoss({ velocity: model, score: model }, points, base, {
          ...drawn,
          path: schrodingerBridgePath(),
          scoreWeight: -1,
        }),
      "scoreWeight must be positive",
    ],
    "γ of min-SNR": [() => minSnrWeight({ gamma: -5 }), "gamma must be positive"],
    "σ of soft min-SNR": [() => softMinSnrWeight({ sigmaData: 0 }), "sigmaData must be positive"],
    "of conditions": [() => optimalTransportCoupling({ conditionWeight: -1 }), "conditionWeight must be"],
    "of entropy": [() => sinkhornCoupling({ regularization: -1 }), "regularization must be"],
    "ε below 0": [
      () =>
        interpolantProcess({
          ...parts,
          path: oneSidedInterpolant(),
          solver: eulerMaruyama({ steps: 4 }),
          epsilon: epsilonTimesWidth(-1),
        }),
      "epsilon must be at least 0",
    ],
    "of times": [() => logitNormalTimes({ std: -1 }), "std positive"],
  },
};

describe.each(Object.entries(refused))("%s is a clear error", (_, calls) => {
  test.each(Object.entries(calls))("%s", async (__, [call, says]) => {
    const error = await Promise.resolve()
      .then(call)
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(NamiError);
    const { message } = error as NamiError;
    expect(message).toContain(says);
    // <function>: <rule>, got <value>. <remedy>
    expect(message).toMatch(/^[\w. -]+: .+, got [\s\S]+\. [A-Z][\s\S]+\.$/);
  });
});
