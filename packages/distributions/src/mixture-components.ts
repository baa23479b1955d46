import { OptionError, ShapeError } from "@nami/errors";
import { symmetricEigen } from "./symmetric-eigen.js";

/** Options of {@link gaussianMixture}. */
export interface GaussianMixtureOptions {
  /** k positive numbers; divided by their sum. */
  readonly weights: readonly number[];
  /** k points of d coordinates. */
  readonly means: readonly (readonly number[])[];
  /** For each component a variance (σ², the same in every direction), d variances by axis, or a d × d covariance. */
  readonly variances: readonly Variance[];
  /** Of samples, `"float32"` unless told. */
  readonly dtype?: "float32" | "float64";
}

/** σ² in every direction, σ² by axis, or a covariance matrix. */
export type Variance = number | readonly number[] | readonly (readonly number[])[];

/** Checked parameters: covariance j is `basis[j] diag(spectrum[j]) basis[j]ᵀ`. */
export interface MixtureComponents {
  /** ln of the normalized weights, `[k]`. */
  readonly logWeights: readonly number[];
  /** `[k][d]` */
  readonly means: readonly (readonly number[])[];
  /** Variances along the axes of the basis, `[k][d]`. */
  readonly spectrum: readonly (readonly number[])[];
  /** Eigenvectors as columns, `[k][d][d]`; left out when every covariance is diagonal. */
  readonly basis?: readonly (readonly (readonly number[])[])[];
  /** What each component starts from, in the same axes; left out where that is N(0, I). */
  readonly source?: Pick<MixtureComponents, "means" | "spectrum">;
}

/**
 * Components of the pairs (datum, source) of two independent mixtures: k · l of them.
 *
 * @throws OptionError where two covariances have no common axes
 * @throws ShapeError when the mixtures have different dimensions
 */
export function pairedComponents(data: MixtureComponents, source: MixtureComponents): MixtureComponents {
  const [dim, own] = [data.means[0]!.length, source.means[0]!.length];
  if (dim !== own)
    throw new ShapeError(
      `marginal: source and data must have one dimension, got ${own} and ${dim}. Pass a source of ${dim} coordinates.`,
    );
  const round = source.spectrum.every((row) => row.every((value) => value === row[0]));
  if (source.basis || (data.basis && !round))
    throw new OptionError(
      "marginal: covariances of source and data must have common axes, got full ones. Pass a source with one variance in every direction, or variances by axis on both sides.",
    );
  const pairs = data.means.flatMap((_, k) => source.means.map((__, l) => [k, l] as const));
  return {
    logWeights: pairs.map(([k, l]) => data.logWeights[k]! + source.logWeights[l]!),
    means: pairs.map(([k]) => data.means[k]!),
    spectrum: pairs.map(([k]) => data.spectrum[k]!),
    ...(data.basis && { basis: pairs.map(([k]) => data.basis![k]!) }),
    source: {
      means: pairs.map(([, l]) => source.means[l]!),
      spectrum: pairs.map(([, l]) => source.spectrum[l]!),
    },
  };
}

/**
 * Checks the parameters of a mixture and takes its covariances apart.
 *
 * @param caller the function that speaks
 */
export function mixtureComponents(
  { weights, means, variances }: GaussianMixtureOptions,
  caller = "gaussianMixture",
): MixtureComponents {
  for (const [name, list] of Object.entries({ weights, means, variances }))
    if (!Array.isArray(list) || (name === "means" && !list.every(Array.isArray)))
      throw new OptionError(
        `${caller}: ${name} must be ${name === "means" ? "lists" : "a list"} of numbers, got ${Array.isArray(list) ? `[${list}]` : String(list)}. Pass plain arrays; the values of a Tensor are [...(await x.data())].`,
      );
  const count = weights.length;
  const dim = means[0]?.length ?? 0;
  if (count === 0 || means.length !== count || variances.length !== count)
    throw new ShapeError(
      `${caller}: weights, means and variances must have one entry a component, got ${count}, ${means.length} and ${variances.length}. Pass lists of one length.`,
    );
  const odd = means.find((mean) => mean.length !== dim || !mean.every(Number.isFinite));
  if (dim === 0 || odd)
    throw new ShapeError(
      `${caller}: means must be points of one dimension with finite coordinates, got [${odd ?? means[0]}]. Pass ${dim || "at least 1"} coordinates each.`,
    );
  for (const weight of weights)
    if (!(weight > 0 && weight < Infinity))
      throw new OptionError(
        `${caller}: weights must be positive and finite, got ${weight}. Leave out components without weight.`,
      );
  const total = weights.reduce((a, b) => a + b, 0);
  const parts = variances.map((variance) => decompose(variance, dim, caller));
  const bad = parts.flatMap(({ values, vectors }) => {
    // Eigenvalues are positive beyond their rounding error.
    const least = vectors ? 1e-15 * Math.max(...values) : 0;
    return values.filter((value) => !(value > least && value > 0 && value < Infinity));
  })[0];
  if (bad !== undefined)
    throw new OptionError(
      `${caller}: variances must be positive and finite (covariances positive definite), got ${bad}. Check the variances.`,
    );
  const full = parts.some(({ vectors }) => vectors);
  const axes = means[0]!.map((_, i) => means[0]!.map((__, j) => Number(i === j)));
  return {
    logWeights: weights.map((weight) => Math.log(weight / total)),
    means: means.map((mean) => [...mean]),
    spectrum: parts.map(({ values }) => values),
    ...(full && { basis: parts.map(({ vectors }) => vectors ?? axes) }),
  };
}

function decompose(
  variance: Variance,
  dim: number,
  caller: string,
): { values: readonly number[]; vectors?: readonly (readonly number[])[] } {
  if (typeof variance === "number") return { values: new Array<number>(dim).fill(variance) };
  if (!Array.isArray(variance) || variance.length !== dim)
    throw new ShapeError(
      `${caller}: a variance must be a number, ${dim} numbers or a ${dim} × ${dim} matrix, got ${JSON.stringify(variance)}. Pass a number for the same variance in every direction.`,
    );
  if (isDiagonal(variance)) return { values: [...variance] };
  return symmetricEigen(checkedMatrix(variance as readonly (readonly number[])[], dim, caller));
}

function isDiagonal(variance: readonly unknown[]): variance is readonly number[] {
  return variance.every((entry) => typeof entry === "number");
}

function checkedMatrix(
  matrix: readonly (readonly number[])[],
  dim: number,
  caller: string,
): readonly (readonly number[])[] {
  if (matrix.some((row) => row.length !== dim))
    throw new ShapeError(
      `${caller}: a covariance must be a ${dim} × ${dim} matrix, got ${JSON.stringify(matrix)}. Pass as many rows and columns as the mean has coordinates.`,
    );
  const scale = Math.max(...matrix.flat().map(Math.abs));
  for (const [i, row] of matrix.entries())
    for (const [j, entry] of row.entries())
      if (!(Math.abs(entry - matrix[j]![i]!) <= 1e-9 * scale))
        throw new OptionError(
          `${caller}: a covariance must be symmetric and finite, got ${entry} and ${matrix[j]![i]} mirrored. Average it with its transpose.`,
        );
  return matrix;
}
