import { gaussianMixture, standardNormal } from "@nami/distributions";
import { linearInterpolant, linearPath, oneSidedInterpolant, schrodingerBridgePath } from "@nami/paths";
import { karrasSchedule, linearSchedule, vpSchedule } from "@nami/schedules";
import { eulerMaruyama, rk4 } from "@nami/solvers";
import { key, type Tensor, tensor, zeros } from "@nami/tensor-backend";
import {
  denoisingLoss,
  diffusion,
  flowAndScoreLoss,
  flowMatching,
  fmLoss,
  interpolantLoss,
  interpolantProcess,
  type Model,
  velocityToScore,
} from "./index.js";
import { describeRefused } from "./testing/describe-refused.js";
import { backend } from "./testing/reference.js";

const model: Model = (x) => x;
const [points, base, solver] = [zeros([4, 2]), standardNormal([2]), rk4({ steps: 4 })];
const drawn = { key: key(0) };
const path = linearInterpolant();
const parts = { field: model, base, solver, backend };
const diffused = { ...parts, schedule: vpSchedule(), eventShape: [2], t1: 1e-3 };
const condition = zeros([3, 1]);

describeRefused({
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
    "of fmLoss, in a tensor": [
      () => fmLoss(model, points, base, { ...drawn, t: tensor([0, 0.5, 1, -3]) }),
      "t must be in [0, 1], got -3",
    ],
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
});
