import { checkOptions, OptionError } from "@nami/errors";
import type { Schedule } from "@nami/schedules";
import {
  add,
  div,
  exp,
  full,
  minimum,
  mul,
  neg,
  sigmoid,
  square,
  sub,
  type Tensor,
} from "@nami/tensor-backend";
import type { Parameterization } from "./conversions.js";

/** Where a loss is weighted. */
export interface WeightPlace {
  readonly schedule: Schedule;
  /** `[batch…]` */
  readonly t: Tensor;
  /** What the model predicts. */
  readonly predicts: Parameterization;
}

/** The factor of ‖prediction − truth‖² at some times, `[batch…]` or a number. */
export type LossWeight = (place: WeightPlace) => Tensor | number;

/** 1, whatever the model predicts: ‖ε − ε̂‖² for noise is the simple loss of DDPM. */
export function uniformWeight(): LossWeight {
  return () => 1;
}

/** The loss of the noise, E ‖ε − ε̂‖²: SNR on the data. */
export function snrWeight(): LossWeight {
  return onNoise(({ t }) => full(t.shape, 1, t.dtype));
}

/**
 * min(SNR, γ) on the data: min(SNR, γ)/SNR on the noise, and on the v-prediction of a variance-preserving schedule
 * min(SNR, γ)/(SNR + 1).
 *
 * @param options.gamma γ > 0. Default 5.
 * @throws OptionError when γ is not positive
 * @see Hang et al., Efficient diffusion training via min-SNR weighting (2023), section 3.4
 */
export function minSnrWeight(options: { readonly gamma?: number } = {}): LossWeight {
  checkOptions("minSnrWeight", options, { gamma: true });
  const { gamma = 5 } = options;
  checkPositive("minSnrWeight", "gamma", gamma);
  return onNoise(({ schedule, t }) => minimum(1, mul(gamma, squaredLevel(schedule, t))));
}

/**
 * 1/(s² + σ_d²) on the data, with s = σ/α: SNR/(1 + σ_d² SNR), a minimum of SNR and 1/σ_d² without a bend.
 *
 * @param options.sigmaData σ_d > 0, the standard deviation of the data. Default 0.5.
 * @throws OptionError when it is not positive
 * @see Crowson et al., Scalable high-resolution pixel-space image synthesis (2024), where (sσ_d)²/(s² + σ_d²)² is on the
 * preconditioned network
 */
export function softMinSnrWeight(options: { readonly sigmaData?: number } = {}): LossWeight {
  checkOptions("softMinSnrWeight", options, { sigmaData: true });
  const { sigmaData = 0.5 } = options;
  checkPositive("softMinSnrWeight", "sigmaData", sigmaData);
  // s²/(s² + σ_d²), which is 1 where α = 0 and no level is finite.
  return onNoise(({ schedule, t }) => sigmoid(sub(-2 * Math.log(sigmaData), schedule.logSnr(t))));
}

/**
 * (s² + σ_d²)/(s σ_d)² on the data, with s = σ/α, which makes the loss of the preconditioned network uniform.
 *
 * @param options.sigmaData σ_d > 0, the standard deviation of the data. Default 0.5.
 * @throws OptionError when it is not positive
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022), table 1
 */
export function edmWeight(options: { readonly sigmaData?: number } = {}): LossWeight {
  checkOptions("edmWeight", options, { sigmaData: true });
  const { sigmaData = 0.5 } = options;
  checkPositive("edmWeight", "sigmaData", sigmaData);
  return onNoise(({ schedule, t }) => add(1, div(squaredLevel(schedule, t), sigmaData ** 2)));
}

/**
 * ½g² on the score, ½g²/σ² on the noise: the sum over coordinates and times bounds the negative log-likelihood.
 *
 * @see Song et al., Maximum likelihood training of score-based diffusion models (2021), equation 8
 */
export function likelihoodWeight(): LossWeight {
  return onNoise(({ schedule, t }) => mul(0.5, square(div(schedule.diffusion(t), schedule.sigma(t)))));
}

/** A weight of the loss of the noise, for whatever the model predicts. */
function onNoise(weight: (place: WeightPlace) => Tensor): LossWeight {
  return (place) => mul(weight(place), noisePerPrediction(place));
}

/** ‖ε − ε̂‖² / ‖y − ŷ‖² at one x_t: with y = a x₀ + b ε and α x₀ + σ ε fixed, (α/(αb − σa))². */
function noisePerPrediction({ schedule, t, predicts }: WeightPlace): Tensor {
  const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
  switch (predicts) {
    case "noise":
      return full(t.shape, 1, t.dtype);
    case "data":
      return square(div(alpha, sigma));
    case "score":
      return square(sigma);
    case "vPrediction":
      return square(div(alpha, add(square(alpha), square(sigma))));
    case "velocity":
      return square(div(alpha, sub(mul(alpha, schedule.sigmaDot(t)), mul(sigma, schedule.alphaDot(t)))));
  }
}

/** s² = (σ/α)² */
function squaredLevel(schedule: Schedule, t: Tensor): Tensor {
  return exp(neg(schedule.logSnr(t)));
}

function checkPositive(caller: string, name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new OptionError(`${caller}: ${name} must be positive and finite, got ${value}. Pass the default.`);
}
