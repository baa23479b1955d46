import { foldIn, key, type TensorBackend } from "@nami/tensor-backend";
import type { Case } from "./case.js";
import { cases } from "./cases.js";
import { type Mistake, mistakes } from "./mistakes.js";
import { largestErrors, type Statistic } from "./plane-law.js";

/**
 * How large the law is tried: scale 1 is 2¹⁷ samples, an eighth is 2¹¹ of them and an eighth of the fineness, so that the errors
 * of the solvers are to the standard errors as they were.
 */
export interface Size {
  readonly scale: number;
  readonly backend: TensorBackend;
}

/** Probability that programs without an error fail any test of the law. */
const level = 1e-6;
const testsOfCase = 7;

/** How many standard errors a statistic may be off, so that all of all cases hold together with probability 1 − 1e-6. */
export const allowed = ({ kind }: Statistic): number =>
  largestErrors(kind, level / (cases.length * testsOfCase));

/** A statistic of some samples, in standard errors. */
export interface Seen {
  readonly statistic: Statistic;
  readonly errors: number;
}

/** All statistics of a case. @param fineness relative to that of the size */
export async function seenOf(tried: Case, size: Size, fineness = 1): Promise<readonly Seen[]> {
  const rows = await rowsOf(tried.draw, size, { fineness, index: cases.indexOf(tried) });
  return tried.statistics().map((statistic) => ({ statistic, errors: statistic.errors(rows) }));
}

/**
 * What the solver has in the worst of the moments, in standard errors.
 *
 * Where errors fall at least as 1/fineness, what is between a run and one at an eighth of the fineness is at least seven times
 * the error of the finer; where both share their paths, they share their noise too.
 *
 * @param fine what was seen at full fineness
 */
export async function errorOfSolver(tried: Case, size: Size, fine: readonly Seen[]): Promise<number> {
  const coarse = await seenOf(tried, size, 1 / 8);
  const moved = fine.map(({ errors }, i) => Math.abs(errors - coarse[i]!.errors) / 7);
  return Math.max(...moved.filter((_, i) => fine[i]!.statistic.kind === "moment"));
}

/** The effect of a mistake, on the statistic that shows it. */
export async function effectOf(mistake: Mistake, size: Size): Promise<Seen> {
  const statistic = mistake.right.statistics().find(({ name }) => name === mistake.statistic);
  if (!statistic) throw new Error(`${mistake.right.name} has no ${mistake.statistic}`);
  const index = cases.length + mistakes.indexOf(mistake);
  return { statistic, errors: statistic.errors(await rowsOf(mistake.process, size, { fineness: 1, index })) };
}

/** Rows of a program, from a key that it shares with no other. */
async function rowsOf(
  draw: Case["draw"],
  { scale, backend }: Size,
  { fineness, index }: { readonly fineness: number; readonly index: number },
): Promise<Float64Array> {
  const x = await draw({
    count: 2 ** 17 * scale ** 2,
    key: foldIn(key(2026), index),
    fineness: scale * fineness,
    backend,
  });
  return Float64Array.from(await x.data());
}
