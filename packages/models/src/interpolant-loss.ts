import type { Distribution } from "@nami/distributions";
import { checkOptions, OptionError } from "@nami/errors";
import type { InterpolantSample, StochasticInterpolant } from "@nami/paths";
import { div, mul, neg, square, sub, type Tensor } from "@nami/tensor-backend";
import { averaged, hasNoise, interpolantPoints } from "./antithetic.js";
import { type LossDrawOptions, lossDrawOptions, lossDraws } from "./loss-draws.js";
import { reduceLoss, spreadOver } from "./loss-reduction.js";
import type { Model } from "./model.js";

/** What a model may learn of an interpolant: E[ẋ | x], E[İ | x], −E[z | x]/γ or E[z | x]. */
export type InterpolantTarget = "b" | "v" | "s" | "eta";

/** Options of {@link interpolantLoss}. */
export interface InterpolantLossOptions extends LossDrawOptions {
  /** The interpolant. */
  readonly path: StochasticInterpolant;
  /** Default `"b"`, the velocity. */
  readonly predicts?: InterpolantTarget;
  /**
   * `"square"`: ‖m − y‖². `"quadratic"`: ½‖m‖² − y·m, with half its gradient and a minimum of −½ E ‖m‖²; it stays finite in
   * the mean where γ̇ or 1/γ do not. Default `"square"`.
   */
  readonly form?: "square" | "quadratic";
  /** Averages over the points with z and −z. Default: where the path has noise. */
  readonly antithetic?: boolean;
}

/**
 * The losses of a stochastic interpolant x_t = α target + β source + γ z, with y what a model m regresses on: ẋ_t for b,
 * İ_t for v, −z/γ for s, z for η. Products y·m and squares are averaged over the axes of a point.
 *
 * Points with z and −z share their ends, so that in the quadratic form γ̇(m(x₊) − m(x₋))·z and its like stay finite.
 * b, v, s and η are related by b = v − γγ̇ s and s = −η/γ.
 *
 * @param target data, `[batch…, event…]`
 * @param source noise or other data of the same shape, or the distribution to draw it from
 * @returns a scalar, or `[batch…]` with reduction `"none"`
 * @throws OptionError for an unknown target or form, when s, η or antithetic points are asked of a path without noise, or as
 * `fmLoss` does
 * @throws ShapeError as `fmLoss` does
 * @example
 * interpolantLoss(model, target, source, { key: key(0), path: linearInterpolant({ gamma: brownianGamma() }), predicts: "eta" });
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), theorem 7 and section 6.1
 */
export function interpolantLoss(
  model: Model,
  target: Tensor,
  source: Tensor | Distribution,
  options: InterpolantLossOptions,
): Tensor {
  checkOptions<InterpolantLossOptions>("interpolantLoss", options, {
    ...lossDrawOptions,
    path: true,
    predicts: true,
    form: true,
    antithetic: true,
  });
  const { path, predicts = "b", form = "square", antithetic } = options;
  const noisy = check(path, { predicts, form, antithetic: antithetic ?? false });
  const interval = path.schedule.interval;
  const draws = lossDraws("interpolantLoss", model, { ...options, target, source, interval });
  const losses = interpolantPoints(path, draws, antithetic ?? noisy).map((point) => {
    const m = draws.ask(model, point.xt);
    const y = regressed(predicts, point, () => spreadOver(path.gamma.gamma(draws.t), m));
    return form === "square" ? square(sub(m, y)) : mul(m, sub(mul(m, 0.5), y));
  });
  return reduceLoss("interpolantLoss", averaged(losses), { ...options, batchAxes: draws.batch.length });
}

function regressed(predicts: InterpolantTarget, point: InterpolantSample, gamma: () => Tensor): Tensor {
  switch (predicts) {
    case "b":
      return point.ut;
    case "v":
      return point.vt;
    case "eta":
      return point.noise;
    case "s":
      return div(neg(point.noise), gamma());
  }
}

function check(
  path: StochasticInterpolant,
  { predicts, form, antithetic }: Required<Pick<InterpolantLossOptions, "predicts" | "form" | "antithetic">>,
): boolean {
  if (typeof path?.gamma?.gamma !== "function")
    throw new OptionError(
      `interpolantLoss: path must be a stochastic interpolant, got ${typeof path}. Pass for example linearInterpolant({ gamma: brownianGamma() }).`,
    );
  if (!["b", "v", "s", "eta"].includes(predicts))
    throw new OptionError(
      `interpolantLoss: predicts must be "b", "v", "s" or "eta", got "${String(predicts)}". Pass one of them.`,
    );
  if (form !== "square" && form !== "quadratic")
    throw new OptionError(
      `interpolantLoss: form must be "square" or "quadratic", got "${String(form)}". Pass one of them.`,
    );
  const { name } = path;
  const noisy = hasNoise(path);
  if (!noisy && (predicts === "s" || predicts === "eta" || antithetic))
    throw new OptionError(
      `interpolantLoss: ${antithetic ? "antithetic points need" : `"${predicts}" needs`} a path with noise of its own, got "${name}". Give it a gamma.`,
    );
  return noisy;
}
