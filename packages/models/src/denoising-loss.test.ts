import { cosineSchedule, edmSchedule, type Schedule, subVpSchedule, vpSchedule } from "@nami/schedules";
import {
  add,
  div,
  expandDims,
  key,
  matmul,
  mean,
  mul,
  normal,
  square,
  sub,
  type Tensor,
  tanh,
  uniform,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  convertPrediction,
  denoisingLoss,
  edmWeight,
  type Model,
  minSnrWeight,
  noisePredictor,
  type Parameterization,
  precondition,
} from "./index.js";
import { base, errorsAbove, mixture, pairedErrors, rows, scaled, weights } from "./testing/loss-problem.js";
import { distance, valuesOf, wide } from "./testing/reference.js";

const all: readonly Parameterization[] = ["noise", "data", "velocity", "vPrediction", "score"];
const _schedules: readonly Schedule[] = [vpSchedule(), subVpSchedule(), cosineSchedule(), edmSchedule()];
const n = 8000;

/** E[y | x_t] of a parameterization. */
const exact =
  (schedule: Schedule, predicts: Parameterization): Model =>
  (x, t) =>
    convertPrediction(mixture.marginal(schedule).posteriorMean(x, t), {
      from: "data",
      to: predicts,
      x,
      t,
      schedule,
    });

describe("denoisingLoss at its minimum", () => {
  test.each(all)(
    "of the exact %s is the oracle's floor, and a wrong factor or sign is caught",
    async (predicts) => {
      const schedule = vpSchedule();
      const t = 0.35;
      // At one time −ε/σ is the noise over a number.
      const floor =
        mixture
          .marginal(schedule)
          .lossFloor({ predicts: predicts === "score" ? "noise" : predicts, interval: [t, t + 1e-9] }) /
        (predicts === "score" ? schedule.sigma(t) ** 2 : 1);
      const options = { key: key(3), t, schedule, predicts, reduction: "none" } as const;
      const lossOf = (model: Model): Tensor => denoisingLoss(model, rows(n), base, options);
      const model = exact(schedule, predicts);
      expect(Math.abs(await errorsAbove(lossOf(model), floor))).toBeLessThan(4.5);
      for (const factor of [1.5, -1])
        expect(
          await pairedErrors(
            lossOf,
            model,
            scaled(model, (y) => mul(y, factor)),
          ),
        ).toBeGreaterThan(10);
    },
  );

  test("over all times it is the floor too, with times drawn on the schedule's interval", async () => {
    const schedule = cosineSchedule();
    const floor = mixture.marginal(schedule).lossFloor({ predicts: "noise" });
    const lossOf = (model: Model): Tensor =>
      denoisingLoss(model, rows(n), base, { key: key(4), schedule, reduction: "none" });
    const model = exact(schedule, "noise");
    expect(Math.abs(await errorsAbove(lossOf(model), floor))).toBeLessThan(4.5);
    expect(
      await pairedErrors(
        lossOf,
        model,
        scaled(model, (y) => mul(y, 0.7)),
      ),
    ).toBeGreaterThan(10);
  });
});

describe("preconditioning", () => {
  const schedule = edmSchedule();
  const network: Model = (x, c) => tanh(add(matmul(x, weights), expandDims(c)));

  test("with the EDM weight is the plain loss of the network against its effective target", async () => {
    const [target, noise] = [rows(8), normal(key(8), [8, 2], { dtype: "float64" })];
    const t = wide([0.1, 0.2, 0.4, 0.8, 0.3, 0.5, 0.6, 0.7]);
    const found = await valuesOf(
      denoisingLoss(precondition(network, { schedule }), target, noise, {
        t,
        schedule,
        weight: edmWeight(),
        reduction: "none",
      }),
    );
    const s = expandDims(schedule.sigma(t));
    const total = add(square(s), 0.25);
    const x = add(target, mul(s, noise));
    const root = (await valuesOf(total)).map(Math.sqrt);
    const roots = expandDims(wide(root));
    const cNoise = wide((await valuesOf(s)).map((value) => Math.log(value) / 4));
    const effective = div(sub(target, mul(div(0.25, total), x)), div(mul(s, 0.5), roots));
    const plain = mean(square(sub(network(div(x, roots), cNoise), effective)), { axis: -1 });
    const want = await valuesOf(plain);
    expect(distance(found, want) / Math.max(...want)).toBeLessThan(1e-12);
  });

  test("of a network that says nothing is the posterior mean of N(0, σ_d²)", async () => {
    const still = precondition((x) => mul(x, 0), { schedule: vpSchedule(), sigmaData: 0.7 });
    const x = wide([[1, -2]]);
    const [alpha, sigma] = [vpSchedule().alpha(0.4), vpSchedule().sigma(0.4)];
    const factor = (alpha * 0.49) / (alpha ** 2 * 0.49 + sigma ** 2);
    expect(distance(await valuesOf(still(x, wide([0.4]))), [factor, -2 * factor])).toBeLessThan(1e-14);
    expect(still.predicts).toBe("data");
  });

  test("refuses a width that is not positive and a missing schedule", () => {
    expect(() => precondition(network, { schedule, sigmaData: 0 })).toThrow(
      "precondition: sigmaData must be positive and finite, got 0. Pass the standard deviation of the data.",
    );
    expect(() => precondition(network, {} as never)).toThrow(
      "precondition: schedule must be a schedule, got undefined.",
    );
  });
});

