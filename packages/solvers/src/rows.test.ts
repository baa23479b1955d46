import { SolveError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { event } from "./event.js";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { rk4 } from "./methods/rk4.js";
import { solve } from "./solve.js";
import { at, Rows, rowSpace } from "./testing/row-space.js";
import type { Clock } from "./vector-space.js";

/** `y' = −rate·y` in each row, with a rate a row. */
const decay =
  (rates: readonly number[]) =>
  (y: Rows, _: Clock): Rows =>
    new Rows(y.values.map((values, row) => values.map((v) => -rates[row]! * v)));

const ones = (rows: number): Rows => new Rows(Array.from({ length: rows }, () => [1, 2]));
const tight = dopri5({ rtol: 1e-8, atol: 1e-8 });

describe("rows side by side", () => {
  test("each row takes the steps that it would take alone, and gives the same bits", async () => {
    const rates = [0.1, 1, 30, -1];
    const method = dopri5({ rtol: 1e-6, atol: 1e-6 });
    const saveAt = [0, 0.3, 0.5, 1];
    const together = await solve(decay(rates), ones(4), { t0: 0, t1: 1, method, saveAt, space: rowSpace() });
    let most = 0;
    for (const [row, rate] of rates.entries()) {
      const alone = await solve(decay([rate]), ones(1), { t0: 0, t1: 1, method, saveAt, space: rowSpace() });
      expect(together.y.values[row]).toEqual(alone.y.values[0]);
      for (const [j, { t, y }] of together.saved.entries()) {
        expect(t).toBe(saveAt[j]);
        expect(y.values[row]![0]).toBeCloseTo(alone.saved[j]!.y.values[0]![0]!, 14);
        expect(y.values[row]![0]).toBeCloseTo(Math.exp(-rate * t), 4);
      }
      most = Math.max(most, alone.stats.evaluations);
    }
    expect(together.status).toBe("success");
    expect(together.rows).toEqual({ status: Array(4).fill("success"), t: Float64Array.of(1, 1, 1, 1) });
    expect(together.stats.evaluations).toBeLessThanOrEqual(most + 12);
    expect(together.stats.evaluations).toBe(2 + 6 * (together.stats.accepted + together.stats.rejected));
  });

  test("a plain state and a single row take the same steps", async () => {
    const rows = await solve(decay([1]), new Rows([[1]]), { t0: 0, t1: 1, method: tight, space: rowSpace() });
    const plain = solve((y) => -y, 1, { t0: 0, t1: 1, method: tight });
    expect(rows.stats).toEqual(plain.stats);
    expect(rows.y.values[0]![0]).toBeCloseTo(plain.y, 14);
  });

  test("a broken row keeps its last good state, and neither slows nor spoils the others", async () => {
    const f = (y: Rows, t: Clock): Rows =>
      new Rows(y.values.map(([v], row) => [row === 1 && at(t, row) > 0.5 ? NaN : row === 2 ? v! * v! : -v!]));
    const y0 = new Rows([[1], [1], [1], [3]]);
    const saveAt = [0.25, 0.75, 2];
    const result = await solve(f, y0, { t0: 0, t1: 2, method: tight, saveAt, space: rowSpace() });
    const alone = await solve(decay([1]), new Rows([[1]]), {
      t0: 0,
      t1: 2,
      method: tight,
      saveAt,
      space: rowSpace(),
    });
    expect(result.status).toBe("nonFiniteDerivative");
    expect(result.rows!.status).toEqual(["success", "nonFiniteDerivative", "stepUnderflow", "success"]);
    expect(result.rows!.t[1]).toBeCloseTo(0.5, 12);
    expect(result.rows!.t[2]).toBeCloseTo(1, 6);
    expect(result.t).toBe(result.rows!.t[1]);
    expect(result.y.values[0]).toEqual(alone.y.values[0]);
    expect(result.y.values[1]![0]).toBeCloseTo(Math.exp(-0.5), 7);
    expect(result.y.values[2]![0]).toBeGreaterThan(1e6);
    expect(result.saved.map(({ y }) => Number.isNaN(y.values[1]![0]))).toEqual([false, true, true]);
    expect(result.saved[2]!.y.values[3]![0]).toBeCloseTo(3 * Math.exp(-2), 7);
  });

  test.each([
    ["dopri5", tight],
    ["rk4", rk4({ steps: 8 })],
  ])("%s releases every state exactly once, but for what it returns", async (_, method) => {
    for (const checks of ["step", "end"] as const)
      for (const saveAt of [[], [0, 0.1, 0.33, 0.5, 1]]) {
        const space = rowSpace(checks);
        const y0 = ones(3);
        const { y, saved } = await solve(decay([1, 5, 20]), y0, { t0: 0, t1: 1, method, saveAt, space });
        expect(space.ledger.alive).toEqual(new Set([y, ...saved.map((entry) => entry.y)]));
        expect(space.ledger.alive.size).toBe(1 + saveAt.length);
        expect(y0.released).toBe(0);
        expect(y).not.toBe(y0);
      }
  });

  test("states are released when rows fail, and when f throws", async () => {
    const boom = new Error("boom");
    let calls = 0;
    for (const method of [tight, rk4({ steps: 8 })])
      for (const f of [
        (y: Rows, t: Clock) =>
          new Rows(y.values.map(([v], row) => [at(t, row) > 0.4 && row === 0 ? NaN : v!])),
        (y: Rows, _: Clock) => {
          if (++calls % 40 === 0) throw boom;
          return y;
        },
      ])
        for (const checks of ["step", "end"] as const) {
          const space = rowSpace(checks);
          const options = { t0: 0, t1: 1, method, saveAt: [0.2, 0.21], space };
          calls = 7;
          const result = await solve(f, new Rows([[1], [1]]), options).catch((error: unknown) => error);
          if (result instanceof Error) {
            expect(result).toBeInstanceOf(SolveError);
            expect(result.cause).toBe(boom);
            expect(space.ledger.alive.size).toBe(0);
          } else expect(space.ledger.alive.size).toBe(3);
        }
  });

  test.each([1, 3])(
    "with events and saved times each state is released once, whichever program fails: %s rows",
    async (rows) => {
      const f = (y: Rows, t: Clock): Rows =>
        new Rows(y.values.map(([v], row) => [Math.cos(4 ** row * t[row]!) * 4 ** row - 0.1 * v!]));
      const half = event((y: Rows) => Float64Array.from(y.values, ([v]) => v! - 0.5));
      const method = dopri5({ rtol: 1e-3, atol: 1e-3 });
      const failures: string[] = [];
      for (let failAt = 1, failed = true; failed; failAt++) {
        const space = rowSpace();
        let calls = 0;
        const failing: typeof space = {
          ...space,
          lift: (derivative, step) => {
            const program = space.lift(derivative, step);
            return async (states, clocks) => {
              if (++calls === failAt) throw new Error("boom");
              return program(states, clocks);
            };
          },
        };
        const options = { t0: 0, t1: 3, method, saveAt: [0, 0.1, 0.2, 2], events: [half], space: failing };
        const y0 = new Rows(Array.from({ length: rows }, () => [0]));
        const solution = await solve(f, y0, options).catch(() => undefined);
        failed = solution === undefined;
        const owned = failed ? 0 : 5 + (rows === 1 ? solution!.events[0]!.length : 0);
        if (solution) expect(solution.events[0]!.length).toBeGreaterThan(1);
        if (space.ledger.alive.size !== owned)
          failures.push(`call ${failAt}: ${space.ledger.alive.size} in place of ${owned}`);
      }
      expect(failures).toEqual([]);
    },
  );

  test("an aborted signal ends the solve with its reason before the next step, and releases every state", async () => {
    for (const checks of ["step", "end"] as const)
      for (const method of [tight, rk4({ steps: 8 })])
        for (const after of [0, 25]) {
          let calls = 0;
          const reason = new Error("enough");
          const signal = {
            throwIfAborted: () => {
              if (calls >= after) throw reason;
            },
          };
          const f = (y: Rows): Rows => {
            calls++;
            return decay([1, 2])(y, Float64Array.of());
          };
          const space = rowSpace(checks);
          const options = { t0: 0, t1: 1, method, saveAt: [0, 0.2, 0.21], space, signal };
          await expect(solve(f, ones(2), options)).rejects.toBe(reason);
          expect(space.ledger.alive.size).toBe(0);
          expect(calls).toBeLessThan(after + 8);
        }
  });

  test("a lean fixed step shares one clock, reads nothing back, and costs one program a step", async () => {
    const space = rowSpace("end");
    const lean = await solve(decay([1, 2]), ones(2), { t0: 0, t1: 1, method: rk4({ steps: 20 }), space });
    expect(space.ledger.calls).toBe(21);
    expect(space.ledger.reads).toBe(1);
    expect(new Set(space.ledger.clocks)).toEqual(new Set([1]));
    const checked = await solve(decay([1, 2]), ones(2), {
      t0: 0,
      t1: 1,
      method: rk4({ steps: 20 }),
      space: rowSpace(),
    });
    expect(lean).toEqual(checked);
  });

  test("a lean solve that ends not finite finds each row's last good state", async () => {
    const f = (y: Rows, t: Clock): Rows =>
      new Rows(y.values.map(([v], row) => [row === 1 && at(t, row) > 0.5 ? Infinity : -v!]));
    const options = { t0: 0, t1: 1, method: euler({ steps: 10 }) };
    for (const saveAt of [[0.25], [0.25, 0.95]]) {
      // The broken row comes first here, and a saved time lies inside of its last steps.
      const turned = (y: Rows, t: Clock): Rows =>
        new Rows(y.values.map(([v], row) => [row === 0 && at(t, row) > 0.5 ? NaN : -v!]));
      const run = (checks: "step" | "end") =>
        solve(turned, new Rows([[1], [1]]), { ...options, saveAt, space: rowSpace(checks) });
      const [unchecked, thorough] = [await run("end"), await run("step")];
      expect(unchecked.rows!.status).toEqual(["nonFiniteDerivative", "success"]);
      expect({ ...unchecked, stats: 0 }).toEqual({ ...thorough, stats: 0 });
    }
    const lean = await solve(f, new Rows([[1], [1]]), { ...options, space: rowSpace("end") });
    const checked = await solve(f, new Rows([[1], [1]]), { ...options, space: rowSpace() });
    expect(lean.rows).toEqual(checked.rows);
    expect(lean.y).toEqual(checked.y);
    expect(lean.rows!.status).toEqual(["success", "nonFiniteDerivative"]);
    expect(lean.rows!.t[1]).toBeCloseTo(0.6, 12);
    expect(lean.y.values[0]![0]).toBeCloseTo(0.9 ** 10, 14);
    expect(lean.y.values[1]![0]).toBeCloseTo(0.9 ** 6, 14);
    expect(lean.stats.evaluations).toBe(10 + checked.stats.evaluations);
  });

  test("a batch without rows and a batch that starts broken are answers", async () => {
    for (const method of [tight, rk4({ steps: 4 })])
      for (const checks of ["step", "end"] as const) {
        const options = { t0: 0, t1: 1, method, space: rowSpace(checks) };
        const none = await solve(decay([]), new Rows([]), options);
        expect(none).toMatchObject({ status: "success", t: 1, stats: { evaluations: 0 } });
        const broken = await solve(decay([1, 1]), new Rows([[NaN], [1]]), options);
        expect(broken.rows!.status).toEqual(["nonFiniteState", "success"]);
        expect(broken.t).toBe(0);
      }
  });

  test("even steps have no tolerance that a coarse dtype could be too coarse for", async () => {
    const space = { ...rowSpace(), epsilon: () => 0.125 };
    const solution = await solve(decay([1]), ones(1), { t0: 0, t1: 1, method: rk4({ steps: 2 }), space });
    expect(solution.status).toBe("success");
  });

  test("rtol is held against the space's own epsilon, and bad options reject", async () => {
    const space = { ...rowSpace(), epsilon: () => 2 ** -23 };
    const method = dopri5({ rtol: 1e-6, atol: 1e-6 });
    await expect(solve(decay([1]), ones(1), { t0: 0, t1: 1, method, space })).rejects.toThrow(
      "dopri5: rtol must be at least 10 ε of the state's dtype (0.0000011920928955078125), got 0.000001. Raise it.",
    );
  });
});
