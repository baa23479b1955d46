import {
  brownianGamma,
  linearInterpolant,
  quadraticGamma,
  schrodingerBridgePath,
  trigonometricInterpolant,
  zeroGamma,
} from "@nami/paths";
import { add, grad, key, matmul, mean, mul, square, type Tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { flowAndScoreLoss, fmLoss, type InterpolantTarget, interpolantLoss, type Model } from "./index.js";
import { base, errorsAbove, mixture, pairedErrors, rows, scaled, weights } from "./testing/loss-problem.js";
import { distance, valuesOf } from "./testing/reference.js";

const paths = [
  trigonometricInterpolant({ gamma: brownianGamma() }),
  linearInterpolant({ gamma: quadraticGamma() }),
] as const;
const targets: readonly InterpolantTarget[] = ["b", "v", "s", "eta"];
const n = 5000;

/** α, β, γ and their slopes at a time, and what x_t has of the data: the mean of a + c e given x, with e the whole noise. */
function exactly(path: (typeof paths)[number], t: number) {
  const { gamma, schedule } = path;
  const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
  const [alphaDot, gammaNow, gammaDot] = [schedule.alphaDot(t), gamma.gamma(t), gamma.gammaDot(t)];
  const beta = Math.sqrt(sigma ** 2 - gammaNow ** 2);
  const betaDot = (schedule.sigmaSigmaDot(t) - gammaNow * gammaDot) / beta;
  const oracle = mixture.marginal(path);
  // Var(x₀ | x_t) over the coordinates, at this one time.
  const spread = oracle.lossFloor({ predicts: "data", interval: [t, t + 1e-9] });
  // z and the source are (γe − βf)/σ and (βe + γf)/σ, with f independent of x_t and e = (x − αx₀)/σ.
  const given: Record<InterpolantTarget, readonly [ofData: number, ofE: number, ofF: number]> = {
    b: [
      alphaDot,
      (betaDot * beta + gammaDot * gammaNow) / sigma,
      (betaDot * gammaNow - gammaDot * beta) / sigma,
    ],
    v: [alphaDot, (betaDot * beta) / sigma, (betaDot * gammaNow) / sigma],
    eta: [0, gammaNow / sigma, -beta / sigma],
    s: [0, -1 / sigma, beta / (gammaNow * sigma)],
  };
  return (target: InterpolantTarget): { model: Model; floor: number } => {
    const [a, e, f] = given[target];
    const model: Model = (x, time) =>
      add(mul(oracle.posteriorMean(x, time), a - (e * alpha) / sigma), mul(x, e / sigma));
    return { model, floor: (a - (e * alpha) / sigma) ** 2 * spread + f ** 2 };
  };
}

describe.each(paths.map((path) => [path.name, path] as const))("interpolantLoss on %s", (_, path) => {
  test.each(targets)(
    "of the exact %s is its floor, and a wrong factor or sign is caught",
    async (predicts) => {
      for (const t of [0.25, 0.6]) {
        const { model, floor } = exactly(path, t)(predicts);
        const options = { key: key(3), t, path, predicts, reduction: "none" } as const;
        const lossOf = (m: Model): Tensor => interpolantLoss(m, rows(n), base, options);
        expect(Math.abs(await errorsAbove(lossOf(model), floor))).toBeLessThan(4.5);
        const wrong = scaled(model, (y) => mul(y, t < 0.5 ? 2 : -1));
        expect(await pairedErrors(lossOf, model, wrong)).toBeGreaterThan(10);
      }
    },
  );

  test.each(targets)(
    "in the quadratic form %s has half the gradient, and its minimum is −½E‖m‖²",
    async (predicts) => {
      const [square_, quadratic] = (["square", "quadratic"] as const).map(
        (form) => (w: Tensor) =>
          interpolantLoss((x) => matmul(x, w), rows(40), base, { key: key(4), path, predicts, form }),
      );
      const half = (await valuesOf(grad(square_!)(weights))).map((g) => g / 2);
      const scale = Math.max(1, ...half.map(Math.abs));
      expect(distance(await valuesOf(grad(quadratic!)(weights)), half) / scale).toBeLessThan(1e-12);
      const { model } = exactly(path, 0.6)(predicts);
      const asked: Tensor[] = [];
      const seen = scaled(model, (y) => {
        asked.push(y);
        return y;
      });
      const options = { key: key(5), t: 0.6, path, predicts, form: "quadratic", reduction: "none" } as const;
      const losses = interpolantLoss(seen, rows(n), base, options);
      const halves = asked.map((y) => mul(0.25, mean(square(y), { axis: -1 }))).reduce((a, b) => add(a, b));
      expect(Math.abs(await errorsAbove(add(losses, halves), 0))).toBeLessThan(4.5);
      expect(Math.abs(await errorsAbove(add(losses, mul(2, halves)), 0))).toBeGreaterThan(5);
    },
  );

  test("antithetic points leave the mean and take variance: near an end by far the most", async () => {
    const t = 0.001;
    const { model } = exactly(path, t)("b");
    const of = async (antithetic: boolean) =>
      valuesOf(
        interpolantLoss(model, rows(4000), base, {
          key: key(7),
          t,
          path,
          form: "quadratic",
          antithetic,
          reduction: "none",
        }),
      );
    const variance = (values: readonly number[]): number => {
      const center = values.reduce((a, b) => a + b, 0) / values.length;
      return values.reduce((a, b) => a + (b - center) ** 2, 0) / values.length;
    };
    const ratio = variance(await of(true)) / variance(await of(false));
    expect(ratio).toBeLessThan(path === paths[0] ? 0.05 : 0.95);
  });
});

test("fmLoss on a path with noise is the loss of b, antithetic or not", async () => {
  const path = paths[0];
  const model: Model = (x) => mul(x, 0.3);
  for (const antithetic of [true, false]) {
    const options = { key: key(8), path, antithetic } as const;
    expect(await valuesOf(fmLoss(model, rows(20), base, options))).toEqual(
      await valuesOf(interpolantLoss(model, rows(20), base, options)),
    );
  }
});

describe("flowAndScoreLoss", () => {
  const path = schrodingerBridgePath({ sigma: 0.8 });
  test("is least at the exact velocity and score", async () => {
    const t = 0.4;
    const at = exactly(path, t);
    const [b, s, eta] = [at("b"), at("s"), at("eta")];
    const loss = (velocity: Model, score: Model) =>
      flowAndScoreLoss({ velocity, score }, rows(n), base, {
        key: key(9),
        t,
        path,
        scoreWeight: 2,
        reduction: "none",
      });
    const floor = b.floor + 2 * eta.floor;
    expect(Math.abs(await errorsAbove(loss(b.model, s.model), floor))).toBeLessThan(4.5);
    for (const factor of [2, -1]) {
      const wrong = (model: Model): Model => scaled(model, (y) => mul(y, factor));
      const ofVelocity = (velocity: Model): Tensor => loss(velocity, s.model);
      const ofScore = (score: Model): Tensor => loss(b.model, score);
      expect(await pairedErrors(ofVelocity, b.model, wrong(b.model))).toBeGreaterThan(10);
      expect(await pairedErrors(ofScore, s.model, wrong(s.model))).toBeGreaterThan(10);
    }
  });

  test("refuses a path without noise and a weight that is not positive", () => {
    const models = { velocity: (x: Tensor) => x, score: (x: Tensor) => x };
    expect(() =>
      flowAndScoreLoss(models, rows(2), base, {
        key: key(0),
        path: linearInterpolant({ gamma: zeroGamma() }),
      }),
    ).toThrow(/^flowAndScoreLoss: path must be an interpolant with noise of its own, got "/);
    expect(() => flowAndScoreLoss(models, rows(2), base, { key: key(0), path, scoreWeight: 0 })).toThrow(
      "flowAndScoreLoss: scoreWeight must be positive and finite, got 0. Pass 1.",
    );
  });
});

test("interpolantLoss refuses what it cannot regress on", () => {
  const model: Model = (x) => x;
  const of = (options: object) => () =>
    interpolantLoss(model, rows(2), base, {
      key: key(0),
      path: linearInterpolant({ gamma: zeroGamma() }),
      ...options,
    } as never);
  expect(of({ predicts: "eta" })).toThrow(
    /^interpolantLoss: "eta" needs a path with noise of its own, got ".*"\. Give it a gamma\.$/,
  );
  expect(of({ antithetic: true })).toThrow(/^interpolantLoss: antithetic points need a path with noise/);
  expect(of({ predicts: "u" })).toThrow(
    'interpolantLoss: predicts must be "b", "v", "s" or "eta", got "u". Pass one of them.',
  );
  expect(of({ form: "cube" })).toThrow('interpolantLoss: form must be "square" or "quadratic", got "cube".');
  expect(of({ path: undefined })).toThrow(
    "interpolantLoss: path must be a stochastic interpolant, got undefined.",
  );
  expect(of({ t: 2 })).toThrow("interpolantLoss: t must be in [0, 1], got 2.");
});
