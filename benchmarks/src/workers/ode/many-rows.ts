import { dopri5, type RowsDerivative, rowSpace, solve } from "@nami/solvers";

const rows = 10_000;
const lengths = Float64Array.from({ length: rows }, (_, row) => 0.5 + 1.5 * ((row * 0.618) % 1));
const y0 = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? 0 : 0.1 + 2 * ((i * 0.377) % 1)));
const options = { t0: 0, t1: 2, method: dopri5({ rtol: 1e-6, atol: 1e-6 }) };

/** 10⁴ oscillators of different frequencies in one array. */
function together(): Float64Array {
  const f: RowsDerivative = (y, _, out, which) => {
    for (let i = 0; i < which.length; i++) {
      out[2 * i] = y[2 * i + 1]!;
      out[2 * i + 1] = (-9.81 / lengths[which[i]!]!) * y[2 * i]!;
    }
    return out;
  };
  return solve(f, y0, { ...options, space: rowSpace({ width: 2 }) }).y;
}

/** The same by a loop of solves with the same method. */
function apart(): Float64Array {
  const all = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    const k = -9.81 / lengths[row]!;
    const f = (y: Float64Array, _: number, out: Float64Array) => {
      out[0] = y[1]!;
      out[1] = k * y[0]!;
      return out;
    };
    all.set(solve(f, y0.slice(2 * row, 2 * row + 2), options).y, 2 * row);
  }
  return all;
}

/** The two ways to their ends. */
export const waysOfRows = { together, apart } as const;

/** Name of a way. */
export type WayOfRows = keyof typeof waysOfRows;
