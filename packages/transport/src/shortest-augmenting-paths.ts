import { bid, type Market, scaledPrices } from "./auction.js";

/** A matching of all rows and its prices; −1 marks a column without a row. */
export interface Matching {
  readonly columnOfRow: Int32Array;
  readonly rowOfColumn: Int32Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/**
 * Matches every row of a wide matrix (`rows ≤ columns`, finite entries) to a column of its own at the least cost.
 *
 * Two passes of bids match what they can at exact prices; each row left gets a shortest augmenting path. A square
 * problem starts from the prices of a scaled auction. Any prices would give the same cost: good ones make the
 * searches few and short. A rectangular one starts from 0. Its prices only fall, and a column that was matched
 * stays so: therefore `v ≤ 0`, and 0 where unmatched, which makes the prices a proof.
 */
export function shortestAugmentingPaths(cost: Float64Array, rows: number, columns: number): Matching {
  const square = rows === columns;
  const market: Market = {
    cost,
    columns,
    columnOfRow: new Int32Array(rows).fill(-1),
    rowOfColumn: new Int32Array(columns).fill(-1),
    v: square ? scaledPrices(cost, rows) : new Float64Array(columns),
  };
  const { columnOfRow, rowOfColumn, v } = market;
  let free = Array.from(columnOfRow.keys());
  for (let pass = 0; pass < 2; pass++) free = bid(market, free, { step: 0, budget: square ? 0 : 8 * rows });
  const search = makeSearch(market);
  for (const row of free) search(row);
  const u = Float64Array.from(columnOfRow, (column, row) => cost[row * columns + column]! - v[column]!);
  return { columnOfRow, rowOfColumn, u, v };
}

/**
 * Dijkstra's search on reduced costs `c_ij − u_i − v_j` from a free row to the nearest free column.
 *
 * `queue` holds the columns in three stretches: done (before `low`), at the present distance (`low` to `up`), and
 * further away. Afterwards the prices of the done columns fall by what their distance lacks to the nearest free
 * column, which keeps every reduced cost non-negative, and the path is turned over.
 */
function makeSearch({ cost, columns, columnOfRow, rowOfColumn, v }: Market): (start: number) => void {
  const distance = new Float64Array(columns);
  const from = new Int32Array(columns);
  const queue = new Int32Array(columns);

  /** Moves the nearest columns of the third stretch to the second; returns the end of the second. */
  const gather = (low: number): number => {
    let up = low;
    let least = Number.POSITIVE_INFINITY;
    for (let k = low; k < columns; k++) {
      const column = queue[k]!;
      const here = distance[column]!;
      if (here > least) continue;
      if (here < least) {
        least = here;
        up = low;
      }
      queue[k] = queue[up]!;
      queue[up++] = column;
    }
    return up;
  };

  /** Relaxes the columns from `up` on through `column`; returns the new end of the second stretch. */
  const scan = (column: number, start: number, least: number): number => {
    let up = start;
    const row = rowOfColumn[column]!;
    const offset = row * columns;
    const shift = cost[offset + column]! - v[column]! - least;
    for (let k = up; k < columns; k++) {
      const other = queue[k]!;
      const reached = cost[offset + other]! - v[other]! - shift;
      if (reached >= distance[other]!) continue;
      from[other] = row;
      // Below `least` only by rounding.
      distance[other] = Math.max(reached, least);
      if (reached > least) continue;
      queue[k] = queue[up]!;
      queue[up++] = other;
    }
    return up;
  };

  return (start) => {
    for (let column = 0; column < columns; column++) {
      queue[column] = column;
      from[column] = start;
      distance[column] = cost[start * columns + column]! - v[column]!;
    }
    let done = 0;
    let low = 0;
    let up = 0;
    let checked = 0;
    let least = 0;
    let end = -1;
    while (end < 0) {
      if (low === up) {
        done = low;
        up = gather(low);
        least = distance[queue[low]!]!;
      }
      for (; checked < up; checked++) {
        if (rowOfColumn[queue[checked]!]! < 0) end = queue[checked]!;
      }
      if (end < 0) up = scan(queue[low++]!, up, least);
    }
    for (let k = 0; k < done; k++) {
      const column = queue[k]!;
      v[column] = v[column]! + distance[column]! - least;
    }
    for (let column = end, row = -1; row !== start; ) {
      row = from[column]!;
      rowOfColumn[column] = row;
      const before = columnOfRow[row]!;
      columnOfRow[row] = column;
      column = before;
    }
  };
}
