import { checkOptions } from "@nami/errors";
import { type CostShape, checkCosts } from "./check-costs.js";
import { type Matching, shortestAugmentingPaths } from "./shortest-augmenting-paths.js";

/** A least-cost assignment, with the dual prices that prove it. */
export interface Assignment {
  /** Column of each row, −1 for a row that has none (only where there are more rows than columns). */
  readonly columnOfRow: Int32Array;
  /** Row of each column, −1 for a column that has none. */
  readonly rowOfColumn: Int32Array;
  /** Sum of the costs of the assigned pairs. */
  readonly cost: number;
  /**
   * Prices: `u_i + v_j ≤ c_ij` for all pairs and `=` for assigned ones, and on the longer side at most 0 and 0
   * where unassigned. Hence no assignment costs less than `Σu + Σv`, and this one costs just that (to rounding).
   */
  readonly dual: { readonly u: Float64Array; readonly v: Float64Array };
}

/**
 * Assigns every row or, where there are fewer columns, every column, at the least total cost: `min Σ c_{i,σ(i)}`.
 *
 * Jonker and Volgenant's method: bids find prices and most pairs, then each row left gets a
 * shortest augmenting path. At most O(min² · max) time; memory O(rows + columns) beyond the costs, which are copied
 * if float32 or taller than wide. Equal costs are resolved by the order of the entries, so the result is repeatable.
 *
 * @param cost row-major costs, finite, of any sign
 * @param shape `rows` and `columns`
 * @returns both directions of the assignment, its cost and the dual prices
 * @throws OptionError for a bad shape, ShapeError when the length is not rows · columns, DataError for a cost that
 * is not finite
 * @example
 * assign(Float64Array.of(4, 1, 3, 2, 0, 5), { rows: 2, columns: 3 }).columnOfRow; // [1, 0], cost 3
 * @see Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems
 * (1987); prices from a scaled auction stand in for its column reduction
 */
export function assign(cost: Float64Array | Float32Array, shape: CostShape): Assignment {
  checkOptions<CostShape>("assign", shape, { rows: true, columns: true });
  const { rows, columns } = shape;
  checkCosts("assign", cost, { rows, columns });
  const tall = rows > columns;
  const costs = tall ? transpose(cost, rows, columns) : asFloat64(cost);
  const { columnOfRow, rowOfColumn, u, v } = tall
    ? flip(shortestAugmentingPaths(costs, columns, rows))
    : shortestAugmentingPaths(costs, rows, columns);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const column = columnOfRow[row]!;
    if (column >= 0) total += cost[row * columns + column]!;
  }
  return Object.freeze({ columnOfRow, rowOfColumn, cost: total, dual: Object.freeze({ u, v }) });
}

function asFloat64(values: Float64Array | Float32Array): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}

function transpose(values: Float64Array | Float32Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j]!;
  }
  return out;
}

function flip({ columnOfRow, rowOfColumn, u, v }: Matching): Matching {
  return { columnOfRow: rowOfColumn, rowOfColumn: columnOfRow, u: v, v: u };
}
