import type { Schedule } from "@nami/schedules";
import {
  add,
  div,
  equal,
  expandDims,
  log,
  logSumExp,
  matmul,
  matrixTranspose,
  mul,
  type Numeric,
  neg,
  softmax,
  squeeze,
  sub,
  sum,
  type Tensor,
  tensor,
  where,
} from "@nami/tensor-backend";
import type { MixtureComponents } from "./mixture-components.js";
import { halfLogTau } from "./standard-normal.js";

/** α, σ² and their derivatives at the times of a batch: numbers, or tensors that broadcast with `[..., k, d]`. */
export interface Coefficients {
  readonly alpha: Numeric;
  readonly sigma: Numeric;
  readonly sigmaSquared: Numeric;
  readonly alphaDot: Numeric;
  readonly sigmaDot: Numeric;
  readonly sigmaSigmaDot: Numeric;
}

/** The data themselves: α = 1, σ = 0. */
export const atData: Coefficients = Object.freeze({
  alpha: 1,
  sigma: 0,
  sigmaSquared: 0,
  alphaDot: 0,
  sigmaDot: 0,
  sigmaSigmaDot: 0,
});

/**
 * The coefficients of a schedule at t.
 *
 * @param t a number, or a Tensor that broadcasts with the batch shape
 */
export function coefficientsAt(schedule: Schedule, t: Numeric): Coefficients {
  const spread = (y: Numeric): Numeric => (typeof y === "number" ? y : expandDims(expandDims(y)));
  const sigma = spread(schedule.sigma(t));
  return {
    alpha: spread(schedule.alpha(t)),
    sigma,
    sigmaSquared: times(sigma, sigma),
    alphaDot: spread(schedule.alphaDot(t)),
    sigmaDot: spread(schedule.sigmaDot(t)),
    sigmaSigmaDot: spread(schedule.sigmaSigmaDot(t)),
  };
}

/** Numbers stay numbers, in double precision. */
function times(a: Numeric, b: Numeric): Numeric {
  return typeof a === "number" && typeof b === "number" ? a * b : mul(a, b);
}

/** What every quantity of a marginal is made of; `k` is the axis of components. */
export interface MarginalTerms {
  /** ln wₖ N(x; αmₖ, Cₖ), `[..., k]`. */
  readonly logTerms: Tensor;
  /** Responsibilities rₖ, `[..., k, 1]`. */
  readonly responsibilities: Tensor;
  /** mₖ, `[k, d]`. */
  readonly means: Tensor;
  /** Eigenvalues of Sₖ, `[k, d]`. */
  readonly spectrum: Tensor;
  /** Means nₖ and eigenvalues of Rₖ of the source, `[k, d]`, where it is not N(0, I). */
  readonly source: { readonly means: Tensor; readonly spectrum: Tensor } | undefined;
  /** Eigenvalues of Cₖ = α²Sₖ + σ²Rₖ, `[..., k, d]`. */
  readonly variances: Tensor;
  /** Cₖ⁻¹(x − αmₖ) in the eigenvectors of Sₖ, `[..., k, d]`. */
  readonly whitened: Tensor;
  /** Back from the eigenvectors, `[..., k, d]` to the same. */
  readonly turnBack: (y: Tensor) => Tensor;
}

/** The terms of a mixture pushed through x_t = α x₀ + σ ε, at points x `[..., d]`. */
export function marginalTerms(components: MixtureComponents, x: Tensor, at: Coefficients): MarginalTerms {
  const constant = (values: Parameters<typeof tensor>[0]): Tensor => tensor(values, undefined, x.dtype);
  const means = constant(components.means);
  const spectrum = constant(components.spectrum);
  const basis = components.basis && constant(components.basis);
  const rotate = (y: Tensor, matrix: Tensor): Tensor => squeeze(matmul(expandDims(y, -2), matrix), -2);
  const source = components.source && {
    means: constant(components.source.means),
    spectrum: constant(components.source.spectrum),
  };
  const fromData = sub(expandDims(x, -2), mul(means, at.alpha));
  const delta = source ? sub(fromData, mul(source.means, at.sigma)) : fromData;
  const turned = basis ? rotate(delta, basis) : delta;
  const noise = source ? mul(source.spectrum, at.sigmaSquared) : at.sigmaSquared;
  const variances = add(mul(spectrum, times(at.alpha, at.alpha)), noise);
  const whitened = div(turned, variances);
  const exponent = mul(-0.5, sum(mul(turned, whitened), { axis: -1 }));
  const logNorm = add(mul(0.5, sum(log(variances), { axis: -1 })), (x.shape.at(-1) ?? 1) * halfLogTau);
  const logTerms = add(sub(exponent, logNorm), constant(components.logWeights));
  return {
    logTerms,
    responsibilities: expandDims(softmax(logTerms)),
    means,
    spectrum,
    source,
    variances,
    whitened,
    turnBack: (y) => (basis ? rotate(y, matrixTranspose(basis)) : y),
  };
}

/** Σₖ rₖ yₖ: `[..., k, d]` to `[..., d]`. */
export function average({ responsibilities }: MarginalTerms, y: Tensor): Tensor {
  return sum(mul(responsibilities, y), { axis: -2 });
}

/** ln p, `[...]`. */
export function logDensity({ logTerms }: MarginalTerms): Tensor {
  return logSumExp(logTerms, { axis: -1 });
}

/** gₖ = −Cₖ⁻¹(x − αmₖ): the score of each component, `[..., k, d]`. */
export function componentScores({ whitened, turnBack }: MarginalTerms): Tensor {
  return neg(turnBack(whitened));
}

/** αα̇ Sₖ + σσ̇ Rₖ: half of how fast the variances of each component grow, `[..., k, d]`. */
export function halfGrowth(
  { spectrum, source }: MarginalTerms,
  { alpha, alphaDot, sigmaSigmaDot }: Coefficients,
): Tensor {
  const noise = source ? mul(source.spectrum, sigmaSigmaDot) : sigmaSigmaDot;
  return add(mul(spectrum, times(alpha, alphaDot)), noise);
}

/** uₖ = α̇mₖ + σ̇nₖ + (αα̇Sₖ + σσ̇Rₖ)Cₖ⁻¹(x − αmₖ − σnₖ): the velocity of each component, `[..., k, d]`. */
export function componentVelocities(terms: MarginalTerms, at: Coefficients): Tensor {
  const drawn = add(
    mul(terms.means, at.alphaDot),
    terms.turnBack(mul(halfGrowth(terms, at), terms.whitened)),
  );
  if (!terms.source) return drawn;
  // Without a mean of its own, nothing is added, also where σ̇ is infinite.
  const { means } = terms.source;
  return add(drawn, where(equal(means, 0), 0, mul(means, at.sigmaDot)));
}
