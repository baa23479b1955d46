/**
 * How a solve, or one row of it, ended. Ordered from best to worst in {@link statuses}.
 *
 * - `success`: t1 was reached
 * - `eventTerminated`: a terminal event stopped the row
 * - `maxSteps`: `maxSteps` attempts did not reach t1; raise it, loosen the tolerances, or suspect stiffness
 * - `stepUnderflow`: the step fell below `minStep` or below ten units in the last place of t, as it does in
 *   front of a singularity (y' = y² blows up) or where |t| is huge beside t1 − t0
 * - `nonFiniteState`: the state stopped being finite while the derivative was still finite
 * - `nonFiniteDerivative`: f returned NaN or an infinity, and smaller steps did not get around it
 */
export type Status =
  | "success"
  | "eventTerminated"
  | "maxSteps"
  | "stepUnderflow"
  | "nonFiniteState"
  | "nonFiniteDerivative";

/** All statuses, best first. */
export const statuses: readonly Status[] = [
  "success",
  "eventTerminated",
  "maxSteps",
  "stepUnderflow",
  "nonFiniteState",
  "nonFiniteDerivative",
];

/**
 * The one word for many rows: the common status when all agree, else the worst of them.
 *
 * @param rows one status a row; an empty list is a success
 * @example worstStatus(["success", "maxSteps", "success"]) // "maxSteps"
 */
export const worstStatus = (rows: readonly Status[]): Status =>
  statuses.findLast((status) => rows.includes(status)) ?? "success";
