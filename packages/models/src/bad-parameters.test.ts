import { gaussianMixture, standardNormal } from "@nami/distributions";
import {
  independentCoupling,
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
import { key, sub, tensor, zeros } from "@nami/tensor-backend";
import {
  denoisingLoss,
  epsilonTimesWidth,
  flowAndScoreLoss,
  fmLoss,
  interpolantProcess,
  type Model,
  minSnrWeight,
  softMinSnrWeight,
} from "./index.js";
import { describeRefused } from "./testing/describe-refused.js";
import { backend } from "./testing/reference.js";

const model: Model = (x) => x;
const [points, base, solver] = [zeros([4, 2]), standardNormal([2]), rk4({ steps: 4 })];
const drawn = { key: key(0) };
const parts = { field: model, base, solver, backend };
const uneven = { source: zeros([4, 2]), target: zeros([5, 2]) };
const condition = zeros([3, 1]);

describeRefused({
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
    "of a loss, at some times": [
      () =>
        denoisingLoss(model, points, base, {
          ...drawn,
          schedule: vpSchedule(),
          weight: ({ t }) => sub(0.6, t),
        }),
      "weights must be positive, got -",
    ],
    "of a loss, no function": [
      () => denoisingLoss(model, points, base, { ...drawn, schedule: vpSchedule(), weight: 2 as never }),
      "weight must be a function of { schedule, t, predicts }, got number",
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
});
