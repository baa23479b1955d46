import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { isKey, type Key, type Tensor } from "@nami/tensor-backend";
import { type CouplingReport, couplingReport } from "./coupling-report.js";

/** Rows that belong together, on the first axis: row i of the source goes to row i of the target. */
export interface Pairs {
  /** Noise, or whatever the path starts from at t = 1. */
  readonly source: Tensor;
  /** Data. */
  readonly target: Tensor;
  /** What the target is conditioned on; moves with its row of the target. */
  readonly condition?: Tensor;
}

/** Options of {@link Coupling.pair}. */
export interface PairOptions {
  /** Decides whatever is drawn. */
  readonly key: Key;
}

/**
 * Decides which source goes to which target, on the host, before a compiled step.
 *
 * A coupling that permutes rows makes the source depend on the data: the velocity then has no score in it.
 */
export interface Coupling {
  /** Travels with what was trained on it, e.g. `"independent"`. */
  readonly name: string;
  /** Whether the source stays independent of the target; what needs the score refuses unless it is true. */
  readonly independent?: boolean;
  /** Matched rows, as tensors with host values; may be asynchronous. */
  pair(rows: Pairs, options: PairOptions): Pairs | Promise<Pairs>;
}

/** A coupling that leaves rows where they are. */
export interface IndependentCoupling extends Coupling {
  pair(rows: Pairs, options?: Partial<PairOptions>): Pairs;
  /** What it did: nothing. */
  report(rows: Pairs, options?: Partial<PairOptions>): Promise<CouplingReport>;
}

/** The key of a draw of pairs. @throws OptionError when there is none */
export function keyOfPair(name: string, options: PairOptions): Key {
  checkOptions<PairOptions>(`${name}.pair`, options, { key: true });
  if (isKey(options.key)) return options.key;
  throw new OptionError(
    `${name}.pair: a key is needed to draw pairs, got ${typeof options.key}. Pass { key: key(0) }.`,
  );
}

/** @throws ShapeError when source, target and condition differ in their number of rows */
export function checkPairs(name: string, { source, target, condition }: Pairs): void {
  const counts = [source, target, ...(condition ? [condition] : [])].map((x) => x.shape[0]);
  if (counts.some((count) => count === undefined || count !== counts[0]))
    throw new ShapeError(
      `${name}: source, target and condition must have one number of rows, got ${counts.map((n) => n ?? "a scalar").join(", ")}. Draw as many of each.`,
    );
}

/**
 * Source and target as they were drawn, independent of each other: the coupling of plain flow matching.
 *
 * @example independentCoupling().pair({ source, target }, { key: key(0) }); // { source, target }
 * @see Tong et al., Improving and generalizing flow-based generative models (2024), I-CFM
 */
export function independentCoupling(): IndependentCoupling {
  const pair = (rows: Pairs, options: Partial<PairOptions> = {}): Pairs => {
    checkOptions<Partial<PairOptions>>("independent.pair", options, { key: true });
    checkPairs("independentCoupling", rows);
    return rows;
  };
  return Object.freeze({
    name: "independent",
    independent: true,
    pair,
    report: async (rows, options) =>
      couplingReport(rows, pair(rows, options), { entropy: 2 * Math.log(rows.target.shape[0] ?? 1) }),
  } satisfies IndependentCoupling);
}
