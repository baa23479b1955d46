import type { Distribution } from "@nami/distributions";
import { checkOptions, OptionError } from "@nami/errors";
import { type Path, path as pathOf } from "@nami/paths";
import type { Schedule } from "@nami/schedules";
import { broadcastTo, div, mul, neg, onHost, square, sub, type Tensor, tensor } from "@nami/tensor-backend";
import type { Parameterization } from "./conversions.js";
import { type LossWeight, uniformWeight } from "./denoising-weights.js";
import { type LossDrawOptions, lossDrawOptions, lossDraws } from "./loss-draws.js";
import { reduceLoss, spreadOver } from "./loss-reduction.js";
import { type BoundModel, type Model, statedPath } from "./model.js";

/** Options of {@link denoisingLoss}. */
export interface DenoisingLossOptions extends LossDrawOptions {
  /** α and σ. Default: the schedule of the path of the model. */
  readonly schedule?: Schedule;
  /** What the model predicts. Default: what it says itself, else `"noise"`. */
  readonly predicts?: Parameterization;
  /** The factor of the square at a time. Default `uniformWeight()`. */
  readonly weight?: LossWeight;
}

/**
 * The losses of diffusion models, E w(t) ‖y − ŷ(x_t, t)‖² with x_t = α target + σ ε and y the noise, the data, the score −ε/σ of
 * the point given the target, the v-prediction α ε − σ x₀, or the velocity α̇ x₀ + σ̇ ε; a mean over the axes of a point, then
 * reduced over the batch.
 *
 * @param target data, `[batch…, event…]`
 * @param source standard normal ε of the same shape, or `standardNormal(eventShape)` to draw it from
 * @returns a scalar, or `[batch…]` with reduction `"none"`
 * @throws OptionError without a schedule, for an unknown prediction, a weight that is not positive, or as `fmLoss`
 * @throws ShapeError as `fmLoss` does
 * @example
 * denoisingLoss(model, target, standardNormal([2]), { key: key(0), schedule: vpSchedule(), weight: minSnrWeight() });
 * @see Ho et al. 2020, https://arxiv.org/abs/2006.11239, equation 14 · Salimans and Ho 2022, https://arxiv.org/abs/2202.00512
 */
export function denoisingLoss(
  model: Model,
  target: Tensor,
  source: Tensor | Distribution,
  options: DenoisingLossOptions,
): Tensor {
  checkOptions<DenoisingLossOptions>("denoisingLoss", options, {
    ...lossDrawOptions,
    schedule: true,
    predicts: true,
    weight: true,
  });
  const {
    schedule = (statedPath(model) as Partial<Path> | undefined)?.schedule,
    predicts = (model as Partial<BoundModel>).predicts ?? "noise",
    weight = uniformWeight(),
  } = options;
  if (typeof schedule?.alpha !== "function")
    throw new OptionError(
      `denoisingLoss: schedule must be a schedule, got ${typeof schedule}. Pass for example { schedule: vpSchedule() }.`,
    );
  const draws = lossDraws("denoisingLoss", model, {
    ...options,
    target,
    source,
    interval: schedule.interval,
  });
  const xt = pathOf({ schedule }).interpolate(draws);
  const error = square(sub(draws.ask(model, xt), truth(predicts, schedule, draws)));
  checkWeight(weight, schedule, predicts);
  const factor = weight({ schedule, t: draws.t, predicts });
  const losses = factor === 1 ? error : mul(error, spreadOver(broadcastTo(factor, draws.batch), error));
  return reduceLoss("denoisingLoss", losses, { ...options, batchAxes: draws.batch.length });
}

/** @throws OptionError when a weight is no function, or not positive at some times between the ends */
function checkWeight(weight: LossWeight, schedule: Schedule, predicts: Parameterization): void {
  if (typeof weight !== "function")
    throw new OptionError(
      `denoisingLoss: weight must be a function of { schedule, t, predicts }, got ${typeof weight}. Pass for example snrWeight().`,
    );
  const [start, end] = schedule.interval;
  const t = tensor([0.1, 0.3, 0.5, 0.7, 0.9].map((share) => start + share * (end - start)));
  for (const value of valuesAt(weight({ schedule, t, predicts })))
    if (!(value > 0))
      throw new OptionError(
        `denoisingLoss: weights must be positive, got ${value}. Return a number above 0 or a tensor of them.`,
      );
}

/** The values of a weight, where it is made of nothing but its times. */
function valuesAt(factor: Tensor | number): ArrayLike<number> & Iterable<number> {
  if (typeof factor === "number") return [factor];
  try {
    const { source } = onHost(factor);
    return source.kind === "host" ? source.values : [];
  } catch {
    return []; // made of parameters too, whose values are not known here
  }
}

/** What a perfect prediction would be, were the target known. */
function truth(
  predicts: Parameterization,
  schedule: Schedule,
  ends: { readonly target: Tensor; readonly source: Tensor; readonly t: Tensor },
): Tensor {
  const { target, source, t } = ends;
  const at = (value: Tensor): Tensor => spreadOver(value, target);
  switch (predicts) {
    case "noise":
      return source;
    case "data":
      return target;
    case "score":
      return neg(div(source, at(schedule.sigma(t))));
    case "velocity":
      return pathOf({ schedule }).velocity(ends);
    case "vPrediction":
      return sub(mul(at(schedule.alpha(t)), source), mul(at(schedule.sigma(t)), target));
    default:
      throw new OptionError(
        `denoisingLoss: predicts must be "velocity", "score", "noise", "data" or "vPrediction", got "${String(predicts)}". Pass one of them.`,
      );
  }
}
