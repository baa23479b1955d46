import { OptionError, ShapeError } from "@nami/errors";
import { symmetricEigen } from "./symmetric-eigen.js";

/** Options of {@link gaussianMixture}. */
export interface GaussianMixtureOptions {
  /** k positive numbers; divided by their sum. */
  readonly weights: readonly number[];
  /** k points of d coordinates. */
  readonly means: readonly (readonly number[])[];
  /** k variances (σ², the same in every direction), or k covariance matrices, d × d. */
  readonly variances: readonly number[] | readonly (readonly (readonly number[])[])[];
  /** Of samples, `"float32"` unless told. */
  readonly dtype?: "float32" | "float64";
}

/** Checked parameters: covariance j is `basis[j] diag(spectrum[j]) basis[j]ᵀ`. */
export interface MixtureComponents {
  /** ln of the normalized weights, `[k]`. */
  readonly logWeights: readonly number[];
  /** `[k][d]` */
  readonly means: readonly (readonly number[])[];
  /** Variances along the axes of the basis, `[k][d]`. */
  readonly spectrum: readonly (readonly number[])[];
  /** Eigenvectors as columns, `[k][d][d]`; left out when every covariance is isotropic. */
  readonly basis?: readonly (readonly (readonly number[])[])[];
}

/** Checks the parameters of a mixture and takes its covariances apart. */
export function mixtureComponents({ weights, means, variances }: GaussianMixtureOptions): MixtureComponents {
  for (const [name, list] of Object.entries({ weights, means, variances }))
    if (!Array.isArray(list) || (name === "means" && !list.every(Array.isArray)))
      throw new OptionError(
        `gaussianMixture: ${name} must be ${name === "means" ? "lists" : "a list"} of numbers, got ${Array.isArray(list) ? `[${list}]` : String(list)}. Pass plain arrays; the values of a Tensor are [...(await x.data())].`,
      );
  const count = weights.length;
  const dim = means[0]?.length ?? 0;
  if (count === 0 || means.length !== count || variances.length !== count)
    throw new ShapeError(
      `gaussianMixture: weights, means and variances must have one entry a component, got ${count}, ${means.length} and ${variances.length}. Pass lists of one length.`,
    );
  const odd = means.find((mean) => mean.length !== dim || !mean.every(Number.isFinite));
  if (dim === 0 || odd)
    throw new ShapeError(
      `gaussianMixture: means must be points of one dimension with finite coordinates, got [${odd ?? means[0]}]. Pass ${dim || "at least 1"} coordinates each.`,
    );
  for (const weight of weights)
    if (!(weight > 0 && weight < Infinity))
      throw new OptionError(
        `gaussianMixture: weights must be positive and finite, got ${weight}. Leave out components without weight.`,
      );
  const total = weights.reduce((a, b) => a + b, 0);
  const parts = variances.map((variance) => decompose(variance, dim));
  const bad = parts.flatMap(({ values }) =>
    values.filter((value) => !isVariance(value, Math.max(...values))),
  )[0];
  if (bad !== undefined)
    throw new OptionError(
      `gaussianMixture: variances must be positive and finite (covariances positive definite), got ${bad}. Check the variances.`,
    );
  const vectors = parts.flatMap((part) => (part.vectors ? [part.vectors] : []));
  return {
    logWeights: weights.map((weight) => Math.log(weight / total)),
    means: means.map((mean) => [...mean]),
    spectrum: parts.map((part) => part.values),
    ...(vectors.length === count && { basis: vectors }),
  };
}

/** Positive beyond the rounding error of an eigenvalue. */
function isVariance(value: number, largest: number): boolean {
  return value > 1e-15 * largest && value > 0 && value < Infinity;
}

function decompose(
  variance: number | readonly (readonly number[])[],
  dim: number,
): { values: readonly number[]; vectors?: readonly (readonly number[])[] } {
  if (typeof variance === "number") return { values: new Array<number>(dim).fill(variance) };
  if (variance.length !== dim || variance.some((row) => row.length !== dim))
    throw new ShapeError(
      `gaussianMixture: a variance must be a number or a ${dim} × ${dim} matrix, got ${JSON.stringify(variance)}. Pass variances by axis as a diagonal matrix.`,
    );
  const scale = Math.max(...variance.flat().map(Math.abs));
  for (const [i, row] of variance.entries())
    for (const [j, entry] of row.entries())
      if (!(Math.abs(entry - variance[j]![i]!) <= 1e-9 * scale))
        throw new OptionError(
          `gaussianMixture: a covariance must be symmetric and finite, got ${entry} and ${variance[j]![i]} mirrored. Average it with its transpose.`,
        );
  return symmetricEigen(variance);
}
