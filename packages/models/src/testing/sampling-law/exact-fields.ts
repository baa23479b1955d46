import { gaussianMixture } from "@nami/distributions";
import type { Schedule } from "@nami/schedules";
import {
  add,
  div,
  expandDims,
  log,
  mul,
  neg,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import type { Model, Parameterization } from "../../index.js";
import type { Modes } from "../marginal-base.js";

/** The data: two modes of different width. */
export const dataModes: Modes = { weights: [0.35, 0.65], means: [[-1, 0.5], [0.8, -0.4]], variances: [0.3, 0.5] }; // biome-ignore format: a table

/** What transport between data starts from. */
export const sourceModes: Modes = { weights: [0.5, 0.5], means: [[-0.5, -1], [1, 0.6]], variances: [0.6, 0.4] }; // biome-ignore format: a table

export const [data, source] = [gaussianMixture(dataModes), gaussianMixture(sourceModes)];

/** A factor of batch shape over the axes of a point. */
export const times = (factor: Tensor, x: Tensor): Tensor => mul(expandDims(factor, -1), x);

/**
 * The exact prediction of a kind for the data, by its definition and without the library's conversions.
 *
 * With two modes in the plane, cₖ = α²vₖ + σ², δₖ = x − αmₖ and r = sigmoid(ln(w₁c₂/w₂c₁) + |δ₂|²/2c₂ − |δ₁|²/2c₁):
 * s = −(r δ₁/c₁ + (1 − r) δ₂/c₂) and x̂₀ = r (m₁ + αv₁δ₁/c₁) + (1 − r)(m₂ + αv₂δ₂/c₂), which a test holds against the oracle;
 * ε̂ = −σ s, v = α̇ x̂₀ + σ̇ ε̂ and α ε̂ − σ x̂₀.
 */
export function exactField(schedule: Schedule, predicts: Parameterization): Model {
  const score: Model = (x, t) => neg(parts(schedule, x, t).slope);
  const clean: Model = (x, t) => parts(schedule, x, t).clean;
  const both = (x: Tensor, t: Tensor): { readonly clean: Tensor; readonly noise: Tensor } => {
    const found = parts(schedule, x, t);
    return { clean: found.clean, noise: times(schedule.sigma(t), found.slope) };
  };
  switch (predicts) {
    case "score":
      return score;
    case "data":
      return clean;
    case "noise":
      return (x, t) => both(x, t).noise;
    case "velocity":
      return (x, t) => {
        const found = both(x, t);
        return add(times(schedule.alphaDot(t), found.clean), times(schedule.sigmaDot(t), found.noise));
      };
    case "vPrediction":
      return (x, t) => {
        const found = both(x, t);
        return sub(times(schedule.alpha(t), found.noise), times(schedule.sigma(t), found.clean));
      };
  }
}

/** −s and x̂₀. */
function parts(schedule: Schedule, x: Tensor, t: Tensor): { readonly slope: Tensor; readonly clean: Tensor } {
  const dtype = x.dtype === "float64" ? "float64" : "float32";
  const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
  const [first, second] = [0, 1].map((k) => {
    const [v, mean] = [dataModes.variances[k]!, tensor(dataModes.means[k]!, undefined, dtype)];
    const width = add(mul(square(alpha), v), square(sigma));
    const slope = div(sub(x, mul(expandDims(alpha, -1), mean)), expandDims(width, -1));
    const half = mul(0.5, mul(width, sum(square(slope), { axis: -1 })));
    return { width, slope, half, clean: add(mean, mul(slope, expandDims(mul(alpha, v), -1))) };
  }) as [Mode, Mode];
  const odds = Math.log(dataModes.weights[0]! / dataModes.weights[1]!);
  const r = expandDims(
    sigmoid(add(add(odds, log(div(second.width, first.width))), sub(second.half, first.half))),
    -1,
  );
  const between = (a: Tensor, b: Tensor): Tensor => add(b, mul(r, sub(a, b)));
  return { slope: between(first.slope, second.slope), clean: between(first.clean, second.clean) };
}

interface Mode {
  readonly width: Tensor;
  readonly slope: Tensor;
  readonly half: Tensor;
  readonly clean: Tensor;
}
