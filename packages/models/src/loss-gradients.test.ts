import { brownianGamma, linearInterpolant, schrodingerBridgePath } from "@nami/paths";
import { cosineSchedule, edmSchedule, type Schedule, vpSchedule } from "@nami/schedules";
import {
  add,
  expandDims,
  grad,
  key,
  matmul,
  normal,
  reshape,
  stopGradient,
  sub,
  type Tensor,
  tanh,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import * as models from "./index.js";
import { base, drawnDifferences, rows, weights } from "./testing/loss-problem.js";
import { distance, valuesOf, wide } from "./testing/reference.js";

const {
  denoisingLoss, edmWeight, flowAndScoreLoss, fmLoss, interpolantLoss, likelihoodWeight, minSnrWeight, precondition, snrWeight,
  softMinSnrWeight, uniformWeight,
} = models; // biome-ignore format: a list

/** Points of the plane, or rows of three of them of which the mask keeps some; one row is empty. */
const [plain, triples] = [rows(5), reshape(rows(15), [5, 3, 2])];
const noise = normal(key(3), [5, 3, 2], { dtype: "float64" });
const mask = wide([[1, 1, 1], [1, 0, 0], [0, 0, 0], [0, 1, 1], [1, 1, 0]]); // biome-ignore format: a mask
const t = wide([0.1, 0.3, 0.5, 0.7, 0.9]);
const drawn = { key: key(2), t };
const masked = { ...drawn, mask };

/** tanh(x W + t) at points, and at rows of three of them. */
const at =
  (w: Tensor): models.Model =>
  (x, time) =>
    tanh(add(matmul(x, w), expandDims(time)));
const atTriples = (w: Tensor): models.Model =>
  Object.assign((x: Tensor, time: Tensor) => tanh(add(matmul(x, w), expandDims(expandDims(time)))), {
    eventShape: [3, 2],
  });
const linear =
  (w: Tensor): models.Model =>
  (x) =>
    matmul(x, w);
const linearTriples = (w: Tensor): models.Model => Object.assign(linear(w), { eventShape: [3, 2] });

const path = linearInterpolant({ gamma: brownianGamma() });
const bridge = schrodingerBridgePath({ sigma: 0.8 });
const predictions = ["noise", "data", "velocity", "vPrediction", "score"] as const;
const lossWeights = {
  uniform: uniformWeight(),
  SNR: snrWeight(),
  "min-SNR": minSnrWeight(),
  "soft min-SNR": softMinSnrWeight(),
  EDM: edmWeight(),
  likelihood: likelihoodWeight(),
};

/** A loss of the parameters W, for each way to ask for it. */
type Variants = Readonly<Record<string, (w: Tensor) => Tensor>>;

const variants = <K extends string>(
  names: readonly K[],
  loss: (name: K) => (w: Tensor) => Tensor,
  say: (name: K) => string = (name) => name,
): Variants => Object.fromEntries(names.map((name) => [say(name), loss(name)]));

/** A network as EDM's denoiser: under EDM's own schedule and another, with a mask and without. */
const preconditioned = (schedule: Schedule): Variants => {
  const options = { schedule, weight: edmWeight() };
  return {
    [`preconditioned, ${schedule.name}`]: (w) =>
      denoisingLoss(precondition(at(w), { schedule }), plain, base, { ...drawn, ...options }),
    [`preconditioned, ${schedule.name}, masked`]: (w) =>
      denoisingLoss(precondition(atTriples(w), { schedule }), triples, noise, { ...masked, ...options }),
  };
};

/** Every loss that the package exports, by name. */
const losses: Readonly<Record<string, Variants>> = {
  fmLoss: {
    "on the linear path": (w) => fmLoss(at(w), plain, base, drawn),
    "with a sum": (w) => fmLoss(at(w), plain, base, { ...drawn, reduction: "sum" }),
    masked: (w) => fmLoss(atTriples(w), triples, noise, masked),
    antithetic: (w) => fmLoss(at(w), plain, base, { ...drawn, path, antithetic: true }),
  },
  denoisingLoss: {
    ...variants(
      predictions,
      (predicts) => (w) =>
        denoisingLoss(at(w), plain, base, { ...drawn, schedule: cosineSchedule(), predicts }),
    ),
    ...variants(
      predictions,
      (predicts) => (w) =>
        denoisingLoss(atTriples(w), triples, noise, { ...masked, schedule: vpSchedule(), predicts }),
      (predicts) => `${predicts}, masked`,
    ),
    ...variants(
      Object.keys(lossWeights) as (keyof typeof lossWeights)[],
      (name) => (w) => {
        const options = {
          schedule: vpSchedule(),
          predicts: "vPrediction",
          weight: lossWeights[name],
        } as const;
        return denoisingLoss(at(w), plain, base, { ...drawn, ...options });
      },
      (name) => `with the ${name} weight`,
    ),
    ...preconditioned(edmSchedule()),
    ...preconditioned(vpSchedule()),
  },
  interpolantLoss: Object.assign(
    {},
    ...(["square", "quadratic"] as const).map((form) => ({
      ...variants(
        ["b", "v", "s", "eta"] as const,
        (predicts) => (w) => interpolantLoss(at(w), plain, base, { ...drawn, path, predicts, form }),
        (predicts) => `${predicts}, ${form}`,
      ),
      ...variants(
        ["b", "v", "s", "eta"] as const,
        (predicts) => (w) =>
          interpolantLoss(atTriples(w), triples, noise, { ...masked, path, predicts, form }),
        (predicts) => `${predicts}, ${form}, masked`,
      ),
    })),
  ),
  flowAndScoreLoss: {
    "on a bridge": (w) =>
      flowAndScoreLoss({ velocity: at(w), score: linear(w) }, plain, base, { ...drawn, path: bridge }),
    masked: (w) =>
      flowAndScoreLoss({ velocity: atTriples(w), score: linearTriples(w) }, triples, noise, {
        ...masked,
        path: bridge,
      }),
  },
};

test("every loss that is exported is in the table", () => {
  const exported = Object.keys(models).filter((name) => name.endsWith("Loss"));
  expect(exported.sort()).toEqual(Object.keys(losses).sort());
});

describe.each(Object.entries(losses))("the gradient of %s equals finite differences", (_, each) => {
  test.each(Object.entries(each))("%s", async (__, loss) => {
    const found = await valuesOf(grad(loss)(weights));
    const scale = Math.max(1, ...found.map(Math.abs));
    expect(distance(found, await drawnDifferences(loss, weights)) / scale).toBeLessThan(1e-8);
    expect(Math.max(...found.map(Math.abs))).toBeGreaterThan(1e-3);
  });
});

test("a gradient that misses a part of the loss is told apart", async () => {
  const loss = (w: Tensor): Tensor =>
    fmLoss((x) => sub(at(w)(x, t), stopGradient(matmul(x, w))), plain, base, drawn);
  expect(
    distance(await valuesOf(grad(loss)(weights)), await drawnDifferences(loss, weights)),
  ).toBeGreaterThan(1e-2);
});
