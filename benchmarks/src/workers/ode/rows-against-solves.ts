import { dopri5, type RowsDerivative, rowSpace, solve } from "@nami/solvers";
import { median } from "../../contenders/median.js";
import type { RowsAnswer } from "./protocol.js";

const now = (): number => process.cpuUsage().user / 1000;
const rows = 10_000;
const lengths = Float64Array.from({ length: rows }, (_, row) => 0.5 + 1.5 * ((row * 0.618) % 1));
const y0 = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? 0 : 0.1 + 2 * ((i * 0.377) % 1)));

/** 10⁴ oscillators of different frequencies in one array, against a loop of solves with the same method. */
export const rowsAgainstSolves = (): RowsAnswer => {
  const options = { t0: 0, t1: 2, method: dopri5({ rtol: 1e-6, atol: 1e-6 }) };
  const together: RowsDerivative = (y, _, out, which) => {
    for (let i = 0; i < which.length; i++) {
      out[2 * i] = y[2 * i + 1]!;
      out[2 * i + 1] = (-9.81 / lengths[which[i]!]!) * y[2 * i]!;
    }
    return out;
  };
  const apart = (): Float64Array => {
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
  };
  const times: Record<"rows" | "solves", number[]> = { rows: [], solves: [] };
  let difference = 0;
  for (let round = -1; round < 7; round++) {
    const start = now();
    const one = solve(together, y0, { ...options, space: rowSpace({ width: 2 }) }).y;
    const middle = now();
    const other = apart();
    const end = now();
    if (round < 0) continue;
    times.rows.push(middle - start);
    times.solves.push(end - middle);
    difference = one.reduce((most, v, i) => Math.max(most, Math.abs(v - other[i]!)), 0);
  }
  return {
    question: "10⁴ independent oscillators, dopri5 at 1e-6: loop of solves / one solve of rows",
    ratio: median(times.solves) / median(times.rows),
    ratios: times.solves.map((ms, i) => ms / times.rows[i]!),
    "largest difference": difference,
  };
};
