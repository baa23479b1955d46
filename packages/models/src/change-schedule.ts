import { checkOptions, OptionError } from "@nami/errors";
import { path as pathOf } from "@nami/paths";
import type { Schedule } from "@nami/schedules";
import { add, div, mul, type Numeric, reshape, sqrt, square, type Tensor, zeros } from "@nami/tensor-backend";
import { convertPrediction, type Parameterization } from "./conversions.js";
import { type BoundModel, checkModel, type Model, marksOf } from "./model.js";

/** Options of {@link changeSchedule}. */
export interface ChangeScheduleOptions {
  /** What the model was trained with. */
  readonly from: Schedule;
  /** What it is to be sampled with. */
  readonly to: Schedule;
  /** What the model predicts, before and after. Default `"velocity"`. */
  readonly predicts?: Parameterization;
}

/**
 * A trained model under another schedule, without training: where the signal-to-noise ratios agree, r = λ_old⁻¹(λ_new(t)),
 * x/c with c = σ_new(t)/σ_old(r) has the law that the model knows, and the data and noise that it sees there are those at x.
 *
 * u_new = α̇ E[x₀ | x] + σ̇ E[ε | x], which is (ċ/c) x + cṙ u_old(x/c, r). c is computed as √((α² + σ²)_new/(α² + σ²)_old), finite at
 * both ends.
 *
 * @param model `(x, t, condition?) => y`, trained with `from`
 * @returns the model for `to`, with the marks of the one given: t is a number or of batch shape
 * @throws OptionError without both schedules; from the model, when `from` inverts its log-SNR on numbers only and t is a Tensor
 * @example const onCosine = changeSchedule(model, { from: linearSchedule(), to: cosineSchedule() });
 * @see Pokle et al., Training-free linear image inverses via flows (2024), lemma 1; Lipman et al., Flow matching guide and
 * code (2024), section 4.10.1
 */
export function changeSchedule(model: Model, options: ChangeScheduleOptions): Model & Partial<BoundModel> {
  checkOptions<ChangeScheduleOptions>("changeSchedule", options, { from: true, to: true, predicts: true });
  const { from, to, predicts = "velocity" } = options;
  checkModel("changeSchedule", model);
  for (const [name, given] of Object.entries({ from, to }))
    if (typeof given?.alpha !== "function")
      throw new OptionError(
        `changeSchedule: ${name} must be a schedule, got ${typeof given}. Pass { from: linearSchedule(), to: cosineSchedule() }.`,
      );
  const changed = (x: Tensor, time: Numeric, condition?: Tensor): Tensor => {
    const t = typeof time === "number" ? add(zeros([], x.dtype), time) : time;
    const r = from.timeOfLogSnr(to.logSnr(t));
    const spread = (factor: Tensor): Tensor =>
      reshape(factor, [...factor.shape, ...new Array<number>(x.shape.length - factor.shape.length).fill(1)]);
    const power = ({ alpha, sigma }: Schedule, time: Tensor): Tensor =>
      add(square(alpha(time)), square(sigma(time)));
    const scaled = div(x, spread(sqrt(div(power(to, t), power(from, r)))));
    const y = condition ? model(scaled, r, condition) : model(scaled, r);
    const seen = (what: Parameterization): Tensor =>
      convertPrediction(y, { from: predicts, to: what, x: scaled, t: r, schedule: from });
    const [data, noise] = [seen("data"), seen("noise")];
    return predict(predicts, { data, noise }, to, t, spread);
  };
  const { path: trained, ...marks } = marksOf(model);
  const { coupling, gaussianSource } = trained ?? {};
  const source = {
    ...(coupling && { coupling }),
    ...(gaussianSource !== undefined && { gaussianSource }),
  };
  return Object.freeze(
    Object.assign(changed, {
      ...marks,
      predicts,
      ...(trained && { path: pathOf({ schedule: to, ...source }) }),
    }),
  );
}

/** The prediction made of data and noise. */
function predict(
  what: Parameterization,
  { data, noise }: { readonly data: Tensor; readonly noise: Tensor },
  { alpha, sigma, alphaDot, sigmaDot }: Schedule,
  t: Tensor,
  spread: (factor: Tensor) => Tensor,
): Tensor {
  const both = (a: Numeric, b: Numeric): Tensor => add(mul(a, data), mul(b, noise));
  switch (what) {
    case "velocity":
      return both(spread(alphaDot(t)), spread(sigmaDot(t)));
    case "score":
      return div(mul(-1, noise), spread(sigma(t)));
    case "vPrediction":
      return both(mul(-1, spread(sigma(t))), spread(alpha(t)));
    case "noise":
      return noise;
    case "data":
      return data;
  }
}
