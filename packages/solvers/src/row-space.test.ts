import type { SolveError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { event } from "./event.js";
import { bosh3 } from "./methods/bosh3.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { rk4 } from "./methods/rk4.js";
import { tsit5 } from "./methods/tsit5.js";
import { type RowSpace, type RowsDerivative, rowSpace } from "./row-space.js";
import { solve } from "./solve.js";

const makers = { bosh3, dopri5, tsit5, dop853 };

/** Oscillators of different frequencies; counts how many rows it has been asked for. */
const oscillators =
  (frequencies: ArrayLike<number>, asked = { rows: 0 }): RowsDerivative =>
  (y, t, out, rows) => {
    expect(t.length).toBe(rows.length);
    expect(y.length).toBe(2 * rows.length);
    asked.rows += rows.length;
    for (let i = 0; i < rows.length; i++) {
      const w = frequencies[rows[i]!]!;
      out[2 * i] = w * y[2 * i + 1]!;
      out[2 * i + 1] = -w * y[2 * i]! * (1 + 0.1 * Math.sin(t[i]!));
    }
    return out;
  };
const one = (w: number) => (y: Float64Array, t: number, out: Float64Array) => {
  out[0] = w * y[1]!;
  out[1] = -w * y[0]! * (1 + 0.1 * Math.sin(t));
  return out;
};

describe("rowSpace", () => {
  const count = 700;
  const frequencies = Float64Array.from({ length: count }, (_, i) => 0.5 + 20 * ((i * 0.618) % 1) ** 4);
  const y0 = Float64Array.from({ length: 2 * count }, (_, i) => (i % 2) + 1);

  test.each(Object.entries(makers))(
    "%s gives each row the steps and numbers of a solve of its own",
    (_, make) => {
      const method = make({ rtol: 1e-6, atol: 1e-8 });
      const saveAt = [0, 0.77, 1.5, 2];
      const options = { t0: 0, t1: 2, method, saveAt };
      const together = solve(oscillators(frequencies), y0, { ...options, space: rowSpace({ width: 2 }) });
      expect(together.rows!.status.every((status) => status === "success")).toBe(true);
      for (let row = 0; row < count; row += 37) {
        const alone = solve(one(frequencies[row]!), y0.slice(2 * row, 2 * row + 2), options);
        for (const i of [0, 1]) {
          expect(together.y[2 * row + i]).toBeCloseTo(alone.y[i]!, 11);
          for (const [j, { t, y }] of alone.saved.entries()) {
            expect(together.saved[j]!.t).toBe(t);
            expect(together.saved[j]!.y[2 * row + i]).toBeCloseTo(y[i]!, 11);
          }
        }
      }
    },
  );

  test("rows that have ended are no longer asked for: a stiff row costs its own evaluations only", () => {
    const asked = { rows: 0 };
    const method = dopri5({ rtol: 1e-6, atol: 1e-6 });
    const some = new Float64Array(1000).fill(1).with(500, 1000);
    const solution = solve(oscillators(some, asked), new Float64Array(2000).fill(1), {
      t0: 0,
      t1: 1,
      method,
      space: rowSpace({ width: 2 }),
    });
    expect(solution.status).toBe("success");
    const slow = solve(one(1000), Float64Array.of(1, 1), { t0: 0, t1: 1, method }).stats.evaluations;
    const quick = solve(one(1), Float64Array.of(1, 1), { t0: 0, t1: 1, method }).stats.evaluations;
    expect(solution.stats.evaluations).toBeLessThan(slow + 20);
    expect(asked.rows).toBeLessThan(1.2 * (slow + 1000 * quick));
  });

  test("a row that starts broken is asked for at the start alone, also where its slope is sound", () => {
    const asked = [0, 0, 0];
    const f: RowsDerivative = (_, __, out, rows) => {
      for (const row of rows) asked[row]!++;
      return out.fill(1);
    };
    const solution = solve(f, Float64Array.of(1, NaN, 1), {
      t0: 0,
      t1: 1,
      method: dopri5({ rtol: 1e-6, atol: 1e-6 }),
      saveAt: [0, 0.5e-6, 1],
      space: rowSpace({ width: 1 }),
    });
    expect(solution.rows!.status).toEqual(["success", "nonFiniteState", "success"]);
    // The first slopes of all rows, and those of the initial step.
    expect(asked[1]).toBe(2);
    expect(asked[0]).toBeGreaterThan(10);
    expect(asked[0]).toBe(asked[2]);
  });

  test("broken rows keep their last good state and leave the others alone", () => {
    const f: RowsDerivative = (y, t, out, rows) => {
      for (let i = 0; i < rows.length; i++)
        out[i] = rows[i] === 3 && t[i]! > 0.5 ? NaN : rows[i] === 5 ? y[i]! ** 2 : -y[i]!;
      return out;
    };
    const method = tsit5({ rtol: 1e-8, atol: 1e-8 });
    const { rows, y, status, t } = solve(f, new Float64Array(64).fill(1), {
      t0: 0,
      t1: 2,
      method,
      space: rowSpace({ width: 1 }),
    });
    expect(status).toBe("nonFiniteDerivative");
    expect(rows!.status[3]).toBe("nonFiniteDerivative");
    expect(rows!.status[5]).toBe("stepUnderflow");
    expect(rows!.t[3]).toBeCloseTo(0.5, 10);
    expect(t).toBe(rows!.t[3]);
    expect(y[3]).toBeCloseTo(Math.exp(-0.5), 7);
    const alone = solve((v) => -v, 1, { t0: 0, t1: 2, method }).y;
    for (const row of [0, 4, 6, 63]) expect(y[row]).toBeCloseTo(alone, 14);
  });

  test("even steps, other widths, no rows and one row are fine", () => {
    const f: RowsDerivative = (y, _, out) => {
      for (let i = 0; i < y.length; i++) out[i] = -y[i]!;
      return out;
    };
    for (const width of [1, 3, 2000]) {
      const space = rowSpace({ width });
      const method = rk4({ steps: 10 });
      const { y, stats } = solve(f, new Float64Array(6000).fill(1), { t0: 0, t1: 1, method, space });
      expect(y.every((v) => Math.abs(v - 0.36787977) < 1e-8)).toBe(true);
      expect(stats.accepted).toBe(10);
    }
    for (const method of [rk4({ steps: 2 }), dop853({ rtol: 1e-6, atol: 1e-6 })]) {
      const options = { t0: 0, t1: 1, method, space: rowSpace({ width: 2 }) };
      expect(solve(f, new Float64Array(0), options)).toMatchObject({
        status: "success",
        stats: { evaluations: 0 },
      });
      expect(solve(f, Float64Array.of(1, 2), options).y[1]).toBeCloseTo(2 * Math.exp(-1), 2);
    }
  });

  test("tolerances may be given for each component of a row", () => {
    const f: RowsDerivative = (y, t, out, rows) => {
      rows.forEach((_, i) => {
        out[2 * i] = -y[2 * i]!;
        out[2 * i + 1] = 50 * Math.cos(50 * t[i]!);
      });
      return out;
    };
    const run = (atol: readonly number[]) =>
      solve(f, Float64Array.of(1, 0, 1, 0), {
        t0: 0,
        t1: 1,
        method: dopri5({ rtol: 1e-12, atol }),
        space: rowSpace({ width: 2 }),
      }).stats.accepted;
    expect(run([1e-4, 100])).toBeLessThan(run([1e-4, 1e-4]) / 3);
  });

  test("what f throws tells the last good state of all rows", () => {
    const f: RowsDerivative = (y, t, out) => {
      if (t[0]! > 0.5) throw new Error("mine");
      return out.fill(1).subarray(0, y.length);
    };
    const options = { t0: 0, t1: 1, method: rk4({ steps: 8 }), space: rowSpace({ width: 1 }) };
    let caught: unknown;
    try {
      solve(f, new Float64Array(3), options);
    } catch (error) {
      caught = error;
    }
    const { t, y, rows } = (caught as SolveError).details as Record<string, unknown>;
    expect([t, rows]).toEqual([0.5, { t: new Float64Array(3).fill(0.5) }]);
    for (const value of y as Float64Array) expect(value).toBeCloseTo(0.5, 14);
  });

  test("states of another length are refused", () => {
    expect(() => rowSpace({ width: 0 })).toThrow(
      "rowSpace: width must be a whole number of at least 1, got 0.",
    );
    const options = { t0: 0, t1: 1, method: rk4({ steps: 8 }), space: rowSpace({ width: 2 }) };
    expect(() => solve((y) => y, new Float64Array(3), options)).toThrow(
      "rowSpace: y0 must be a Float64Array of whole rows (2), got 3 numbers. Pass one row behind the other.",
    );
  });
});

test("an event may solve in the space that it is part of", () => {
  const space = rowSpace({ width: 1 });
  const method = rk4({ steps: 2 });
  const inner: RowsDerivative = (_, __, out) => out.fill(1);
  const nested = event((y: Float64Array) => {
    solve(inner, Float64Array.of(0, 0), { t0: 0, t1: 1, method, space });
    return y;
  });
  const seen = new Set<string>();
  const plain = event((y: Float64Array, _: Float64Array, rows?: Float64Array) => {
    seen.add(String(rows));
    return y;
  });
  const events = [nested, plain];
  solve(inner, Float64Array.of(1, 2, 3), { t0: 0, t1: 1, method, events, space });
  expect([...seen]).toEqual(["0,1,2"]);
});

test("f may solve in the space that it is solved in", () => {
  const space = rowSpace({ width: 1 });
  const method = dopri5({ rtol: 1e-9, atol: 1e-9 });
  const inner: RowsDerivative = (y, _, out) => Object.assign(out, y.map((v) => -v)); // biome-ignore format: a line
  const outerIn =
    (own: RowSpace): RowsDerivative =>
    (y, _, out, rows) => {
      const span = { t0: 0, t1: 0.1, method, space: own };
      const shrunk = solve(inner, Float64Array.of(1, 2), span).y[0]!;
      for (let i = 0; i < rows.length; i++) out[i] = -(1 + rows[i]!) * shrunk * y[i]!;
      return out;
    };
  const span = { t0: 0, t1: 1, method, space };
  const y0 = Float64Array.of(1, 1, 1);
  expect(solve(outerIn(space), y0, span).y).toEqual(solve(outerIn(rowSpace({ width: 1 })), y0, span).y);
});