test("a mask leaves the mean over what counts, whatever the padding holds, and 0 where nothing does", async () => {
  const [target, noise] = [
    uniform(key(1), [3, 4, 2], { dtype: "float64" }),
    normal(key(2), [3, 4, 2], { dtype: "float64" }),
  ];
  const model = Object.assign((x: Tensor) => mul(x, 0.5), { eventShape: [4, 2] });
  const options = { t: 0.3, schedule: vpSchedule(), reduction: "none" } as const;
  const mask = wide([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]]); // biome-ignore format: a mask
  const masked = await valuesOf(denoisingLoss(model, target, noise, { ...options, mask }));
  const flat = (x: Tensor) => x;
  const each = await valuesOf(denoisingLoss((x) => mul(flat(x), 0.5), target, noise, options));
  const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const want = [average(each.slice(0, 4)), average(each.slice(4, 6)), 0];
  expect(distance(masked, want)).toBeLessThan(1e-14);
  const padded = mul(target, expandDims(add(1, mul(1e6, sub(1, mask)))));
  expect(await valuesOf(denoisingLoss(model, padded, noise, { ...options, mask }))).toEqual(masked);
  expect(() => denoisingLoss(model, target, noise, { ...options, mask: wide([1, 1]) })).toThrow(
    "denoisingLoss: the mask must have the first axes of the points [3, 4, 2], got [2]. Pass one number for each row of a point.",
  );
});

describe("noisePredictor", () => {
  test("is a field that says that it predicts noise, which the loss takes from it", async () => {
    const field = noisePredictor({ dim: 2, hidden: 4 });
    const model = field.with(field.init(key(0), { dtype: "float64" }));
    expect([field.predicts, model.predicts]).toEqual(["noise", "noise"]);
    const options = { key: key(1), schedule: vpSchedule() };
    const plain: Model = (x, t) => model(x, t);
    const data = Object.assign(plain, { predicts: "data" as const });
    const [own, stated, other] = await Promise.all(
      [
        denoisingLoss(model, rows(5), base, options),
        denoisingLoss(data, rows(5), base, { ...options, predicts: "noise" }),
        denoisingLoss(data, rows(5), base, options),
      ].map(valuesOf),
    );
    expect(own).toEqual(stated);
    expect(other).not.toEqual(own);
    expect(() => noisePredictor({ dim: 0 })).toThrow(
      "noisePredictor: dim must be a positive integer, got 0.",
    );
  });
});

test("denoisingLoss and its weights refuse what they cannot use", () => {
  const model: Model = (x) => x;
  const of = (options: object) => () =>
    denoisingLoss(model, rows(2), base, { key: key(0), schedule: vpSchedule(), ...options } as never);
  expect(of({ schedule: undefined })).toThrow("denoisingLoss: schedule must be a schedule, got undefined.");
  expect(of({ predicts: "eps" })).toThrow('got "eps". Pass one of them.');
  expect(of({ weight: () => -1 })).toThrow(
    "denoisingLoss: weights must be positive, got -1. Return a number above 0 or a tensor of them.",
  );
  expect(of({ t: 1.5 })).toThrow("denoisingLoss: t must be in [0, 1], got 1.5.");
  expect(of({ key: undefined })).toThrow("denoisingLoss: a key is needed to draw times, got none.");
  expect(() => minSnrWeight({ gamma: 0 })).toThrow("minSnrWeight: gamma must be positive and finite, got 0.");
  expect(() => edmWeight({ sigmaData: -1 })).toThrow(
    "edmWeight: sigmaData must be positive and finite, got -1.",
  );
});
