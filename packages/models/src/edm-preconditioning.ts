import { checkOptions, OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import { add, div, exp, mul, sqrt, square, type Tensor } from "@nami/tensor-backend";
import { spreadOver } from "./loss-reduction.js";
import { checkModel, type Model, marksOf } from "./model.js";

/** Options of {@link precondition}. */
export interface PreconditioningOptions {
  readonly schedule: Schedule;
  /** σ_d > 0, the standard deviation of the data. Default 0.5. */
  readonly sigmaData?: number;
}

/**
 * A network F as a denoiser whose inputs and outputs have variance 1: with s = σ/α and x̂ = x/α,
 * D = c_skip x̂ + c_out F(c_in x̂, c_noise), where c_skip = σ_d²/(s² + σ_d²), c_out = s σ_d/√(s² + σ_d²),
 * c_in = 1/√(s² + σ_d²) and c_noise = ¼ ln s.
 *
 * Where s is infinite (α = 0) it has no value: stop short of it.
 *
 * @param network `(x, cNoise, condition?) => F`
 * @returns a model that predicts the data, to be trained with `edmWeight({ sigmaData })`
 * @throws OptionError without a schedule, or when sigmaData is not positive
 * @example
 * const schedule = edmSchedule();
 * const model = precondition(field.with(params), { schedule });
 * denoisingLoss(model, target, noise, { key: key(0), schedule, predicts: "data", weight: edmWeight() });
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022), table 1
 */
export function precondition(
  network: Model,
  options: PreconditioningOptions,
): Model & { readonly predicts: "data" } {
  checkOptions<PreconditioningOptions>("precondition", options, { schedule: true, sigmaData: true });
  const { schedule, sigmaData = 0.5 } = options;
  checkModel("precondition", network);
  if (typeof schedule?.alpha !== "function")
    throw new OptionError(
      `precondition: schedule must be a schedule, got ${typeof schedule}. Pass for example { schedule: edmSchedule() }.`,
    );
  if (!(sigmaData > 0 && sigmaData < Infinity))
    throw new OptionError(
      `precondition: sigmaData must be positive and finite, got ${sigmaData}. Pass the standard deviation of the data.`,
    );
  const model = (x: Tensor, t: Tensor, condition?: Tensor): Tensor => {
    const halfLog = mul(-0.5, schedule.logSnr(t));
    const level = exp(halfLog);
    const total = add(square(level), sigmaData ** 2);
    const at = (factor: Tensor): Tensor => spreadOver(factor, x);
    const clean = div(x, at(schedule.alpha(t)));
    const inner = div(clean, at(sqrt(total)));
    const noise = mul(0.25, halfLog);
    const output = condition ? network(inner, noise, condition) : network(inner, noise);
    const skip = mul(at(div(sigmaData ** 2, total)), clean);
    return add(skip, mul(at(div(mul(level, sigmaData), sqrt(total))), output));
  };
  return Object.freeze(Object.assign(model, { ...marksOf(network), predicts: "data" as const }));
}
