import { DataError, OptionError, ShapeError } from "@nami/errors";

/** Shape of a row-major cost matrix. */
export interface CostShape {
  /** Number of rows, an integer of 0 or more. */
  readonly rows: number;
  /** Number of columns, an integer of 0 or more. */
  readonly columns: number;
}

/**
 * @param caller the function that speaks
 * @throws OptionError for a bad shape, ShapeError for a length that is not rows · columns, DataError for a cost that is
 * not finite
 */
export function checkCosts(
  caller: string,
  cost: Float64Array | Float32Array,
  { rows, columns }: CostShape,
): void {
  for (const [name, size] of Object.entries({ rows, columns })) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new OptionError(
        `${caller}: ${name} must be a non-negative integer, got ${String(size)}. Pass the shape of the cost matrix.`,
      );
    }
  }
  if (cost.length !== rows * columns) {
    throw new ShapeError(
      `${caller}: cost must have rows * columns = ${rows * columns} entries, got ${cost.length}. Pass a row-major matrix of ${rows} by ${columns}.`,
    );
  }
  const bad = cost.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const row = Math.floor(bad / columns);
  throw new DataError(
    `${caller}: costs must be finite, got ${cost[bad]} at row ${row}, column ${bad % columns}. Forbid a pair by a large finite cost.`,
  );
}
