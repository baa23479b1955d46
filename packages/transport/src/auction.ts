/** What bids and searches share: row-major costs, the column prices and the matching so far (−1 for none). */
export interface Market {
  readonly cost: Float64Array;
  readonly columns: number;
  readonly columnOfRow: Int32Array;
  readonly rowOfColumn: Int32Array;
  /** Column prices; a column costs a row `c_ij − v_j`. */
  readonly v: Float64Array;
}

/** How far a round of bids goes. */
export interface BidOptions {
  /** Amount that every bid lowers a price by, beyond the row's gain over its second choice. */
  readonly step: number;
  /** How many times a row that is pushed out may bid again at once. */
  readonly budget: number;
}

/**
 * Prices of a square problem that are nearly right: an auction whose step shrinks by 5 a round, from a twentieth
 * of the range of the costs to a hundredth of its share for one row. Each round starts anew from the prices before.
 *
 * On point sets of different shapes this makes the whole solution about seven times faster at n = 1000.
 *
 * @see Bertsekas, The auction algorithm: a distributed relaxation method for the assignment problem (1988)
 */
export function scaledPrices(cost: Float64Array, size: number): Float64Array {
  const v = new Float64Array(size);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of cost) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const range = most - least;
  if (!(range > 0 && range < Number.POSITIVE_INFINITY)) return v;
  const rows = Array.from({ length: size }, (_, row) => row);
  // Above 0 as well: what a range of the smallest numbers is divided into is 0.
  for (let step = range / 20; step > 0 && step >= range / (100 * size); step /= 5) {
    const columnOfRow = new Int32Array(size).fill(-1);
    const rowOfColumn = new Int32Array(size).fill(-1);
    bid({ cost, columns: size, columnOfRow, rowOfColumn, v }, rows, { step, budget: 32 * size });
  }
  return v;
}

/**
 * One pass of bids: each row takes its cheapest column, at a price that leaves it as well off as with its second
 * choice (less `step`). With a step of 0 this is Jonker and Volgenant's augmenting row reduction, and matched pairs
 * are exactly the cheapest of their rows. A row that is pushed out bids again at once if the price has really
 * fallen and the budget lasts; without a budget, rounding could make bids endless.
 *
 * @returns the rows that are still free
 */
export function bid(
  { cost, columns, columnOfRow, rowOfColumn, v }: Market,
  rows: readonly number[],
  { step, budget }: BidOptions,
): number[] {
  const left: number[] = [];
  let again = budget;
  for (const start of rows) {
    for (let row = start; row >= 0; ) {
      const offset = row * columns;
      let best = 0;
      let second = 0;
      let low = Number.POSITIVE_INFINITY;
      let next = Number.POSITIVE_INFINITY;
      for (let column = 0; column < columns; column++) {
        const price = cost[offset + column]! - v[column]!;
        if (price >= next) continue;
        if (price >= low) {
          next = price;
          second = column;
        } else {
          next = low;
          second = best;
          low = price;
          best = column;
        }
      }
      // A single column has no second choice, and its price need not fall.
      const fallen = next === Number.POSITIVE_INFINITY ? v[best]! : v[best]! - (next - low + step);
      const falls = fallen < v[best]!;
      if (falls) v[best] = fallen;
      else if (next === low && rowOfColumn[best]! >= 0) best = second;
      const out = rowOfColumn[best]!;
      rowOfColumn[best] = row;
      columnOfRow[row] = best;
      row = -1;
      if (out < 0) continue;
      columnOfRow[out] = -1;
      if (falls && again-- > 0) row = out;
      else left.push(out);
    }
  }
  return left;
}
